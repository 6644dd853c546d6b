import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';

export interface PrivateFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  readonly remove: () => Promise<void>;
}

/** A temporary folder that nobody else can look into (0700). */
export async function privateFolder(prefix: string): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix)).catch((error) => {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw explainSystemError(error, `making a folder in ${tmpdir()}`);
    }
    throw new Failure(
      `the temporary folder ${tmpdir()} does not exist. Set TMPDIR to one that does.`,
      EXIT.disk,
    );
  });
  return {
    path,
    // A killed process may still be letting go of its files (Windows).
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
