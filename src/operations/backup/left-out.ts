import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { type Header, headerOf } from '../audit/header.ts';

/** To read one would give up the locks that a connection of this process holds on it (POSIX). */
const SIDECAR = /-(wal|shm|journal)$/;

/**
 * Databases that lie beside those of the layout and that layout.json does not name: no backup has them, and whoever put
 * them there may think otherwise. Other files are not looked at: what commands keep beside layout.json can be made anew.
 * @returns their names, sorted
 */
export function leftOut({ files, layout }: DataFolder): readonly string[] {
  const known = new Set(layoutFiles('', layout));
  return readdirSync(files, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !known.has(entry.name) && !SIDECAR.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => ['wal', 'rollback'].includes(kindOf(join(files, name))))
    .sort();
}

/** One that has gone, or that may not be read, is no database as far as can be told. */
function kindOf(path: string): Header {
  try {
    return headerOf(path);
  } catch {
    return 'other';
  }
}
