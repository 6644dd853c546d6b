import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { onMade } from '../../process/made.ts';
import { step } from '../faults.ts';

const TEMPORARY = '.chinook-eval-migration-';

/**
 * Writes a file so that after a crash, also of the machine, it holds the old text or the new one: a synced temporary file,
 * one rename, and a synced folder.
 * @param what the name of the step for tests: before the text is written, and before the rename
 */
export function writeDurably(path: string, text: string, what: string): void {
  const temporary = join(dirname(path), `${TEMPORARY}${randomBytes(8).toString('hex')}.tmp`);
  try {
    step(`${what}:write`);
    // It says where the data lies and how to reach it: not for everybody.
    const file = openSync(temporary, 'wx', 0o640);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (existsSync(path)) likeAnother(temporary, path);
    else ownedLike(temporary, dirname(path));
    step(`${what}:rename`);
    renameSync(temporary, path);
    syncPath(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A file's content, or the names in a folder, reach the disk. Never on a database that this process holds a lock on. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What writeDurably has left where it was killed. Only while nobody else can be writing there. */
export function removeTemporary(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(TEMPORARY) && name.endsWith('.tmp')) rmSync(join(folder, name), { force: true });
}

/**
 * Mode and owner of another file or folder, for one that was just made: run as root, new files must not lock out the
 * application's user. Not for a database that this process has open. @throws Failure as onMade
 */
export function likeAnother(path: string, other: string): void {
  const wanted = statSync(other);
  onMade(path, wanted.uid, (file, made) => {
    give(file, made, wanted);
    fchmodSync(file, wanted.mode & 0o7777);
  });
}

/** Owner and group only. @throws Failure as onMade */
export function ownedLike(path: string, other: string): void {
  const wanted = statSync(other);
  onMade(path, wanted.uid, (file, made) => give(file, made, wanted));
}

function give(file: number, made: Stats, { uid, gid }: Stats): void {
  if (made.uid === uid && made.gid === gid) return;
  try {
    fchownSync(file, uid, gid);
  } catch (error) {
    // Only root may give files away; whoever else runs this owns what it makes.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}
