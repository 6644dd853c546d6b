import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { explainSystemError, throwIfInterrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { LOCK_PREFIX } from '../lock.ts';
import { type FileFact, factOf, type Roles } from './file-fact.ts';
import { MODE_BITS } from './mode.ts';

/** A folder above the data. */
export interface ParentFact {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
}

export interface FilesFact {
  readonly files: readonly FileFact[];
  readonly parents: readonly ParentFact[];
  /** More lay there than are looked at. */
  readonly cut: boolean;
  /** Folders that could not be listed, as the user would name them. */
  readonly closed: readonly string[];
}

/** A data folder has a handful of files, and some more for each migration; this only keeps an audit of "/" from running for ever. */
const MOST_FILES = 5000;
const MOST_DEPTH = 8;

interface Below extends Roles {
  /** A folder in it that is looked at as something else. */
  readonly except: string | null;
}

/** @throws Failure: 5 where the folder cannot be listed; Interrupted */
export function lookBelow(real: string, shown: string, below: Below, signal: AbortSignal): FilesFact {
  const found: FileFact[] = [];
  let cut = false;
  const closed: string[] = [];
  const look = (path: string, name: string, depth: number, folderUid: number): void => {
    throwIfInterrupted(signal);
    if (path === below.except) return;
    if (found.length >= MOST_FILES || depth > MOST_DEPTH) {
      cut = true;
      return;
    }
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    // Removed since the folder was read: sidecars come and go.
    if (stats === undefined) return;
    // Of an operation that is at work here: gone when it ends.
    if (stats.isFile() && basename(path).startsWith(LOCK_PREFIX)) return;
    const fact = factOf(path, name, stats, folderUid, below);
    found.push(fact);
    if (fact.kind !== 'folder') return;
    for (const child of namesIn(path, depth, () => closed.push(fact.shown)))
      look(join(path, child), join(name, child), depth + 1, fact.uid);
  };
  try {
    look(real, shown, 0, Number(lstatSync(dirname(real)).uid));
  } catch (error) {
    throw explainSystemError(error, `reading ${plain(shown)}`);
  }
  return { files: found, parents: parentsOf(real), cut, closed };
}

/** @throws as readdir(2) for the folder that was asked for */
function namesIn(path: string, depth: number, refused: () => void): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (depth === 0 || (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOENT')) throw error;
    // A folder such as lost+found is root's; one of a backup has got another name since it was seen.
    if (code !== 'ENOENT') refused();
    return [];
  }
}

function parentsOf(real: string): ParentFact[] {
  const parents: ParentFact[] = [];
  for (let path = real; dirname(path) !== path; ) {
    path = dirname(path);
    const { mode, uid } = lstatSync(path);
    parents.push({ path, mode: mode & MODE_BITS, uid });
  }
  return parents;
}
