import type { Stats } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type ExitCode, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { LOCK_PREFIX } from '../lock.ts';
import { timeOfLabel } from './label.ts';
import { type BackupManifest, MANIFEST_FILE, parseManifest } from './manifest.ts';

/** A line per backup, beside the sets. */
export const BACKUP_LOG = 'backup.log';

/** A set's folder in a backup folder; while it is made or removed it has a name that is not taken for one. */
export const setName = (label: string) => `backup_${label}`;
export const partialName = (label: string) => `.backup_${label}.partial`;
export const removedName = (label: string) => `.backup_${label}.removed`;

const SET = /^backup_(.+)$/;
const UNFINISHED = /^\.backup_(.+)\.(partial|removed)$/;

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

export interface BackupEntry {
  readonly name: string;
  readonly why: string;
}

export interface UnfinishedSet extends BackupEntry {
  readonly label: string;
}

export interface DamagedSet extends UnfinishedSet {
  /** 2: of another version, 5: closed to whoever looks; of these nobody knows whether they are good. 4 where it is absent. */
  readonly exitCode?: ExitCode;
  /** The data folder that it is of, where its manifest is sound. */
  readonly source?: string;
}

export interface SetList {
  /** Newest first, by the label. */
  readonly good: readonly BackupSet[];
  /** Of our name, and not whole, or not to be judged; newest first. */
  readonly damaged: readonly DamagedSet[];
  /** Left by a run that was ended, or being made or removed right now. */
  readonly unfinished: readonly UnfinishedSet[];
  /** Not ours: never opened, changed or removed. */
  readonly foreign: readonly BackupEntry[];
  /** Good ones. */
  readonly newest: BackupSet | null;
}

/**
 * What lies in a backup folder. Looks at manifests, and at the names, kinds and sizes of files; the contents of the
 * databases are checked by verifySet. A folder that is not there is empty.
 * @param shown what to call the folder in an error
 * @throws Failure: 2 where it is no folder, 5 without permission
 */
export async function listSets(folder: string, shown = folder): Promise<SetList> {
  const good: BackupSet[] = [];
  const damaged: DamagedSet[] = [];
  const unfinished: UnfinishedSet[] = [];
  const foreign: BackupEntry[] = [];
  for (const name of await namesIn(folder, shown)) {
    const label = (SET.exec(name) ?? UNFINISHED.exec(name))?.[1] ?? '';
    if (timeOfLabel(label) === undefined) {
      if (name !== BACKUP_LOG && !name.startsWith(LOCK_PREFIX))
        foreign.push({ name, why: 'not a name of ours' });
      continue;
    }
    const kind = await kindOfEntry(join(folder, name), join(shown, name));
    // It was renamed or removed since the folder was read.
    if (kind === undefined) continue;
    if (kind.isSymbolicLink()) foreign.push({ name, why: 'a symbolic link: ours are none' });
    else if (!kind.isDirectory()) foreign.push({ name, why: 'not a folder: ours are' });
    else if (UNFINISHED.test(name)) unfinished.push({ name, label, why: 'left by a run that was ended' });
    else
      try {
        good.push(await readSet(folder, name, join(shown, name)));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        // Retention gives a set another name before it takes anything out of it: what has gone from under us was no damage.
        if (await kindOfEntry(join(folder, name), join(shown, name)))
          damaged.push({
            ...{ name, label, why: error.message, exitCode: error.exitCode },
            ...(await sourceOf(join(folder, name))),
          });
      }
  }
  const byLabel = (a: { label: string }, b: { label: string }) => (a.label < b.label ? 1 : -1);
  for (const list of [good, damaged, unfinished]) list.sort(byLabel);
  return { good, damaged, unfinished, foreign, newest: good[0] ?? null };
}

/** Undefined where there is nothing of this name (any more). @throws Failure (exit 5) without permission */
async function kindOfEntry(path: string, shown: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw explainReading(error, shown);
  }
}

function explainReading(error: unknown, shown: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return explainSystemError(error, `reading ${plain(shown)}`);
  return new Failure(
    `${plain(shown)}: no permission to read it (${code}). Run this as its owner or as root.`,
    EXIT.disk,
    { cause: error },
  );
}

/** What a set that is not whole is of; a manifest that is not as it was written says nothing. */
async function sourceOf(path: string): Promise<{ source?: string }> {
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

/** How old a set is; a clock that went back makes no negative ages. */
export function ageSeconds(set: BackupSet, now: Date): number {
  return Math.max(0, (now.getTime() - set.createdAt) / 1000);
}

async function namesIn(folder: string, shown: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR')
      throw new Failure(`${plain(shown)} is a file. Name a folder of backups.`, EXIT.usage, { cause: error });
    throw explainReading(error, shown);
  }
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
