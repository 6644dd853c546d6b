import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Failure } from '../../model/failure.ts';
import { hasLog } from '../migrate/sources.ts';
import type { Rollback } from './work.ts';

/** The old files where they are to the byte what they were; else their copies. @throws Failure (exit 4) where neither are */
export async function originals({
  journal,
  path,
  worker,
}: Rollback): Promise<{ files: string; fromCopies: boolean }> {
  for (const name of [journal.before, journal.backup]) {
    const files = join(path, name);
    let same = true;
    for (const file of journal.files)
      same &&=
        existsSync(join(files, file.name)) &&
        // Written since, and not yet in the file: a plan leaves the log where it is.
        !hasLog(join(files, file.name)) &&
        (await worker.ask<string>('hash', join(files, file.name))) === file.sha256;
    if (same) return { files, fromCopies: name === journal.backup };
  }
  throw new Failure(
    `neither the old files nor their copies in ${journal.backup} are what they were at the migration. Restore a backup with chinook-eval restore; the files in use stay as they are.`,
    EXIT.integrity,
  );
}
