import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { posix } from '../operations/audit/data.ts';
import { makeData, report, told } from '../operations/audit/run.ts';

const pipe = (path: string) => execFileSync('mkfifo', [path]);

test(
  'what is no regular file in the place of a sidecar: told, never waited for, and the others are looked at',
  posix,
  async () => {
    for (const make of [pipe, mkdirSync, (path: string) => symlinkSync('/etc/hostname', path)])
      for (const end of ['-wal', '-journal', '-shm']) {
        const cwd = makeData();
        make(join(cwd, 'data', `chinook.sqlite${end}`));
        const found = await report(cwd);
        assert.equal(found.code, 1);
        assert.deepEqual(told(found, 'integrity'), [
          `critical data/chinook.sqlite damaged: chinook.sqlite${end} is no regular file, and SQLite does not open it with that`,
        ]);
        assert.ok(found.checked.includes('foreign-keys'));
      }
  },
);

test('a pipe, a socket or a folder in the place of a database: told as none', posix, async () => {
  const cwd = makeData();
  const file = join(cwd, 'data', 'chinook.sqlite');
  const server = createServer();
  server.unref();
  const socket = (path: string) =>
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  for (const make of [pipe, mkdirSync, socket]) {
    rmSync(file, { recursive: true });
    await make(file);
    assert.deepEqual(told(await report(cwd), 'integrity'), [
      'critical data/chinook.sqlite damaged: file is not a database',
    ]);
  }
  await new Promise((resolve) => server.close(resolve));
});

test('a pipe in the place of the manifest of a set: a damaged set', posix, async () => {
  const cwd = makeData();
  const set = join(cwd, 'backups', 'backup_20261101T030000Z');
  mkdirSync(set, { recursive: true });
  pipe(join(set, 'manifest.json'));
  assert.match(
    told(await report(cwd, '--no-contents', '--backups', 'backups'), 'backup-sets').join(),
    /^critical backups\/backup_20261101T030000Z a damaged set$/,
  );
});
