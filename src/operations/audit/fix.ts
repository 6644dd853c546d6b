import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import { SqliteError } from 'better-sqlite3';
import { readDataFolder } from '../../database/data-folder.ts';
import { FULL_TEXT_TABLES, rebuildFullText } from '../../database/full-text-check.ts';
import { remakeTriggers } from '../../database/full-text-triggers.ts';
import { openLayout } from '../../database/open.ts';
import { plain } from '../../render/plain.ts';
import type { AuditFinding, Fix } from './finding.ts';
import { headerOf } from './header.ts';
import { MODE_BITS } from './mode.ts';

export interface FixRequest {
  readonly path: string;
  readonly shown: string;
  readonly plan: readonly Fix[];
}

export interface FixOutcome {
  readonly fix: Fix;
  readonly done: boolean;
  /** Why not; null where it is done. */
  readonly why: string | null;
}

/** One step per file, for all that is to be set on it; then what is in the files. */
export function planOf(findings: readonly AuditFinding[]): readonly Fix[] {
  const access = new Map<string, Extract<Fix, { kind: 'access' }>>();
  const others = new Map<string, Fix>();
  for (const { fix } of findings) {
    if (fix?.kind === 'access') access.set(fix.path, { ...access.get(fix.path), ...fix });
    else if (fix) others.set(`${fix.kind} ${fix.shown}`, fix);
  }
  return [...access.values(), ...others.values()];
}

/** Goes on after one that fails: each stands for itself, and done again each changes nothing more. */
export function applyFixes({ path, shown, plan }: FixRequest): readonly FixOutcome[] {
  return plan.map((fix) => {
    try {
      apply(fix, path, shown);
      return { fix, done: true, why: null };
    } catch (error) {
      return { fix, done: false, why: reasonOf(error) };
    }
  });
}

class NotDone extends Error {}

function apply(fix: Fix, path: string, shown: string): void {
  if (fix.kind === 'access') setAccess(fix);
  else if (fix.kind === 'quarantine') quarantine(fix);
  else rebuild(fix.table, path, shown);
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof NotDone) return error.message;
  if (code === 'EPERM' || code === 'EACCES') return `no permission (${code}): run this as root`;
  if (code === 'EROFS') return 'the file system is read-only (EROFS)';
  if (code === 'ELOOP') return 'a symbolic link is in its place now';
  if (code === 'ENOENT') return 'it is gone';
  if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY'))
    return 'the database stayed locked by another process; try again later';
  return error instanceof Error ? error.message : String(error);
}

/**
 * On the open file, never by its name: between looking and changing somebody may have put a link to another file there.
 * Owner first, as changing it takes away special bits.
 */
function setAccess({ path, identity, mode, uid, gid }: Extract<Fix, { kind: 'access' }>): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(file, { bigint: true });
    checkSame(`${stats.dev}:${stats.ino}`, identity);
    if (stats.isFile() && stats.nlink !== 1n)
      throw new NotDone('another name leads to the same file: its rights are not changed');
    checkPlace(file, path);
    const owner = uid !== undefined && BigInt(uid) !== stats.uid ? uid : undefined;
    const group = gid !== undefined && BigInt(gid) !== stats.gid ? gid : undefined;
    if (owner !== undefined || group !== undefined) fchownSync(file, owner ?? -1, group ?? -1);
    if (mode !== undefined && (Number(stats.mode) & MODE_BITS) !== mode) fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}

function checkSame(found: string, expected: string): void {
  if (found !== expected) throw new NotDone('another file is in its place now; audit again');
}

/** A folder above may have become a link as well: Linux tells where an open file really lies. */
function checkPlace(file: number, path: string): void {
  const link = `/proc/self/fd/${file}`;
  if (process.platform === 'linux' && existsSync('/proc/self/fd') && readlinkSync(link) !== path)
    throw new NotDone('a folder above it is not what it was; audit again');
}

/** Beside where it was, under a name that SQLite does not look for. */
function quarantine({ path, identity }: Extract<Fix, { kind: 'quarantine' }>): void {
  const stats = lstatSync(path, { bigint: true });
  checkSame(`${stats.dev}:${stats.ino}`, identity);
  const database = path.replace(/-(?:wal|shm|journal)$/, '');
  if (existsSync(database)) throw new NotDone('a database is beside it now; audit again');
  for (let count = 1; ; count++) {
    const name = `${path}.quarantine${count === 1 ? '' : `-${count}`}`;
    if (existsSync(name)) continue;
    renameSync(path, name);
    return;
  }
}

/** Writes into the live database, in a transaction; what SQLite makes beside it belongs to the owner, or to root's. */
function rebuild(name: string, path: string, shown: string): void {
  const table = FULL_TEXT_TABLES.find((one) => one === name);
  if (table === undefined) throw new NotDone(`there is no full-text table ${name}`);
  const { layout, files } = readDataFolder(path, shown);
  for (const { file } of layout.databases) {
    if (file === ':memory:') continue;
    const path = join(files, file);
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.nlink !== 1)
      throw new NotDone(`${plain(file)} is a link or no file: what it leads to is not written into`);
    if (existsSync(`${path}-journal`) && headerOf(`${path}-journal`) === 'hot journal')
      throw new NotDone(
        `a journal beside ${plain(file)} would be played back; see what was found on it first`,
      );
    const { uid } = stats;
    const viewer = process.geteuid?.();
    if (viewer !== undefined && viewer !== 0 && viewer !== uid)
      throw new NotDone(
        'only the owner of the databases and root may write into them: another would leave a -wal of his own',
      );
  }
  const open = openLayout(layout, files);
  try {
    // What was written without the triggers is not in the index, and without them it drifts again.
    open.transaction([table], () => {
      remakeTriggers(open, table);
      rebuildFullText(open, table);
    })();
  } finally {
    open.close();
  }
}
