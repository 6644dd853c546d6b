import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explainSystemError, Failure } from '../model/failure.ts';
import { makeFolders } from '../process/write.ts';
import { runId } from './bench-plan.ts';

/** reports/20261122-155701; a second run within the same second gets -2. @throws Failure */
export async function makeRunFolder(parent: string, at: Date): Promise<{ id: string; folder: string }> {
  try {
    await makeFolders(parent);
    for (let n = 1; ; n++) {
      const id = n === 1 ? runId(at) : `${runId(at)}-${n}`;
      try {
        await mkdir(join(parent, id));
        return { id, folder: join(parent, id) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Failure(`${parent} cannot be made (${code}). Name another with --out.`);
    if (code === 'ENOTDIR' || code === 'EEXIST')
      throw new Failure(`${parent} is not a folder. Name another with --out.`);
    throw explainSystemError(error, `making a report folder in ${parent}`);
  }
}
