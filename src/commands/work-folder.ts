import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { networkFileSystem } from '../process/file-system.ts';

/** A private temporary folder (mode 0700) for databases, in the system's place or in the user's; remove it after use. */
export function makeWorkFolder(place: string | undefined, cwd: string): { path: string; remove: () => void } {
  const parent = place === undefined ? tmpdir() : resolve(cwd, place);
  if (!existsSync(parent) || !statSync(parent).isDirectory())
    throw new Failure(`${place ?? parent} is not a folder. Name one that exists with --work.`);
  refuseNetwork(parent, place === undefined ? 'TMPDIR' : '--work');
  try {
    const path = mkdtempSync(join(parent, 'chinook-eval-'));
    return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
  } catch (error) {
    throw explainSystemError(error, `making a temporary folder in ${parent}`);
  }
}

/** SQLite's WAL needs shared memory, which no network file system gives. @throws Failure (exit 5) */
export function refuseNetwork(folder: string, option: string): void {
  const found = networkFileSystem(folder);
  if (found !== null)
    throw new Failure(
      `${folder} lies on a network file system (${found}): SQLite's WAL does not work there. Name a local folder with ${option}.`,
      EXIT.disk,
    );
}
