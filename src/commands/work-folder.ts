import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { explainSystemError, Failure } from '../model/failure.ts';

/** A private temporary folder (mode 0700) for databases, in the system's place or in the user's; remove it after use. */
export function makeWorkFolder(place: string | undefined, cwd: string): { path: string; remove: () => void } {
  const parent = place === undefined ? tmpdir() : resolve(cwd, place);
  if (!existsSync(parent) || !statSync(parent).isDirectory())
    throw new Failure(`${place ?? parent} is not a folder. Name one that exists with --work.`);
  try {
    const path = mkdtempSync(join(parent, 'chinook-eval-'));
    return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
  } catch (error) {
    throw explainSystemError(error, `making a temporary folder in ${parent}`);
  }
}
