import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import { readDataFolder } from '../../../src/database/data-folder.ts';
import { inspectCopies } from '../../../src/experiments/backup-skew/pairs.ts';
import { three } from '../../../src/layouts/index.ts';
import { makeBackup } from '../../../src/operations/backup/backup.ts';
import { parseKeep } from '../../../src/operations/backup/keep.ts';
import { readLog } from '../../../src/operations/backup/log.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { FAULT_VARIABLE, forgetSteps } from '../../../src/operations/faults.ts';
import { lockData } from '../../../src/operations/lock.ts';
import { Child } from '../../../src/process/child.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { heldProgram, runMain, runProgram } from '../program.ts';

const { path: root } = new TemporaryFolder();
const { signal } = new AbortController();
let place = '';
let copies = 0;

before(async () => {
  const base = join(root, 'base');
  mkdirSync(base);
  assert.equal(
    (await runMain(['build', '--out', 'data', '--layout', 'three', '--scale', '1'], base)).code,
    0,
  );
});

beforeEach(() => {
  place = join(root, `copy-${copies++}`);
  cpSync(join(root, 'base'), place, { recursive: true });
});

const at = (...names: string[]) => join(place, ...names);
const backup = (...words: string[]) =>
  runMain(['backup', '--data', 'data', '--to', 'backups', ...words], place);
const request = (changes = {}) => ({
  data: at('data'),
  shown: 'data',
  to: at('backups'),
  keep: null,
  signal,
  ...changes,
});

/** One clear line, and no set, no part of one, no lock. */
async function nothingLeft({ err }: { err: string }, expected = 0): Promise<void> {
  assert.equal(err.trim().split('\n').at(-1)?.startsWith('chinook-eval:'), true, err);
  assert.doesNotMatch(err, /defect|\n\s+at /);
  const sets = await listSets(at('backups'));
  assert.deepEqual([sets.good.length, sets.damaged, sets.unfinished, sets.foreign], [expected, [], [], []]);
  for (const folder of ['data', 'backups'])
    if (existsSync(at(folder)))
      assert.deepEqual(
        readdirSync(at(folder)).filter((name) => name.startsWith('.')),
        [],
      );
}

async function withFault<T>(fault: string, work: () => Promise<T>): Promise<T> {
  forgetSteps();
  process.env[FAULT_VARIABLE] = fault;
  try {
    return await work();
  } finally {
    delete process.env[FAULT_VARIABLE];
  }
}

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
  const below = await runMain(['backup', '--data', 'data', '--to', 'file/below'], place);
  assert.equal(below.code, 2, below.err);
});

for (const folder of ['data', 'backups'])
  test(`${folder} held by another: exit 11, and whose it is`, async () => {
    mkdirSync(at('backups'));
    const lock = await lockData(at(folder), 'migrate');
    const failed = await backup();
    assert.equal(failed.code, 11);
    assert.match(failed.err, new RegExp(`${folder} is in use by chinook-eval migrate`));
    lock.release();
    await nothingLeft(failed);
  });

test('a database that stays locked by a writer: exit 11; then it goes on', async () => {
  const db = new Database(at('data', 'chinook.sqlite'));
  db.exec('BEGIN IMMEDIATE');
  await assert.rejects(makeBackup(request({ lockSeconds: 0 })), {
    exitCode: 11,
    message: /chinook\.sqlite stayed locked/,
  });
  db.exec('ROLLBACK');
  db.close();
  await nothingLeft({ err: 'chinook-eval: ' });
});

test('under a constant writer in two files it finishes, and no set has one half of what belongs together', async () => {
  const { layout, files } = readDataFolder(at('data'), 'data');
  const writer = new Child('src/experiments/backup-skew-process', { signal });
  try {
    await writer.request('start', { layout, folder: files, periodSeconds: 0.002 }, 30);
    const pairs: number[] = [];
    for (let set = 0; set < 3; set++) {
      await writer.request('delays', null, 30);
      const result = await makeBackup(request());
      const found = inspectCopies(layout, ({ file }) => join(result.path, file));
      assert.deepEqual(found, { skewed: 0, intact: 2, files: 2 });
      pairs.push(result.manifest.databases[0]?.tables.find(({ name }) => name === 'activity_log')?.rows ?? 0);
    }
    assert.ok(
      (pairs[0] ?? 0) < (pairs[1] ?? 0) && (pairs[1] ?? 0) < (pairs[2] ?? 0),
      `it wrote meanwhile: ${pairs}`,
    );
    await writer.request('stop', null, 30);
  } finally {
    await writer.end();
  }
});

