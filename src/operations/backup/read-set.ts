import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { type BackupManifest, MANIFEST_FILE, parseManifest } from './manifest.ts';

/** A set's folder in a backup folder. */
export const setName = (label: string) => `backup_${label}`;

/** A set whose manifest is sound and whose files are there with the sizes that it says. */
export interface BackupSet {
  readonly label: string;
  readonly path: string;
  readonly manifest: BackupManifest;
  /** What the clock said when it was made, in milliseconds since 1970. */
  readonly createdAt: number;
  /** Of its databases. */
  readonly bytes: number;
}

/**
 * One set, by its folder's name.
 * @throws Failure: 4 where it is damaged, 2 where it is of another version, 5 without permission
 */
export async function readSet(folder: string, name: string, shown: string): Promise<BackupSet> {
  const path = join(folder, name);
  const broken = (what: string) =>
    new Failure(`${plain(shown)}: ${what}. Use another set, or make a new backup.`, EXIT.integrity);
  const kindOf = async (file: string) => {
    const kind = await kindOfEntry(join(path, file), shown);
    if (kind === undefined) throw broken(`${file} is missing`);
    if (!kind.isFile()) throw broken(`${file} is no regular file`);
    return kind;
  };
  const set = await kindOfEntry(path, shown);
  if (set === undefined) throw broken('it is gone');
  if (set.isSymbolicLink()) throw broken('it is a symbolic link: ours are none');
  await kindOf(MANIFEST_FILE);
  const text = await readFile(join(path, MANIFEST_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw broken(`${MANIFEST_FILE} is missing`);
    throw explainReading(error, shown);
  });
  const manifest = parseManifest(text, join(plain(shown), MANIFEST_FILE));
  if (setName(manifest.label) !== name) throw broken(`its manifest is of ${manifest.label}`);
  for (const { file, bytes } of manifest.databases) {
    const { size } = await kindOf(file);
    if (size !== bytes) throw broken(`${file} has ${size} bytes, not ${bytes}`);
  }
  return {
    label: manifest.label,
    path,
    manifest,
    createdAt: Date.parse(manifest.createdAt),
    bytes: manifest.databases.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Undefined where there is nothing of this name (any more). @throws Failure (exit 5) without permission */
export async function kindOfEntry(path: string, shown: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainReading(error, shown);
  }
}

/** @returns a Failure: 5 without permission; what is none comes back as it is */
export function explainReading(error: unknown, shown: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return explainSystemError(error, `reading ${plain(shown)}`);
  return new Failure(
    `${plain(shown)}: no permission to read it (${code}). Run this as its owner or as root.`,
    EXIT.disk,
    { cause: error },
  );
}

/** What a set that is not whole is of; a manifest that is not as it was written says nothing. */
export async function sourceOf(path: string): Promise<{ source?: string }> {
  const file = join(path, MANIFEST_FILE);
  try {
    // A pipe would keep whoever reads it waiting for ever.
    if (!(await lstat(file)).isFile()) return {};
    const { source } = parseManifest(await readFile(file, 'utf8'), MANIFEST_FILE);
    return { source };
  } catch {
    // Why it cannot be read is told of the set already.
    return {};
  }
}
