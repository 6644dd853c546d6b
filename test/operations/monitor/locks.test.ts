import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { locksOf, parseLocks } from '../../../src/operations/monitor/locks.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { dataFolder, watchOn } from './support.ts';

const LIST = `1: POSIX  ADVISORY  WRITE 9928 fe:00:220 120 120
2: POSIX  ADVISORY  READ 9928 fe:00:220 124 124
3: POSIX  ADVISORY  READ 9928 fe:00:220 128 128
3: -> POSIX  ADVISORY  WRITE 77 fe:00:220 120 120
4: FLOCK  ADVISORY  WRITE 12 fe:00:220 0 EOF
5: POSIX  ADVISORY  READ 31 fe:00:218 1073741826 1073742335
6: POSIX  ADVISORY  READ 32 fe:00:220 123 128
7: POSIX  ADVISORY  WRITE 33 fe:00:218 0 EOF
`;

test('a list of locks, as it is in Linux: who has it open, who reads, who writes', () => {
  const locks = parseLocks(LIST);
  assert.equal(locks.length, 6, 'those that wait, and of another kind, are left out');
  const of = (self: number) => locksOf(locks, { file: 218, shm: 220 }, self);
  assert.deepEqual(of(33), { exclusive: false, holders: [9928, 32, 31], readers: [9928, 32], writing: true });
  assert.deepEqual(of(9928), { exclusive: true, holders: [32, 31, 33], readers: [32], writing: false });
  assert.deepEqual(locksOf(locks, { file: 218, shm: null }, 33), {
    exclusive: false,
    readers: [31],
    writing: false,
  });
  assert.deepEqual(locksOf(locks, { file: 1, shm: 2 }, 0), {
    exclusive: false,
    holders: [],
    readers: [],
    writing: false,
  });
});

test('what is no list of locks has none', () => {
  fc.assert(fc.property(fc.string(), (text) => parseLocks(text).length === 0 || text.includes('POSIX')));
});

/** Another process: opens the database, does what it is told, and says so. */
async function other(file: string, work: string) {
  const code = `import Database from 'better-sqlite3'; const db = new Database(${JSON.stringify(file)}); ${work}; console.log('there'); process.stdin.resume(); process.stdin.on('end', () => { db.close(); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: new URL('../../..', import.meta.url),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return {
    pid: child.pid,
    end: async () => {
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}

test('of a real process: open, reading, writing, and keeping all others out', {
  skip: !existsSync('/proc/locks') && 'the system shows no locks',
}, async () => {
  const folder = new TemporaryFolder();
  const place = await (await dataFolder(folder)).copy();
  const file = join(place, 'database.sqlite');
  const look = () => {
    const reading = watchOn(place)
      .look()
      .find(({ db }) => db === 'main');
    const figure = (name: string) => reading?.values.get(`chinook_sqlite_${name}`);
    return [reading?.down?.reason ?? 'up', figure('holders'), figure('readers'), figure('lock_busy_total')];
  };
  assert.deepEqual(look(), ['up', 0, 0, 0]);
  const read = await other(file, "db.exec('BEGIN'); db.prepare('SELECT count(*) FROM users').get()");
  assert.deepEqual(look(), ['up', 1, 1, 0]);
  const write = await other(file, "db.exec('BEGIN IMMEDIATE')");
  assert.deepEqual(look(), ['up', 2, 2, 1]);
  await read.end();
  await write.end();
  assert.deepEqual(look(), ['up', 0, 0, 0]);
  const alone = await other(
    file,
    "db.pragma('locking_mode = EXCLUSIVE'); db.exec('BEGIN IMMEDIATE; COMMIT')",
  );
  assert.deepEqual(look(), ['locked', undefined, undefined, 1]);
  await alone.end();
  assert.deepEqual(look(), ['up', 0, 0, 0]);
});