/** Overwrites the middle of a file: pages of tables and indexes. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(
    0xa5,
    Math.floor(bytes.length / 2 / 4096) * 4096,
    Math.floor(bytes.length / 2 / 4096) * 4096 + 40_960,
  );
  writeFileSync(path, bytes);
}

test('one of three files is damaged: exit 4 with its name, no set of the other two, the older set as it was', async () => {
  assert.equal((await backup()).code, 0);
  const older = (await listSets(at('backups'))).newest;
  damage(at('data', 'chinook.sqlite'));
  const failed = await backup('--keep', '1');
  assert.equal(failed.code, 4, failed.err);
  assert.match(failed.err, /chinook\.sqlite.* is damaged/);
  assert.match(failed.err, /attempt 1 failed, trying again/);
  await nothingLeft(failed, 1);
  assert.deepEqual((await listSets(at('backups'))).newest, older);
  const log = await readLog(at('backups'));
  assert.deepEqual(
    log.map(({ event, attempt }) => [event, attempt]),
    [
      ['made', 1],
      ['failed', 1],
      ['failed', 2],
    ],
  );
  const steps = log[1]?.steps?.map(({ state }) => state);
  assert.equal(steps?.filter((state) => state === 'failed').length, 1);
  assert.equal(steps?.at(-1), 'waiting');
});

test('a file that is no database, and one that is not there', async () => {
  writeFileSync(
    at('data', 'database.sqlite'),
    'not a database, but long enough to have a header of one hundred bytes '.repeat(9),
  );
  const failed = await backup();
  assert.equal(failed.code, 2, failed.err);
  assert.match(failed.err, /database\.sqlite is not a SQLite database/);
  await nothingLeft(failed);
  execFileSync('rm', [at('data', 'database.sqlite')]);
  assert.equal((await backup()).code, 2);
});

test('a database in a rollback journal is backed up too; that its writers wait is told', async () => {
  const db = new Database(at('data', 'database.sqlite'));
  db.pragma('journal_mode = delete');
  db.close();
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.match(err, /^chinook-eval: main is not in WAL mode: who writes to it waits [^\n]*\n$/);
  const { newest } = await listSets(at('backups'));
  assert.deepEqual(
    newest?.manifest.databases.map(({ journalMode }) => journalMode),
    ['delete', 'delete', 'wal'],
  );
});

test('rows that reference one that is not there are backed up as they are, and told', async () => {
  const db = new Database(at('data', 'chinook.sqlite'));
  db.pragma('foreign_keys = OFF');
  db.exec('DELETE FROM chinook_artists WHERE id = (SELECT min(artist_id) FROM chinook_albums)');
  db.close();
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.match(err, /chinook: \d+ rows reference one that is not there/);
  const { newest } = await listSets(at('backups'));
  assert.ok(
    (newest?.manifest.databases.find(({ name }) => name === 'chinook')?.foreignKeyViolations ?? 0) > 0,
  );
});

test('the clock leaps forward and goes back: labels and the newest set follow the order of making', async () => {
  const labels: string[] = [];
  for (const clock of [
    '2026-07-22T03:00:00Z',
    '2031-01-01T00:00:00Z',
    '2020-01-01T00:00:00Z',
    '2026-07-23T03:00:00Z',
  ]) {
    const { label } = await makeBackup(request({ clock: () => new Date(clock), keep: parseKeep('3') }));
    labels.push(label);
    assert.equal((await listSets(at('backups'))).newest?.label, label);
  }
  assert.deepEqual(labels, ['20260722T030000Z', '20310101T000000Z', '20310101T000001Z', '20310101T000002Z']);
  assert.deepEqual(
    (await listSets(at('backups'))).good.map(({ label, manifest }) => [
      label,
      manifest.createdAt.slice(0, 4),
    ]),
    [
      ['20310101T000002Z', '2026'],
      ['20310101T000001Z', '2020'],
      ['20310101T000000Z', '2031'],
    ],
  );
});

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

test('a database that layout.json does not name is told: it is not in the set; other files are not told', async () => {
  const db = new Database(at('data', 'notes.sqlite'));
  db.exec('CREATE TABLE notes (text)');
  db.close();
  writeFileSync(at('data', 'audio-vectors.journal'), '{}\n');
  symlinkSync(at('data', 'notes.sqlite'), at('data', 'link.sqlite'));
  const { code, err } = await backup();
  assert.equal(code, 0, err);
  assert.equal(
    err,
    'chinook-eval: notes.sqlite is a database that layout.json does not name: it is not in the backup\n',
  );
  const { newest } = await listSets(at('backups'));
  assert.deepEqual(readdirSync(newest?.path ?? '').sort(), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
    'manifest.json',
  ]);
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

test('a line of the log that a crash cut off costs only that line', async () => {
  assert.equal((await backup()).code, 0);
  appendFileSync(at('backups', 'backup.log'), '{"schema":"chinook-eval/backup-log@1","la');
  assert.equal((await backup()).code, 0);
  assert.equal((await readLog(at('backups'))).length, 2);
  assert.equal(statSync(at('backups', 'backup.log')).mode & 0o777, 0o600);
});

/** A backup whose copying process waits at its first copy. */
const heldAtCopy = () =>
  heldProgram(['backup', '--data', 'data', '--to', 'backups'], { cwd: place, at: 'backup-copy#1' });

test('SIGTERM while it copies: exit 130, nothing left, no process outlives it', async () => {
  const { child, ended, said } = await heldAtCopy();
  const workers = childrenOf(child.pid ?? 0);
  child.kill('SIGTERM');
  assert.deepEqual((await ended)[0], 130, said());
  assert.match(said(), /^chinook-eval: interrupted\n$/);
  await nothingLeft({ err: said() });
  for (const pid of workers) assert.ok(!existsSync(`/proc/${pid}`), `process ${pid} is still there`);
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

test('the layout is the one of the pointer: a set says what it is of', async () => {
  assert.equal((await backup()).code, 0);
  const { newest } = await listSets(at('backups'));
  assert.equal(newest?.manifest.pointer.layout.name, three.name);
  assert.equal(newest?.manifest.source, at('data'));
  for (const { file } of newest?.manifest.databases ?? []) {
    assert.equal(statSync(join(newest?.path ?? '', file)).mode & 0o777, 0o600);
  }
  assert.equal(statSync(newest?.path ?? '').mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(newest?.path ?? '').sort(), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
    'manifest.json',
  ]);
});
