import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { makeFolder } from '../../process/write.ts';
import { plain } from '../../render/plain.ts';
import { refuseDeadLink } from '../dead-link.ts';

/** For the owner alone where it is made here; the mode of one that is there is its owner's business. */
export async function makeBackupFolder(to: string): Promise<void> {
  refuseDeadLink(to, to);
  await makeFolder(dirname(to));
  try {
    await mkdir(to, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw explainSystemError(error, `making ${plain(to)}`);
    if (!(await stat(to)).isDirectory())
      throw new Failure(`${plain(to)} is a file. Name a folder for the backups.`, EXIT.usage, {
        cause: error,
      });
  }
}
