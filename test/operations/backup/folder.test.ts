import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLog } from '../../../src/operations/backup/log.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { at, backup } from './place.ts';

test('what is not ours stays, and so does what is damaged: files, symbolic links, a set with something in it', async () => {
  for (let set = 0; set < 3; set++) assert.equal((await backup()).code, 0);
  const [, second, third] = (await listSets(at('backups'))).good;
  assert.ok(second && third);
  writeFileSync(join(second.path, 'notes.txt'), 'mine');
  appendFileSync(join(third.path, 'chinook.sqlite'), 'x');
  mkdirSync(at('precious'));
  writeFileSync(at('precious', 'file'), 'precious');
  symlinkSync(at('precious'), at('backups', 'backup_20200101T000000Z'));
  symlinkSync(at('precious'), at('backups', '.backup_20200101T000000Z.partial'));
  mkdirSync(at('backups', '.backup_20200102T000000Z.partial'));
  writeFileSync(at('backups', '.backup_20200102T000000Z.partial', 'mine.txt'), 'mine');
  writeFileSync(at('backups', 'a.txt'), 'mine');
  const { code, err } = await backup('--keep', '1');
  assert.equal(code, 0, err);
  assert.match(
    err,
    /\.backup_20200102T000000Z\.partial, left by a run that was ended, stays: it holds mine\.txt, which is not ours/,
  );
  assert.match(err, /was not removed: it holds notes\.txt, which is not ours/);
  const left = readdirSync(at('backups'));
  for (const name of [
    'backup_20200101T000000Z',
    '.backup_20200101T000000Z.partial',
    '.backup_20200102T000000Z.partial',
    'a.txt',
  ])
    assert.ok(left.includes(name), name);
  assert.equal(readFileSync(at('precious', 'file'), 'utf8'), 'precious');
  assert.ok(existsSync(second.path) && existsSync(third.path));
  // The first of the three was good, and of ours alone.
  assert.equal((await listSets(at('backups'))).good.length, 2);
});

test('what a run was ended while writing, or is no list of ours, is no defect: it stays or goes by what lies beside it', async () => {
  const texts = [
    '',
    '{"databases":[{"file":"chinook',
    'null',
    '[]',
    '{"databases":7}',
    '{"databases":[null]}',
  ];
  for (const [index, text] of texts.entries()) {
    const partial = at('backups', `.backup_2020010${index + 1}T000000Z.partial`);
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, 'making.json'), text);
  }
  const full = at('backups', '.backup_20200109T000000Z.partial');
  mkdirSync(full);
  writeFileSync(join(full, 'making.json'), 'null');
  writeFileSync(join(full, 'chinook.sqlite'), 'not said to be ours');
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.match(err, /20200109T000000Z\.partial, .*, stays: it holds chinook\.sqlite, which is not ours/);
  const { good, unfinished } = await listSets(at('backups'));
  assert.deepEqual([good.length, unfinished.map(({ label }) => label)], [1, ['20200109T000000Z']]);
});

test('a log that is a symbolic link is not followed', async () => {
  mkdirSync(at('backups'));
  writeFileSync(at('target'), 'mine');
  symlinkSync(at('target'), at('backups', 'backup.log'));
  const { code, err } = await backup();
  assert.equal(code, 5, err);
  assert.match(err, /backup\.log is not a file/);
  assert.equal(readFileSync(at('target'), 'utf8'), 'mine');
});

test('a log that is a pipe or a socket has no lines, and nobody waits for some', {
  skip: process.platform === 'win32',
}, async () => {
  mkdirSync(at('backups'));
  const log = at('backups', 'backup.log');
  const server = createServer().unref();
  const socket = (path: string) =>
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  for (const make of [socket, (path: string) => execFileSync('mkfifo', [path])]) {
    rmSync(log, { force: true });
    await make(log);
    assert.deepEqual(await readLog(at('backups')), []);
    const { code, err } = await backup();
    assert.equal(code, 5, err);
    assert.match(err, /backup\.log is not a file\. Move it away/);
  }
});

test('a line of the log that a crash cut off costs only that line', async () => {
  assert.equal((await backup()).code, 0);
  appendFileSync(at('backups', 'backup.log'), '{"schema":"chinook-eval/backup-log@1","la');
  assert.equal((await backup()).code, 0);
  assert.equal((await readLog(at('backups'))).length, 2);
  assert.equal(statSync(at('backups', 'backup.log')).mode & 0o777, 0o600);
});
