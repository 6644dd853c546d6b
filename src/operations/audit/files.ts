import { type BigIntStats, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type DataFolder, POINTER_FILE } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { explainSystemError, throwIfInterrupted } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { LOCK_PREFIX } from '../lock.ts';
import { type Header, headerOf } from './header.ts';
import { MODE_BITS } from './mode.ts';
import type { Role } from './policy.ts';
import { word } from './shell.ts';

/** A file or folder as it was looked at; symbolic links are not followed. */
export interface FileFact {
  /** Absolute, without symbolic links but for a last part that is one. */
  readonly path: string;
  /** As the user would name it; printable. */
  readonly shown: string;
  /** The same as a word for a shell; null where the name has characters that cannot be printed. */
  readonly word: string | null;
  readonly role: Role;
  readonly kind: 'file' | 'folder' | 'link' | 'special';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Owner of the folder that it lies in. */
  readonly folderUid: number;
  readonly links: number;
  /** Device and inode. */
  readonly identity: string;
  readonly bytes: number;
  /** Of a link: where it points. */
  readonly target: string | null;
  /** Of a file; null where it could not be read. */
  readonly header: Header | null;
  /** layout.json names it, or it is a sidecar of one that it names. */
  readonly current: boolean;
}

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

const SIDECAR = /-(?:wal|shm|journal)$/;
/** A data folder has a handful of files, and some more for each migration; this only keeps an audit of "/" from running for ever. */
const MOST_FILES = 5000;
const MOST_DEPTH = 8;

/**
 * Everything that lies in a data folder.
 * @param except a folder in it that is looked at as something else
 * @throws Failure: 5 where the folder cannot be listed; Interrupted
 */
export function lookAtData(
  { path, files, layout }: DataFolder,
  shown: string,
  except: string | null,
  signal: AbortSignal,
): FilesFact {
  const real = realpathSync(path);
  const folder = realpathSync(files);
  const databases = new Set(layoutFiles(folder, layout));
  const roleOf = (file: string, header: Header | null): { role: Role; current: boolean } => {
    const database = file.replace(SIDECAR, '');
    if (SIDECAR.test(file)) return { role: 'sidecar', current: databases.has(database) };
    if (databases.has(file)) return { role: 'database', current: true };
    if (file === join(real, POINTER_FILE)) return { role: 'pointer', current: true };
    return { role: header === 'wal' || header === 'rollback' ? 'database' : 'other', current: false };
  };
  return lookBelow(real, shown, { folder: 'folder', roleOf, except }, signal);
}

/**
 * Everything that lies in a folder of backups.
 * @param except the data folder, which may lie in it: what is in there is no backup
 * @throws as lookAtData
 */
export function lookAtBackups(
  path: string,
  shown: string,
  except: string | null,
  signal: AbortSignal,
): FilesFact {
  const roleOf = () => ({ role: 'backup' as const, current: false });
  return lookBelow(realpathSync(path), shown, { folder: 'backupFolder', roleOf, except }, signal);
}

interface Below {
  readonly folder: Role;
  readonly roleOf: (file: string, header: Header | null) => { role: Role; current: boolean };
  readonly except: string | null;
}

function lookBelow(real: string, shown: string, below: Below, signal: AbortSignal): FilesFact {
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

function factOf(
  path: string,
  name: string,
  stats: BigIntStats,
  folderUid: number,
  { folder, roleOf }: Below,
): FileFact {
  const kind = stats.isFile()
    ? 'file'
    : stats.isDirectory()
      ? 'folder'
      : stats.isSymbolicLink()
        ? 'link'
        : 'special';
  const header = kind === 'file' ? quietHeader(path) : null;
  const role = kind === 'folder' ? { role: folder, current: false } : roleOf(path, header);
  return {
    path,
    shown: plain(name),
    word: plain(name) === name ? word(name) : null,
    ...role,
    kind,
    mode: Number(stats.mode) & MODE_BITS,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    folderUid,
    links: Number(stats.nlink),
    identity: `${stats.dev}:${stats.ino}`,
    bytes: Number(stats.size),
    target: kind === 'link' ? quietTarget(path) : null,
    header,
  };
}

function quietHeader(path: string): Header | null {
  try {
    return headerOf(path);
  } catch {
    // Without permission: its rights are looked at all the same, and its contents are told as not looked at.
    return null;
  }
}

function quietTarget(path: string): string {
  try {
    return plain(readlinkSync(path));
  } catch {
    return 'what could not be read';
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
