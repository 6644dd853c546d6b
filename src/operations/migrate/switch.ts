import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { POINTER_FILE, POINTER_SCHEMA, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { fileState, removeEmptyLogs } from '../locked-files.ts';
import { writeDurably } from './durable.ts';
import { writeJournal } from './journal.ts';
import type { Migration } from './migration.ts';

/** The last step: one rename of layout.json, after which the new files are the data. @throws Failure (exit 3) where something has gone or changed */
export async function switchOver(migration: Migration): Promise<string> {
  const { journal, path, target, copies } = migration;
  const hashes = await migration.hashes();
  for (const file of journal.files) file.sha256 = hashes.get(file.name) ?? file.sha256;
  writeJournal(path, journal);
  await checkUnchanged(migration);
  for (const file of layoutFiles(target, journal.to))
    if (!existsSync(file))
      throw new Failure(`${plain(basename(file))} has gone from ${journal.folder}.`, EXIT.incomplete);
  // Two processes that close a database at the same moment each leave its log to the other.
  const closed = [...layoutFiles(copies, journal.from), ...layoutFiles(target, journal.to)];
  removeEmptyLogs(closed.filter((file) => existsSync(file) && existsSync(`${file}-wal`)));
  const before = parsePointer(journal.pointer, POINTER_FILE);
  const pointer = {
    ...before,
    schema: POINTER_SCHEMA,
    layout: journal.to,
    folder: journal.folder,
    migratedFrom: journal.from.name,
  };
  writeDurably(join(path, POINTER_FILE), `${JSON.stringify(pointer, null, 2)}\n`, 'switch');
  return journal.folder;
}

/**
 * That the source is still what was copied: nobody could write through SQLite since, but a file can be put in another's
 * place, and between two attempts anything may have happened. @throws Failure (exit 3)
 */
export async function checkUnchanged({ journal, files, second }: Migration): Promise<void> {
  for (const known of journal.files) {
    const path = join(files, known.name);
    const now = existsSync(path) ? fileState(path) : undefined;
    if (now && now.inode === known.inode && now.modified === known.modified && now.bytes === known.bytes)
      continue;
    const same = now && known.sha256 !== null && (await second.ask<string>('hash', path)) === known.sha256;
    if (!same)
      throw new Failure(
        `${plain(known.name)} has changed since it was copied, so the new files would lack what was written. Undo this migration and begin anew.`,
        EXIT.incomplete,
      );
  }
}
