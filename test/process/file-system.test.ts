import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  fileSystemName,
  fileSystemOf,
  isNetworkName,
  networkFileSystem,
} from '../../src/process/file-system.ts';
import { mountOf, parseMounts } from '../../src/process/mounts.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const MOUNTS = parseMounts(`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw,discard
30 27 0:40 / /mnt rw - autofs systemd-1 rw
31 30 0:41 / /mnt rw - nfs4 server:/x rw
40 27 0:50 /sub /home/me/my\\040files rw - fuse.sshfs me@host:/data rw,user_id=1000
garbage
`);

test('the mount of a path: the longest mount point, the last of equal ones, whole names only', () => {
  const type = (path: string) => mountOf(MOUNTS, path)?.type;
  assert.equal(MOUNTS.length, 5);
  assert.deepEqual(['/', '/home/me', '/mnt', '/mnt/a/b'].map(type), ['ext4', 'ext4', 'nfs4', 'nfs4']);
  assert.deepEqual(['/mntx', '/home/me/my files', '/home/me/my files/x'].map(type), [
    'ext4',
    'fuse.sshfs',
    'fuse.sshfs',
  ]);
  assert.equal(mountOf([], '/'), null);
});

test('the name: what statfs knows, the mount table where that is FUSE or a number', () => {
  assert.equal(fileSystemName(61267, 'nfs'), 'ext4');
  assert.equal(fileSystemName(1702057286, 'fuse.sshfs'), 'fuse.sshfs');
  assert.equal(fileSystemName(1702057286, null), 'fuse');
  assert.equal(fileSystemName(0x1234, 'erofs'), 'erofs');
  assert.equal(fileSystemName(0x1234, null), '0x1234');
  assert.equal(fileSystemName(null, null), 'unknown');
});

test('magic numbers of network file systems, as in linux/magic.h', () => {
  const numbers = [0x6969, 0xff534d42, 0xfe534d42, 0x517b, 0x01021997, 0x5346414f, 0x6b414653, 0x00c36400];
  for (const magic of [...numbers, 0x73757245, 0x0bd00bd0, 0x19830326, 0x47504653])
    assert.ok(isNetworkName(fileSystemName(magic, null)), magic.toString(16));
  for (const magic of [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x65735546])
    assert.ok(!isNetworkName(fileSystemName(magic, null)), magic.toString(16));
});

test('names of network file systems, behind FUSE as well', () => {
  for (const name of [
    'nfs4',
    'smb3',
    'fuse.glusterfs',
    'fuse.rclone',
    'fuse.ceph-fuse',
    'fuse.s3fs',
    'vboxsf',
  ])
    assert.ok(isNetworkName(name), name);
  for (const name of ['fuse', 'fuseblk', 'fuse.mergerfs', 'ext4', 'nfsd', 'unknown'])
    assert.ok(!isNetworkName(name), name);
});

test('a folder that is not there yet lies where its parent does', () => {
  const folder = new TemporaryFolder();
  const later = join(folder.path, 'not', 'yet');
  assert.equal(fileSystemOf(later), fileSystemOf(folder.path));
  assert.notEqual(fileSystemOf(folder.path), 'unknown');
  assert.equal(networkFileSystem(later), networkFileSystem(folder.path));
});

test('a file system in memory is known by name, and is no network', {
  skip: !existsSync('/dev/shm') && 'no /dev/shm here',
}, () => {
  assert.equal(fileSystemOf('/dev/shm'), 'tmpfs');
  assert.equal(networkFileSystem('/dev/shm'), null);
});
