import { realpathSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { makeFolder } from '../../process/write.ts';
import { plain } from '../../render/plain.ts';
import { refuseDeadLink } from '../dead-link.ts';

/**
 * Sets in what they are of are gone with it: whoever removes or moves the data folder takes them along.
 * @param to of the sets, absolute; it need not be there yet @param data absolute and without symbolic links
 * @throws Failure (exit 2)
 */
export function refuseInside(to: string, data: string): void {
  const real = realOf(to);
  if (real === data)
    throw new Failure(`${plain(to)} is the data folder itself. Name another folder for the backups.`);
  if (real.startsWith(`${data}${sep}`))
    throw new Failure(
      `${plain(to)} lies in the data folder ${plain(data)}: what takes the data away would take their backups along. Name a folder outside of it.`,
    );
}

/** As far as it is there. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realOf(parent), basename(path));
  }
}

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
