import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type DataFolder, readDataFolder } from '../../database/data-folder.ts';
import { FULL_TEXT_TABLES, rebuildFullText } from '../../database/full-text-check.ts';
import { remakeTriggers } from '../../database/full-text-triggers.ts';
import { openLayout } from '../../database/open.ts';
import { plain } from '../../render/plain.ts';
import { headerOf } from './header.ts';
import { NotDone } from './not-done.ts';

/** How long to wait for whoever reads or writes; the application waits as long in the meantime. */
const WAIT_MS = 5000;

/** Writes into the live database, in a transaction; what SQLite makes beside it belongs to the owner, or to root's. */
export function rebuild(name: string, path: string, shown: string): void {
  const table = FULL_TEXT_TABLES.find((one) => one === name);
  if (table === undefined) throw new NotDone(`there is no full-text table ${name}`);
  const { layout, files } = writable(path, shown);
  const open = openLayout(layout, files);
  try {
    // What was written without the triggers is not in the index, and without them it drifts again.
    open.transaction([table], () => {
      remakeTriggers(open, table);
      rebuildFullText(open, table);
    })();
  } finally {
    open.close();
  }
}

/** The mode is in the file: set once, every connection finds it so. */
export function setWal(name: string, path: string, shown: string): void {
  const { layout, files } = writable(path, shown);
  const placement = layout.databases.find((one) => one.name === name && one.file !== ':memory:');
  if (placement === undefined) throw new NotDone(`there is no database ${plain(name)} on the disk`);
  const db = new Database(join(files, placement.file), { fileMustExist: true, timeout: WAIT_MS });
  try {
    const mode = db.pragma('journal_mode = WAL', { simple: true });
    if (mode !== 'wal') throw new NotDone(`the mode stays ${plain(String(mode))}; try again later`);
  } finally {
    db.close();
  }
}

/** @throws NotDone where what is written could go elsewhere, play back a journal, or leave files of another owner */
function writable(path: string, shown: string): DataFolder {
  const folder = readDataFolder(path, shown);
  for (const { file } of folder.layout.databases) {
    if (file === ':memory:') continue;
    const path = join(folder.files, file);
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.nlink !== 1)
      throw new NotDone(`${plain(file)} is a link or no file: what it leads to is not written into`);
    if (existsSync(`${path}-journal`) && headerOf(`${path}-journal`) === 'hot journal')
      throw new NotDone(
        `a journal beside ${plain(file)} would be played back; see what was found on it first`,
      );
    const viewer = process.geteuid?.();
    if (viewer !== undefined && viewer !== 0 && viewer !== stats.uid)
      throw new NotDone(
        'only the owner of the databases and root may write into them: another would leave a -wal of his own',
      );
  }
  return folder;
}
