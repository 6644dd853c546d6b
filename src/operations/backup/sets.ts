import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type ExitCode, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { LOCK_PREFIX } from '../lock.ts';
import { timeOfLabel } from './label.ts';
import { type BackupSet, explainReading, kindOfEntry, readSet, sourceOf } from './read-set.ts';

export { type BackupSet, readSet, setName } from './read-set.ts';

/** A line per backup, beside the sets. */
export const BACKUP_LOG = 'backup.log';

/** Of a set's folder while it is made or removed: none that is taken for a set. */
export const partialName = (label: string) => `.backup_${label}.partial`;
export const removedName = (label: string) => `.backup_${label}.removed`;

const SET = /^backup_(.+)$/;
const UNFINISHED = /^\.backup_(.+)\.(partial|removed)$/;

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
