import Database from 'better-sqlite3';
import { EXIT, Failure } from '../../model/failure.ts';
import { checkFiles } from '../backup/check-files.ts';
import type { BackupDatabase } from '../backup/manifest.ts';
import { syncFile } from '../backup/sync.ts';
import type { RestoreStep } from './steps.ts';

export const verify: RestoreStep = {
  name: 'verify',
  title: 'Open each file and compare it with the manifest',
  run: async (run) => {
    const { databases } = run.set.manifest;
    const files = databases.map(({ file }) => ({ path: run.placed(file), shown: `the restored ${file}` }));
    const checked = await checkFiles(files, ['hash', 'integrity', 'foreignKeys', 'contents'], {
      signal: run.request.signal,
      gentle: false,
    });
    for (const [index, database] of databases.entries()) {
      const found = checked[index];
      if (found === undefined) throw new TypeError(`${database.file} was not checked`);
      const differs = (what: string) =>
        new Failure(
          `the restored ${database.file} is not what was backed up: ${what}. Nothing was changed; try again, or another disk.`,
          EXIT.integrity,
        );
      if (found.hash.sha256 !== database.sha256) throw differs('its SHA-256 differs');
      if (found.contents.schemaDigest !== database.schemaDigest) throw differs('its schema differs');
      if (JSON.stringify(found.contents.tables) !== JSON.stringify(database.tables))
        throw differs('its tables have other numbers of rows');
      if (found.foreignKeys !== database.foreignKeyViolations) throw differs('other references are broken');
      journalAsBefore(run.placed(database.file), database);
      await syncFile(run.placed(database.file));
    }
  },
};

/** The copy in a set stands by itself; the database was in WAL mode. */
function journalAsBefore(path: string, { journalMode }: BackupDatabase): void {
  if (journalMode !== 'wal') return;
  const db = new Database(path, { fileMustExist: true });
  try {
    db.pragma('journal_mode = wal');
  } finally {
    db.close();
  }
}
