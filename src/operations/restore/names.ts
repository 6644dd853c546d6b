import { lstatSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that restore makes in a data folder. */
const RESTORED = 'restored_';
/** What was there before: a data folder in itself. */
export const PREVIOUS = 'previous_';
/** Sidecars of databases that were not there. */
export const QUARANTINE = 'quarantine_';

export function isRestored(name: string): boolean {
  return name.startsWith(RESTORED);
}

export const restoredName = (label: string) => `${RESTORED}${label}`;

/**
 * The name, or the first that is free of "name.2", "name.3" and so on.
 * @param named a name that is not free although nothing may be there
 */
export function freeName(folder: string, name: string, named?: string): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}.${number}`;
    // A symbolic link that leads nowhere takes a name as well.
    if (tried !== named && lstatSync(join(folder, tried), { throwIfNoEntry: false }) === undefined)
      return tried;
  }
}
