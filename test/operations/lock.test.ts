import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { joinLock, LOCK_PREFIX, lockData, lockHolder } from '../../src/operations/lock.ts';
import { ownSpace } from '../../src/operations/lock-holder.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const program = fileURLToPath(new URL('./lock-process.ts', import.meta.url));

async function holder(folder: string, times = 0): Promise<{ child: ChildProcess; said: string }> {
  const execArgv = ['--disable-warning=ExperimentalWarning'];
  const child = fork(program, [folder, String(times)], { execArgv });
  const [said] = (await once(child, 'message')) as [string];
  return { child, said };
}

test('held once; given back, the folder is as it was', async () => {
  const { path } = new TemporaryFolder();
  const lock = await lockData(path, 'migrate');
  assert.equal(lockHolder(path)?.pid, process.pid);
  await assert.rejects(lockData(path, 'backup'), (error: Error & { exitCode: number }) => {
    assert.equal(error.exitCode, 11);
    assert.match(
      error.message,
      new RegExp(`in use by chinook-eval migrate \\(process ${process.pid}, since`),
    );
    return true;
  });
  lock.release();
  lock.release();
  assert.deepEqual(readdirSync(path), []);
  assert.equal(lockHolder(path), undefined);
  (await lockData(path, 'backup')).release();
});

test('a living process keeps it; a dead one loses it, and who comes next is told', async () => {
  const { path } = new TemporaryFolder();
  const { child, said } = await holder(path);
  assert.equal(said, 'held');
  await assert.rejects(lockData(path, 'backup'), { exitCode: 11 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = await lockData(path, 'backup');
  assert.deepEqual(
    lock.abandoned.map(({ pid, what }) => [pid, what]),
    [[child.pid, 'migrate']],
  );
  lock.release();
  assert.deepEqual(readdirSync(path), []);
});

test('a pid that came again is not taken for the process that died', async () => {
  const { path } = new TemporaryFolder();
  const dead = {
    id: 'x',
    pid: process.pid,
    started: 'another-boot/1',
    host: hostname(),
    what: 'backup',
    since: '',
  };
  writeFileSync(join(path, `${LOCK_PREFIX}1-a`), JSON.stringify(dead));
  const lock = await lockData(path, 'migrate');
  assert.equal(lock.abandoned.length, 1);
  lock.release();
});

test('what one left that was killed while it announced itself goes, but for that of another container', async () => {
  const { path } = new TemporaryFolder();
  const space = ownSpace().replace(/\D/g, '');
  const [dead, alive, far] = [
    `4194304-ab.${space}.tmp`,
    `${process.pid}-ab.${space}.tmp`,
    '4194304-ab.1.tmp',
  ];
  for (const name of [dead, alive, far]) writeFileSync(join(path, LOCK_PREFIX + name), '{"half');
  assert.equal(lockHolder(path), undefined);
  assert.equal(readdirSync(path).length, 3, 'who only looks removes nothing');
  (await lockData(path, 'backup')).release();
  assert.deepEqual(readdirSync(path).sort(), [LOCK_PREFIX + alive, LOCK_PREFIX + far].sort());
});

test('what cannot be judged from here stays locked: another host, a file that cannot be read', async () => {
  const { path } = new TemporaryFolder();
  const far = { id: 'x', pid: 1, started: '', host: 'elsewhere', what: 'migrate', since: 'then' };
  writeFileSync(join(path, `${LOCK_PREFIX}1-a`), JSON.stringify(far));
  await assert.rejects(lockData(path, 'backup'), /on elsewhere.*or remove/);
  // A pid counts in its own container, also where that has the name of this host: here it may be nobody's.
  const contained = { ...far, pid: 4_194_304, host: hostname(), space: 'pid:[1]' };
  writeFileSync(join(path, `${LOCK_PREFIX}1-a`), JSON.stringify(contained));
  await assert.rejects(lockData(path, 'backup'), /in another container.*or remove/);
  writeFileSync(join(path, `${LOCK_PREFIX}1-a`), '{"half');
  await assert.rejects(lockData(path, 'backup'), /cannot be read. Remove it/);
  assert.deepEqual(readdirSync(path), [`${LOCK_PREFIX}1-a`]);
});

test('a child holds it with its parent, and alone after it', async () => {
  const { path } = new TemporaryFolder();
  const parent = await lockData(path, 'migrate');
  // Somebody who just looks in does not disturb.
  const visitor = { ...lockHolder(path), id: 'visitor', what: 'backup' };
  writeFileSync(join(path, `${LOCK_PREFIX}1-a`), JSON.stringify(visitor));
  const child = joinLock(path, parent.id, 'migrate');
  rmSync(join(path, `${LOCK_PREFIX}1-a`));
  parent.release();
  await assert.rejects(lockData(path, 'backup'), { exitCode: 11 });
  child.release();
  const next = await lockData(path, 'backup');
  utimesSync(path, 1, 1);
  assert.throws(() => joinLock(path, parent.id, 'migrate'), { exitCode: 11 });
  assert.equal(statSync(path).mtimeMs, 1000, 'nothing was made, not even for a moment');
  next.release();
});

test('four processes that all want it: never two at once', async () => {
  const { path } = new TemporaryFolder();
  const all = await Promise.all([1, 2, 3, 4].map(() => holder(path, 15)));
  assert.deepEqual(
    all.map(({ said }) => said),
    ['done', 'done', 'done', 'done'],
  );
  assert.deepEqual(readdirSync(path), []);
});

test('a folder that cannot be written: exit 5', { skip: process.getuid?.() === 0 }, async () => {
  const { path } = new TemporaryFolder();
  chmodSync(path, 0o500);
  await assert.rejects(lockData(path, 'migrate'), { exitCode: 5 });
  chmodSync(path, 0o700);
});

test('a folder that is not there is an error of the system, not a lock', async () => {
  const { path } = new TemporaryFolder();
  await assert.rejects(lockData(join(path, 'none'), 'migrate'), /ENOENT/);
});
