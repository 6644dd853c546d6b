import {
  type BigIntStats,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  readlinkSync,
} from 'node:fs';
import type { Fix } from './finding.ts';
import { MODE_BITS } from './mode.ts';
import { NotDone } from './not-done.ts';

/** Of open(2) on Linux: a handle to a file, without the right to read it. */
const O_PATH = 0o10000000;
const HAS_PROC = process.platform === 'linux' && existsSync('/proc/self/fd');

/**
 * On the open file, never by its name: between looking and changing somebody may have put a link to another file there.
 * Owner first, as changing it takes away special bits.
 */
export function setAccess({ path, identity, mode, uid, gid }: Extract<Fix, { kind: 'access' }>): void {
  const { file, byHandle } = opened(path);
  try {
    const stats = fstatSync(file, { bigint: true });
    checkSame(stats, identity);
    if (stats.isFile() && stats.nlink !== 1n)
      throw new NotDone('another name leads to the same file: its rights are not changed');
    checkPlace(file, path);
    const owner = uid !== undefined && BigInt(uid) !== stats.uid ? uid : undefined;
    const group = gid !== undefined && BigInt(gid) !== stats.gid ? gid : undefined;
    if (owner !== undefined || group !== undefined)
      if (byHandle) chownSync(linkOf(file), owner ?? -1, group ?? -1);
      else fchownSync(file, owner ?? -1, group ?? -1);
    if (mode !== undefined && (Number(stats.mode) & MODE_BITS) !== mode)
      if (byHandle) chmodSync(linkOf(file), mode);
      else fchmodSync(file, mode);
  } finally {
    closeSync(file);
  }
}

/** An owner may give himself the right to read that he lacks, and cannot open the file for it: a handle will do. */
function opened(path: string): { file: number; byHandle: boolean } {
  try {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    return { file: openSync(path, flags), byHandle: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES' || !HAS_PROC) throw error;
    // Of a link it is a handle to the link itself, which is another file than the one that was looked at.
    return { file: openSync(path, O_PATH | constants.O_NOFOLLOW), byHandle: true };
  }
}

/** fchmod(2) refuses such a handle; by this name the system finds the very file that it is of. */
const linkOf = (file: number) => `/proc/self/fd/${file}`;

/** @throws NotDone where it is another file than the one that was looked at */
export function checkSame({ dev, ino }: BigIntStats, identity: string): void {
  if (`${dev}:${ino}` !== identity) throw new NotDone('another file is in its place now; audit again');
}

/** A folder above may have become a link as well: Linux tells where an open file really lies. */
function checkPlace(file: number, path: string): void {
  if (HAS_PROC && readlinkSync(linkOf(file)) !== path)
    throw new NotDone('a folder above it is not what it was; audit again');
}
