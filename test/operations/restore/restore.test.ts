import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, beforeEach, test } from 'node:test';
import Database from 'better-sqlite3';
import { readDataFolder } from '../../../src/database/data-folder.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { FAULT_VARIABLE, forgetSteps } from '../../../src/operations/faults.ts';
import { lockData } from '../../../src/operations/lock.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { digestOf, type Ended, runMain, runProgram } from '../program.ts';

const { path: root } = new TemporaryFolder();
let place = '';
let copies = 0;
/** Of the older set, and of the data as they are and as in the newest set. */
const digests = { older: '', now: '' };
const labels: string[] = [];

before(async () => {
  const base = join(root, 'base');
  mkdirSync(base);
  assert.equal(
    (await runMain(['build', '--out', 'data', '--layout', 'three', '--scale', '1'], base)).code,
    0,
  );
  for (const digest of ['older', 'now'] as const) {
    if (digest === 'now') {
      const db = new Database(join(base, 'data', 'chinook.sqlite'));
      db.exec("INSERT INTO chinook_genres (id, name) VALUES (9001, 'New')");
      db.close();
    }
    assert.equal((await runMain(['backup', '--data', 'data', '--to', 'backups'], base)).code, 0);
    digests[digest] = digestOf(join(base, 'data'));
  }
  assert.notEqual(digests.older, digests.now);
  labels.push(...(await listSets(join(base, 'backups'))).good.map(({ label }) => label).reverse());
});

beforeEach(() => {
  place = join(root, `copy-${copies++}`);
  cpSync(join(root, 'base'), place, { recursive: true });
});

const at = (...names: string[]) => join(place, ...names);
/** The sets are of the folder that the place was copied from, which is another: --to says that it is meant. */
const restore = (...words: string[]) =>
  runMain(
    [
      'restore',
      '--from',
      'backups',
      ...(words.includes('--to') || words.includes('--drill') ? [] : ['--to', 'data']),
      ...words,
    ],
    place,
  );

/** Everything below a folder, with what is in it: to see that nothing was touched. */
function picture(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(at(folder, name)).isFile())
      .map((name) => [name, readFileSync(at(folder, name)).toString('base64')]),
  );
}

function oneLine({ err }: Ended, words: RegExp): void {
  assert.match(err, words);
  assert.match(err, /^chinook-eval: [^\n]+\n$/);
  assert.doesNotMatch(err, /defect/);
}

test('into a new folder: the newest set, byte for byte, in WAL mode again, and nothing else', async () => {
  const { code, out, err } = await restore('--to', 'new');
  assert.equal(code, 0, err);
  assert.match(out, new RegExp(`set ${labels[1]} .* is restored in new`));
  assert.equal(digestOf(at('new')), digests.now);
  const folder = `restored_${labels[1]}`;
  assert.deepEqual(readdirSync(at('new')).sort(), ['layout.json', folder]);
  assert.deepEqual(readdirSync(at('new', folder)).sort(), [
    'cache.snapshot',
    'chinook.sqlite',
    'database.sqlite',
  ]);
  for (const file of readdirSync(at('new', folder)))
    assert.equal(statSync(at('new', folder, file)).mode & 0o777, 0o640);
  const db = new Database(at('new', folder, 'chinook.sqlite'), { readonly: true });
  assert.equal(db.pragma('journal_mode', { simple: true }), 'wal');
  db.close();
});

test('a set by its label, or by the name of its folder', async () => {
  for (const named of [labels[0] ?? '', `backup_${labels[0]}`]) {
    assert.equal((await restore(named, '--to', `to-${named}`)).code, 0);
    assert.equal(digestOf(at(`to-${named}`)), digests.older);
  }
});

test('into the data folder: one switch; what was there is a data folder in itself, and can come back', async () => {
  chmodSync(at('data', 'chinook.sqlite'), 0o640);
  const before = picture('data');
  const { code, out, err } = await restore(labels[0] ?? '');
  assert.equal(code, 0, err);
  assert.equal(digestOf(at('data')), digests.older);
  assert.equal(
    statSync(join(readDataFolder(at('data'), 'data').files, 'chinook.sqlite')).mode & 0o777,
    0o640,
  );
  const [previous = ''] = readdirSync(at('data')).filter((name) => name.startsWith('previous_'));
  assert.match(out, new RegExp(previous));
  assert.deepEqual(picture(join('data', previous)), before);
  assert.equal(digestOf(at('data', previous)), digests.now);
  // Again: the folder of the first restore becomes one in itself.
  assert.equal((await restore()).code, 0);
  assert.equal(digestOf(at('data')), digests.now);
  assert.equal(digestOf(at('data', `restored_${labels[0]}`)), digests.older);
  assert.deepEqual(
    readdirSync(at('data')).sort(),
    ['layout.json', previous, `restored_${labels[0]}`, `restored_${labels[1]}`].sort(),
  );
});

