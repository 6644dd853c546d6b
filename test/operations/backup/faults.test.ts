import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { makeBackup } from '../../../src/operations/backup/backup.ts';
import { heldProgram, runMain, runProgram, withFault } from '../program.ts';
import { at, backup, nothingLeft, place, request } from './place.ts';

const FAULTS: readonly [kind: string, step: string, words: RegExp][] = [
  ...['checkpoint', 'label', 'copy', 'stand-alone', 'write-manifest', 'rename'].map(
    (step) => ['full', `backup-${step}`, /disk is full/] as [string, string, RegExp],
  ),
  ['fail', 'backup-copy', /EIO/],
  ['fail', 'backup-rename', /EIO/],
];

test('the disk is full, or fails, at each step: exit 5, nothing left; then the next one is whole', async () => {
  for (const [kind, step, words] of FAULTS) {
    const failed = await withFault(`${kind}:${step}#1`, () => backup());
    assert.equal(failed.code, 5, `${step}: ${failed.err}`);
    assert.match(failed.err, words);
    await nothingLeft(failed);
  }
  const again = await backup();
  assert.equal(again.code, 0, again.err);
  await nothingLeft({ err: 'chinook-eval: ' }, 1);
});

test('full when the log is written: the set is there and good, and the exit code tells that something is wrong', async () => {
  const failed = await withFault('full:backup-log#1', () => backup());
  assert.equal(failed.code, 5);
  await nothingLeft(failed, 1);
});

test('no file of the program may grow beyond 1 MB: exit 5, nothing left', async () => {
  const failed = await runProgram(['backup', '--data', 'data', '--to', 'backups'], {
    cwd: place,
    before: ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh'],
  });
  assert.equal(failed.code, 5, failed.err);
  assert.match(failed.err, /backup_.*chinook\.sqlite.*the disk is full/);
  await nothingLeft(failed);
});

test('a disk without room is seen before anything is copied', async (context) => {
  mkdirSync(at('backups'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at('backups')], { stdio: 'ignore' });
  } catch {
    context.skip('only root can mount a small disk');
    return;
  }
  try {
    const failed = await backup();
    assert.equal(failed.code, 5, failed.err);
    assert.match(failed.err, /has .* of room, and a backup of data needs /);
    await nothingLeft(failed);
  } finally {
    execFileSync('umount', [at('backups')]);
  }
});

test('a folder that cannot be written, a file in its place: exit 5 and 2, one line', {
  skip: !existsSync('/sys'),
}, async () => {
  const failed = await runMain(['backup', '--data', 'data', '--to', '/sys/backups'], place);
  assert.equal(failed.code, 5, failed.err);
  assert.match(failed.err, /no permission/);
  writeFileSync(at('file'), '');
  const file = await runMain(['backup', '--data', 'data', '--to', 'file'], place);
  assert.equal(file.code, 2, file.err);
  symlinkSync('unmounted', at('dead'));
  const dead = await runMain(['backup', '--data', 'data', '--to', 'dead'], place);
  assert.equal(dead.code, 2, dead.err);
  assert.match(dead.err, /dead is a symbolic link that leads nowhere/);
  const below = await runMain(['backup', '--data', 'data', '--to', 'file/below'], place);
  assert.equal(below.code, 2, below.err);
});

/** A backup whose copying process waits at its first copy. */
const heldAtCopy = () =>
  heldProgram(['backup', '--data', 'data', '--to', 'backups'], { cwd: place, at: 'backup-copy#1' });

test('SIGTERM while it copies: exit 130, nothing left, no process outlives it', async () => {
  const { child, file, ended, said } = await heldAtCopy();
  const workers = childrenOf(child.pid ?? 0);
  child.kill('SIGTERM');
  writeFileSync(file, '');
  assert.deepEqual((await ended)[0], 130, said());
  assert.match(said(), /^chinook-eval: interrupted\n$/);
  await nothingLeft({ err: said() });
  for (const pid of workers) assert.ok(!existsSync(`/proc/${pid}`), `process ${pid} is still there`);
});

test('Ctrl-C while it verifies, or waits for a writer: exit 130, nothing left, not even -wal and -shm', async () => {
  const held = await heldProgram(['backup', '--data', 'data', '--to', 'backups'], {
    cwd: place,
    at: 'backup-verify#1',
  });
  held.child.kill('SIGINT');
  writeFileSync(held.file, '');
  assert.deepEqual((await held.ended)[0], 130, held.said());
  assert.match(held.said(), /^chinook-eval: interrupted\n$/);
  await nothingLeft({ err: held.said() });
  const db = new Database(at('data', 'chinook.sqlite'));
  db.exec('BEGIN IMMEDIATE');
  const stop = new AbortController();
  const waiting = makeBackup(
    request({ signal: stop.signal, onProgress: () => setTimeout(() => stop.abort(), 300) }),
  );
  await assert.rejects(waiting, { exitCode: 130 });
  db.exec('ROLLBACK');
  db.close();
  await nothingLeft({ err: held.said() });
});

test('a copying process that is ended once is told, and the second attempt makes the set', {
  skip: !existsSync('/proc/self/task'),
}, async () => {
  const { child, file, ended, said } = await heldAtCopy();
  const workers = childrenOf(child.pid ?? 0);
  assert.ok(workers.length > 0);
  writeFileSync(file, '');
  for (const pid of workers) process.kill(pid, 'SIGKILL');
  assert.deepEqual((await ended)[0], 0, said());
  assert.match(
    said(),
    /attempt 1 failed, trying again: data was not copied: the process was ended by SIGKILL/,
  );
  await nothingLeft({ err: 'chinook-eval: ' }, 1);
});

function childrenOf(pid: number): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}
