import { existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { mountOf, parseMounts } from './mounts.ts';

/** Magic numbers of statfs(2) and linux/magic.h for the file systems that one meets; others are given as the number. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: 'ext4',
  1481003842: 'xfs',
  2435016766: 'btrfs',
  16914836: 'tmpfs',
  2240043254: 'ramfs',
  2035054128: 'overlay',
  801189825: 'zfs',
  4076150800: 'f2fs',
  3393526350: 'bcachefs',
  26: 'apfs',
  1702057286: 'fuse',
  26985: 'nfs',
  4283649346: 'cifs',
  4266872130: 'smb2',
  20859: 'smb',
  16914839: '9p',
  1397113167: 'afs',
  1799439955: 'afs',
  12805120: 'ceph',
  1937076805: 'coda',
  22092: 'ncpfs',
  198183888: 'lustre',
  1196443219: 'gpfs',
  428016422: 'beegfs',
  1952539503: 'ocfs2',
  18225520: 'gfs2',
  2020557398: 'vboxsf',
};

/** File systems in memory: nothing written there reaches a disk. */
export const IN_MEMORY: ReadonlySet<string> = new Set(['tmpfs', 'ramfs']);

/**
 * File systems whose files lie on another machine, a cluster's, or a virtual machine's host. SQLite's WAL does not work
 * there (sqlite.org/wal.html: "WAL does not work over a network filesystem"), and what is timed is the network.
 */
const NETWORK = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb', 'smb2', 'smb3', 'smbfs', 'smbnetfs', '9p', 'afs', 'afp', 'coda', 'ncpfs'],
  ...[
    'ceph',
    'ceph-fuse',
    'glusterfs',
    'lustre',
    'gpfs',
    'beegfs',
    'ocfs2',
    'gfs2',
    'orangefs',
    'pvfs2',
    'mfs',
  ],
  ...['sshfs', 'davfs', 'davfs2', 'curlftpfs', 'rclone', 'gvfsd-fuse', 'juicefs', 'seaweedfs'],
  ...['s3fs', 'goofys', 'mountpoint-s3', 'gcsfuse', 'blobfuse', 'blobfuse2'],
  ...['vboxsf', 'vmhgfs', 'vmhgfs-fuse', 'prl_fs'],
]);

/**
 * The name of a file system. What statfs says is true of the folder itself and comes first; FUSE hides what is behind
 * it there, and only the mount table tells "fuse.sshfs" from "fuse.mergerfs".
 * @param magic statfs' type; null: not known @param mountType as in the mount table; null: not known
 */
export function fileSystemName(magic: number | null, mountType: string | null): string {
  const name = magic === null ? undefined : FILE_SYSTEMS[magic];
  if (name !== undefined && name !== 'fuse') return name;
  return mountType ?? name ?? (magic === null ? 'unknown' : `0x${magic.toString(16)}`);
}

/** @param name as fileSystemName gives it, such as "nfs" or "fuse.sshfs" */
export function isNetworkName(name: string): boolean {
  return NETWORK.has(name.toLowerCase().replace(/^fuse\./, ''));
}

/** The type of the file system that a folder lies on, or will lie on once it is made; "unknown" where none is told. */
export function fileSystemOf(folder: string): string {
  try {
    const path = realpathSync(existingPart(resolve(folder)));
    return fileSystemName(statfsSync(path).type, mountTypeOf(path));
  } catch {
    return 'unknown';
  }
}

/** The name of the network file system that a folder lies on, or will lie on; null where it is none, or not known. */
export function networkFileSystem(folder: string): string | null {
  const name = fileSystemOf(folder);
  return isNetworkName(name) ? name : null;
}

function existingPart(path: string): string {
  const parent = dirname(path);
  return parent === path || existsSync(path) ? path : existingPart(parent);
}

function mountTypeOf(path: string): string | null {
  try {
    return mountOf(parseMounts(readFileSync('/proc/self/mountinfo', 'utf8')), path)?.type ?? null;
  } catch {
    return null;
  }
}
