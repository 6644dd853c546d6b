import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT, explainSystemError, Failure, Interrupted } from '../model/failure.ts';
import type { SeedInfo, SeedSource } from '../model/seed.ts';
import { importInChild } from './import-child.ts';
import { inspectSeed } from './inspect.ts';
import { isOfficial } from './official.ts';
import { oneLine } from './one-line.ts';
import { privateFolder } from './private-folder.ts';
import { explainImportError } from './sqlite-errors.ts';

export interface ImportOptions {
  readonly signal?: AbortSignal;
  /** How long the reading of a user's file may take, in seconds. */
  readonly deadlineSeconds?: number;
}

export const DEFAULT_DEADLINE_SECONDS = 60;

/**
 * Creates the seed store of a source at storePath (its folder has to exist; a file there is replaced).
 * On an error nothing is left at storePath, beside it, beside the seed, or in the temporary folder.
 */
export async function importSeed(
  source: SeedSource,
  storePath: string,
  options: ImportOptions = {},
): Promise<SeedInfo> {
  if (options.signal?.aborted) throw new Interrupted();
  const draft = `${storePath}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    const info =
      source.form === 'built-in'
        ? await importCatalogue(draft)
        : await importFile(source.path, draft, options);
    await rename(draft, storePath);
    return info;
  } catch (error) {
    throw explainSystemError(error, `writing the seed store ${storePath}`);
  } finally {
    await rm(draft, { force: true });
  }
}

async function importCatalogue(draft: string): Promise<SeedInfo> {
  const { BUILT_IN_NAME, importBuiltIn } = await import('./built-in.ts');
  try {
    return importBuiltIn(draft);
  } catch (error) {
    throw explainImportError(error, `the ${BUILT_IN_NAME}`) ?? error;
  }
}

async function importFile(path: string, draft: string, options: ImportOptions): Promise<SeedInfo> {
  const label = labelOf(path);
  const { form, bytes } = await inspectSeed(path, label);
  const folder = await privateFolder('chinook-eval-seed-');
  try {
    const copyPath = join(folder.path, 'seed');
    const sha256 = await copyAndHash(path, copyPath, label, options.signal);
    const rows = await importInChild(
      { copyPath, form, storePath: draft, label },
      options.deadlineSeconds ?? DEFAULT_DEADLINE_SECONDS,
      options.signal,
    );
    return { name: oneLine(basename(path)), form, sha256, bytes, official: isOfficial(sha256), rows };
  } finally {
    await folder.remove();
  }
}

/** The path as the user would write it from here. */
function labelOf(path: string): string {
  const near = relative(process.cwd(), path);
  return oneLine(near === '' || near.startsWith('..') ? path : near, 500);
}

/** One reading for both, so that the hash is that of the bytes which are imported. */
async function copyAndHash(
  path: string,
  copyPath: string,
  label: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256');
  const before = await stat(path);
  const hashing = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const copy = createWriteStream(copyPath, { mode: 0o600, flags: 'wx' });
  try {
    await pipeline(createReadStream(path), hashing, copy, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw new Interrupted();
    throw explainSystemError(error, `copying ${label} to the temporary folder ${tmpdir()}`);
  }
  const after = await stat(path);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw new Failure(
      `${label} changed while it was read. Stop what writes to it, or give a copy.`,
      EXIT.integrity,
    );
  }
  return hash.digest('hex');
}