test('what only the WAL of the old files has is kept with them', async () => {
  const db = new Database(at('data', 'chinook.sqlite'));
  db.pragma('wal_autocheckpoint = 0');
  db.exec("INSERT INTO chinook_genres (id, name) VALUES (9002, 'In the WAL')");
  cpSync(at('data', 'chinook.sqlite'), at('main'));
  cpSync(at('data', 'chinook.sqlite-wal'), at('wal'));
  db.close();
  // As a crash leaves it: the row is in the WAL alone.
  renameSync(at('main'), at('data', 'chinook.sqlite'));
  renameSync(at('wal'), at('data', 'chinook.sqlite-wal'));
  assert.equal((await restore()).code, 0);
  assert.equal(digestOf(at('data')), digests.now);
  const [previous = ''] = readdirSync(at('data')).filter((name) => name.startsWith('previous_'));
  const old = new Database(at('data', previous, 'chinook.sqlite'));
  assert.equal(old.prepare('SELECT count(*) FROM chinook_genres WHERE id = 9002').pluck().get(), 1);
  old.close();
});

test('stale -wal and -shm of databases that are gone: into quarantine, told, and not played into what is restored', async () => {
  mkdirSync(at('empty'));
  for (const name of ['database.sqlite-wal', 'database.sqlite-shm', 'chinook.sqlite-journal'])
    writeFileSync(at('empty', name), `stale ${name}`);
  const { code, err } = await restore('--to', 'empty');
  assert.equal(code, 0, err);
  assert.match(
    err,
    /chinook\.sqlite-journal, database\.sqlite-shm, database\.sqlite-wal: .* moved to quarantine_/,
  );
  assert.equal(digestOf(at('empty')), digests.now);
  const [quarantine = ''] = readdirSync(at('empty')).filter((name) => name.startsWith('quarantine_'));
  assert.equal(
    readFileSync(at('empty', quarantine, 'database.sqlite-wal'), 'utf8'),
    'stale database.sqlite-wal',
  );
  assert.equal(readdirSync(at('empty', quarantine)).length, 3);
});

test('a data folder whose layout.json is torn, or whose file is gone, is what a restore is for', async () => {
  rmSync(at('data', 'database.sqlite'));
  assert.equal((await restore()).code, 0);
  assert.equal(digestOf(at('data')), digests.now);
  writeFileSync(at('data', 'layout.json'), '{"schema": "chin');
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  assert.equal(digestOf(at('data')), digests.older);
});

test('a bit flipped in any file of the set: exit 4 before anything is touched', async () => {
  const [older] = (await listSets(at('backups'))).good.slice(-1);
  for (const { file } of older?.manifest.databases ?? []) {
    const path = join(older?.path ?? '', file);
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length * 0.7);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const before = picture('data');
    const failed = await restore(labels[0] ?? '');
    assert.equal(failed.code, 4, file);
    oneLine(
      failed,
      new RegExp(`set ${labels[0]} is damaged: ${file.replace('.', '\\.')} is not what was backed up`),
    );
    assert.deepEqual(picture('data'), before);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
});

const DAMAGES: readonly [string, (set: string) => void, RegExp][] = [
  ['a file is missing', (set) => rmSync(join(set, 'chinook.sqlite')), /chinook\.sqlite is missing/],
  ['a file is longer', (set) => appendFileSync(join(set, 'cache.snapshot'), 'x'), /cache\.snapshot has/],
  ['the manifest is torn', (set) => writeFileSync(join(set, 'manifest.json'), '{"schema"'), /torn/],
  ['the manifest is gone', (set) => rmSync(join(set, 'manifest.json')), /manifest\.json is missing/],
  [
    'the manifest was altered',
    (set) => {
      const file = join(set, 'manifest.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"pages": ', '"pages": 1'));
    },
    /its own digest differs/,
  ],
  [
    'a file is a symbolic link',
    (set) => {
      renameSync(join(set, 'chinook.sqlite'), join(set, '..', '..', 'moved'));
      symlinkSync('../../moved', join(set, 'chinook.sqlite'));
    },
    /no regular file/,
  ],
];

