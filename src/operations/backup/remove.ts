import { lstat, readdir, readFile, rename, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { explainSystemError } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { step } from '../faults.ts';
import { MANIFEST_FILE } from './manifest.ts';
import { type BackupSet, removedName, type UnfinishedSet } from './sets.ts';
import { syncFolder } from './sync.ts';

/** In a set's folder while it is made: the names of the files that will be in it. Made first, removed last. */
export const MAKING_FILE = 'making.json';

/** What SQLite may have beside a database while it is worked on. */
const SIDECARS = ['', '-journal', '-wal', '-shm'];

/**
 * Removes a set. It loses its name first, so that no part of one is ever taken for a set, and its manifest last, which
 * says what else is in it.
 * @returns why it is still there; null where it is gone
 */
export async function removeSet(folder: string, set: BackupSet): Promise<string | null> {
  const ours = new Set([MANIFEST_FILE, ...set.manifest.databases.map(({ file }) => file)]);
  const other = (await readdir(set.path)).find((name) => !ours.has(name));
  if (other !== undefined) return `it holds ${plain(other)}, which is not ours`;
  const gone = join(folder, removedName(set.label));
  step('remove-rename');
  await rename(set.path, gone);
  await syncFolder(folder);
  return removeFiles(gone, [...ours].reverse());
}

/** Removes what a run left that was ended: only files that it says it makes, and only while its folder is still as ours are. */
export async function removeUnfinished(folder: string, { name }: UnfinishedSet): Promise<string | null> {
  const path = join(folder, name);
  try {
    const files = (await filesBeingMade(path)) ?? [];
    const ours = [...files.flatMap((file) => SIDECARS.map((end) => `${file}${end}`)), MANIFEST_FILE];
    return await removeFiles(path, [...ours, MAKING_FILE]);
  } catch (error) {
    throw explainSystemError(error, `removing ${plain(path)}`);
  }
}

/** The last of the names are the ones that say what the others are: they go when the others are gone. */
async function removeFiles(path: string, names: readonly string[]): Promise<string | null> {
  const found = await readdir(path);
  const other = found.find((name) => !names.includes(name));
  if (other !== undefined) return `it holds ${plain(other)}, which is not ours`;
  for (const name of names.filter((one) => found.includes(one))) {
    if ((await lstat(join(path, name))).isDirectory()) return `${plain(name)} is a folder, which is not ours`;
    step('remove-file');
    // A symbolic link goes, and what it points to stays.
    await unlink(join(path, name));
  }
  await rmdir(path);
  return null;
}

/**
 * The files that a folder of ours says it is for; undefined where it does not say, because a run was ended while it wrote.
 * @throws what the system says, but that there is no such file
 */
export async function filesBeingMade(path: string): Promise<readonly string[] | undefined> {
  for (const name of [MAKING_FILE, MANIFEST_FILE])
    try {
      const parsed = Making.safeParse(JSON.parse(await readFile(join(path, name), 'utf8')));
      if (parsed.success) return parsed.data.databases.map(({ file }) => file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    }
  return undefined;
}

const Making = z.object({ databases: z.array(z.object({ file: z.string().regex(/^[^/]+$/) })) });
