import { existsSync, lstatSync } from 'node:fs';
import { Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

/**
 * A folder's name that is a link to a folder which is gone, such as a disk that is not mounted: to make the folder under this
 * name fails, and not for the reason that the system tells.
 * @throws Failure (exit 2)
 */
export function refuseDeadLink(path: string, shown: string): void {
  if (existsSync(path) || !isLink(path)) return;
  throw new Failure(
    `${plain(shown)} is a symbolic link that leads nowhere. Mount or make what it leads to, or name another folder.`,
  );
}

/** What cannot be looked at is told by who uses it. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