for (const [what, damage, words] of DAMAGES)
  test(`${what} in the newest set: told, and no older one is taken for it unless it is named`, async () => {
    damage(at('backups', `backup_${labels[1]}`));
    const before = picture('data');
    const failed = await restore();
    assert.equal(failed.code, 4, failed.err);
    oneLine(failed, words);
    oneLine(failed, new RegExp(`The newest good one is ${labels[0]}`));
    const named = await restore(labels[1] ?? '');
    assert.equal(named.code, 4);
    oneLine(named, words);
    assert.deepEqual(picture('data'), before);
  });

test('the older set beside a damaged one comes back where it is named', async () => {
  rmSync(at('backups', `backup_${labels[1]}`, 'manifest.json'));
  assert.equal((await restore(labels[0] ?? '', '--to', 'new')).code, 0);
  assert.equal(digestOf(at('new')), digests.older);
});

test('a manifest of another version: exit 2 with what to use', async () => {
  const file = at('backups', `backup_${labels[1]}`, 'manifest.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('backup@1', 'backup@9'));
  const failed = await restore(labels[1] ?? '');
  assert.equal(failed.code, 2);
  oneLine(failed, /version "chinook-eval\/backup@9".*Use the chinook-eval that wrote it/);
});

test('places that are not ours, sets that are not there: exit 2, nothing touched', async () => {
  mkdirSync(at('full'));
  writeFileSync(at('full', 'notes.txt'), 'mine');
  writeFileSync(at('file'), 'mine');
  mkdirSync(at('linked'));
  symlinkSync(at('data', 'layout.json'), at('linked', 'layout.json'));
  mkdirSync(at('no-backups'));
  symlinkSync(`backup_${labels[1]}`, at('backups', 'backup_20990101T000000Z'));
  const cases: [string[], number, RegExp][] = [
    [['--to', 'full'], 2, /full holds notes\.txt, which is not ours/],
    [['--to', 'file'], 2, /file is a file/],
    [['--to', 'linked'], 2, /is no regular file/],
    [['20200101T000000Z', '--to', 'new'], 2, new RegExp(`no set 20200101T000000Z. There are ${labels[1]}`)],
    [['../data', '--to', 'new'], 2, /no set \.\.\/data/],
    [['20990101T000000Z', '--to', 'new'], 4, /symbolic link/],
    [['--to', 'new', '--drill'], 2, /--drill/],
    [['--to', ''], 2, /--to is empty/],
    [['--from', ''], 2, /--from is empty/],
  ];
  for (const [words, code, message] of cases) {
    const failed = await restore(...words);
    assert.equal(failed.code, code, failed.err);
    oneLine(failed, message);
  }
  assert.ok(!existsSync(at('new')));
  assert.deepEqual(readdirSync(at('full')), ['notes.txt']);
  for (const from of ['nowhere', 'no-backups', 'file']) {
    const failed = await runMain(['restore', '--from', from, '--to', 'new'], place);
    assert.equal(failed.code, 2, failed.err);
  }
});

test('sets of two data folders: which one is meant has to be said', async () => {
  cpSync(at('data'), at('other'), { recursive: true });
  assert.equal((await runMain(['backup', '--data', 'other', '--to', 'backups'], place)).code, 0);
  const failed = await restore('--to', 'new');
  assert.equal(failed.code, 2);
  oneLine(failed, /of 2 data folders/);
});

test('a set of another data folder does not replace data/ unless --to names it', async () => {
  const before = picture('data');
  const failed = await runMain(['restore', '--from', 'backups'], place);
  assert.equal(failed.code, 2);
  oneLine(
    failed,
    /set \w+ is of .*base\/data, and data is another data folder \(.*\)\. .* add --to data\.$/m,
  );
  assert.deepEqual(picture('data'), before);
  assert.equal((await restore()).code, 0);
  // Of its own data folder no --to is needed.
  assert.equal((await runMain(['backup', '--to', 'own'], place)).code, 0);
  assert.equal((await runMain(['restore', '--from', 'own'], place)).code, 0);
});

test('--from names a set: told how it is meant', async () => {
  for (const [from, parent] of [
    [join('backups', `backup_${labels[0]}`), 'backups'],
    [join('backups', `backup_${labels[0]}`, '.'), 'backups'],
  ] as const) {
    const failed = await runMain(['restore', '--from', from, '--to', 'new'], place);
    assert.equal(failed.code, 2);
    oneLine(failed, new RegExp(`is a set itself\\. Use --from ${parent} ${labels[0]}\\.$`, 'm'));
  }
});

test('each layout.json that a restore makes has the mode of the one it is a copy of', async () => {
  chmodSync(at('data', 'layout.json'), 0o640);
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  assert.equal((await restore()).code, 0);
  const pointers = readdirSync(at('data'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('layout.json'),
  );
  assert.equal(pointers.length, 3);
  for (const name of pointers) assert.equal(statSync(at('data', name)).mode & 0o777, 0o640, name);
});

test('held by another command: exit 11', async () => {
  const lock = await lockData(at('data'), 'migrate');
  const failed = await restore();
  assert.equal(failed.code, 11);
  oneLine(failed, /in use by chinook-eval migrate/);
  lock.release();
});

test('a process has a database open: exit 11 with its number, until it has ended', {
  skip: !existsSync('/proc/self/fd'),
}, async () => {
  const code = `const db = new (require(${JSON.stringify(require_('better-sqlite3'))}))(process.argv[1]); db.prepare('SELECT count(*) FROM users').get(); process.stdout.write('open'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', code, at('data', 'database.sqlite')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const before = picture('data');
    const failed = await restore();
    assert.equal(failed.code, 11, failed.err);
    oneLine(failed, new RegExp(`data is in use: .* \\(process ${child.pid}\\) has .*database\\.sqlite`));
    assert.deepEqual(picture('data'), before);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  assert.equal((await restore()).code, 0);
});

function require_(name: string): string {
  return new URL(import.meta.resolve(name)).pathname;
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

test('what fails after the first restore, too, leaves the folder as it was: no layout.json in that of the old files', async () => {
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  const before = picture('data');
  writeFileSync(at('data', 'gone.sqlite-wal'), 'stale');
  const failed = await withFault('full:restore-switch#2', () => restore());
  assert.equal(failed.code, 5, failed.err);
  rmSync(at('data', 'gone.sqlite-wal'));
  assert.deepEqual(picture('data'), before);
});

test('a restore that was ended while it noted what is to follow, before a switch: the next one goes on', async () => {
  assert.equal((await restore(labels[0] ?? '')).code, 0);
  mkdirSync(at('data', 'previous_20200101T000000Z'));
  writeFileSync(at('data', 'previous_20200101T000000Z', 'making.json'), '{"databases":[{"fi');
  const { code, err } = await restore();
  assert.equal(code, 0, err);
  assert.ok(!existsSync(at('data', 'previous_20200101T000000Z')));
  assert.equal(digestOf(at('data')), digests.now);
});

for (const step of ['restore-copy', 'restore-aside', 'restore-previous', 'restore-switch'])
  test(`the disk is full at ${step}: exit 5, the data folder as it was`, async () => {
    const before = picture('data');
    const failed = await withFault(`full:${step}#1`, () => restore(labels[0] ?? ''));
    assert.equal(failed.code, 5, failed.err);
    oneLine(failed, /disk is full/);
    assert.deepEqual(picture('data'), before);
    assert.equal((await restore(labels[0] ?? '')).code, 0);
    assert.equal(digestOf(at('data')), digests.older);
  });

test('no file may grow beyond 1 MB: exit 5, and a folder made for it is gone', async () => {
  const failed = await runProgram(['restore', '--from', 'backups', '--to', 'new'], {
    cwd: place,
    before: ['sh', '-c', 'ulimit -f 2048; exec "$@"', 'sh'],
  });
  assert.equal(failed.code, 5, failed.err);
  oneLine(failed, /disk is full/);
  assert.ok(!existsSync(at('new')));
});

test('--drill: restored, checked and used in a place that is gone afterwards, timed; the data stay as they are', async () => {
  const before = picture('data');
  const { code, out, err } = await restore('--drill', '--json');
  assert.equal(code, 0, err);
  const drill = JSON.parse(out) as {
    label: string;
    recoverySeconds: number;
    restoreSeconds: number;
    steps: { name: string; state: string; seconds: number }[];
    scenarios: { name: string; calls: number; seconds: number }[];
  };
  assert.equal(drill.label, labels[1]);
  assert.ok(drill.recoverySeconds >= drill.restoreSeconds);
  assert.deepEqual(
    drill.steps.map(({ name, state }) => `${name} ${state}`),
    [
      ...['choose', 'check', 'claim', 'copy', 'verify', 'aside', 'switch', 'tidy'].map(
        (name) => `${name} done`,
      ),
    ],
  );
  assert.ok(
    drill.scenarios.length >= 5 && drill.scenarios.every(({ calls, seconds }) => calls > 0 && seconds > 0),
  );
  assert.deepEqual(picture('data'), before);
  assert.match((await restore('--drill')).out, /^recovery in .*: set \w+, .*, restored, checked, in use\n/);
});
