import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { three } from '../../src/layouts/index.ts';
import { main } from '../../src/main.ts';
import { machineAccounts } from '../../src/operations/audit/accounts.ts';
import type { AuditReport } from '../../src/operations/audit/report.ts';
import { lockData } from '../../src/operations/lock.ts';
import { asRoot, dataMaker, fingerprint, giveTo, posix } from '../operations/audit/data.ts';
import { recordedStreams } from '../support/streams.ts';

const makeData = await dataMaker(three);

/** Where tests run, folders above, the file system (often in memory) and its default access lists are what they are. */
const QUIET = { checks: { parents: 'off', 'file-system': 'off', acl: 'off' } };

async function run(cwd: string, ...words: string[]) {
  writeFileSync(join(cwd, 'policy.json'), JSON.stringify(QUIET));
  const policy = words.includes('--policy') ? [] : ['--policy', 'policy.json'];
  const { streams, out, err } = recordedStreams({ cwd });
  const code = await main(['audit', ...policy, ...words], streams);
  return { code, out: out(), err: err() };
}

async function report(cwd: string, ...words: string[]): Promise<AuditReport & { code: number }> {
  const { code, out, err } = await run(cwd, '--json', ...words);
  assert.notEqual(out, '', err);
  return { ...(JSON.parse(out) as AuditReport), code };
}

const told = ({ findings }: AuditReport, check: string) =>
  findings
    .filter((one) => one.check === check)
    .map(({ severity, where, what }) => `${severity} ${where} ${what}`);

function open(cwd: string, file: string): Database.Database {
  const db = new Database(join(cwd, 'data', file), { fileMustExist: true });
  sqliteVec.load(db);
  return db;
}

test('sound data: not even a note, exit 0, and not a byte, mode, time or file changed', posix, async () => {
  const cwd = makeData();
  const before = fingerprint(join(cwd, 'data'));
  const { code, out, err } = await run(cwd);
  assert.equal(code, 0, out + err);
  assert.match(out, /^data \(layout three\), policy policy\.json: /);
  assert.match(out, /looked at: 5 files and folders, the contents of 3 databases/);
  assert.match(out, /not looked at: .*backups \(name their folder with\s+--backups\)/s);
  assert.match(out, /\nnothing found\n$/);
  assert.deepEqual(fingerprint(join(cwd, 'data')), before);
  assert.equal((await run(cwd, '--fail-on', 'info')).code, 0);
});

test(
  'open to the world: found with its command; --fix shows a plan, --execute does it once, and once is enough',
  posix,
  async () => {
    const cwd = makeData();
    const data = join(cwd, 'data');
    chmodSync(data, 0o755);
    chmodSync(join(data, 'database.sqlite'), 0o666);
    const before = fingerprint(data);
    // The databases are not looked into: their rights are all that this is about.
    const { code, out } = await run(cwd, '--no-contents', '--fix');
    assert.equal(code, 1);
    assert.match(out, /^critical\n {2}world-access/m);
    assert.match(out, /\$ chmod 640 data\/database\.sqlite$/m);
    assert.match(out, /plan: 2 changes\n {2}data\/database\.sqlite {2}mode 640\n {2}data {18}mode 750\n/);
    assert.match(
      out,
      /nothing was changed; do it with chinook-eval audit --data data --policy policy\.json --no-contents --fix --execute\n$/,
    );
    assert.deepEqual(fingerprint(data), before);
    const fixed = await run(cwd, '--no-contents', '--fix', '--execute');
    assert.equal(fixed.code, 0, fixed.out);
    assert.match(fixed.out, /^done {4}data\/database\.sqlite {2}mode 640$/m);
    assert.match(fixed.out, /\nagain:\ndata .*nothing found\n$/s);
    const after = fingerprint(data);
    assert.match((await run(cwd, '--no-contents', '--fix', '--yes')).out, /plan: nothing that --fix mends/);
    assert.deepEqual(fingerprint(data), after);
  },
);

test(
  "the document's policy on real owners: chosen where www-data owns the folder, mended by root",
  asRoot,
  async (context) => {
    const accounts = machineAccounts();
    const [uid, gid] = [accounts.uidOf('www-data'), accounts.gidOf('www-data')];
    if (uid === null || gid === null || accounts.uidOf('backup') === null)
      return context.skip('this machine has no www-data or backup');
    const cwd = makeData();
    const data = join(cwd, 'data');
    giveTo(data, uid, gid);
    const { streams, out } = recordedStreams({ cwd });
    await main(['audit', '--no-contents'], streams);
    assert.match(out(), /policy document/);
    assert.match(out(), /sudo -u www-data chinook-eval backup --data data --to \/var\/spool\/chinook-eval/);
    const wal = join(data, 'database.sqlite-wal');
    writeFileSync(wal, '');
    chmodSync(wal, 0o640);
    const found = await report(cwd, '--policy', 'document', '--no-contents');
    assert.match(
      told(found, 'owners').join(),
      /^critical data\/database\.sqlite-wal belongs to root:root, not to www-data:www-data$/,
    );
    const { out: fixed } = await run(cwd, '--policy', 'document', '--no-contents', '--fix', '--execute');
    assert.match(fixed, /done {4}data\/database\.sqlite-wal {2}owner www-data:www-data/);
    assert.deepEqual(
      [lstatSync(wal).uid, lstatSync(wal).gid, lstatSync(wal).mode & 0o777],
      [uid, gid, 0o640],
    );
    rmSync(wal);
    const before = fingerprint(data);
    assert.deepEqual(told(await report(cwd, '--policy', 'document'), 'owners'), []);
    assert.deepEqual(fingerprint(data), before, 'root leaves no -wal and -shm of its own');
  },
);

test(
  'symbolic and hard links are told and never followed: what they lead to keeps its mode',
  posix,
  async () => {
    const cwd = makeData();
    const data = join(cwd, 'data');
    const secret = join(cwd, 'secret');
    const other = join(cwd, 'other.sqlite');
    writeFileSync(secret, 'x');
    chmodSync(secret, 0o644);
    chmodSync(data, 0o755);
    symlinkSync(secret, join(data, 'database.sqlite-wal'));
    linkSync(join(data, 'chinook.sqlite'), other);
    chmodSync(other, 0o644);
    const found = await report(cwd, '--no-contents', '--fix', '--execute');
    assert.equal(found.code, 1);
    assert.match(
      told(found, 'links').join('\n'),
      /critical data\/database\.sqlite-wal a symbolic link to .*secret/,
    );
    assert.match(told(found, 'links').join('\n'), /critical data\/chinook\.sqlite a hard link: 2 names/);
    assert.deepEqual(
      [secret, other].map((path) => lstatSync(path).mode & 0o777),
      [0o644, 0o644],
    );
    assert.ok(lstatSync(join(data, 'database.sqlite-wal')).isSymbolicLink());
  },
);

test('in the rows: orphans across and within files, vectors, a trigger that is not ours; a drifted index is made anew', async () => {
  const cwd = makeData();
  const app = open(cwd, 'database.sqlite');
  app.prepare('UPDATE comments SET track_id = ? WHERE id = 1').run(9_007_199_254_740_993n);
  app.pragma('foreign_keys = OFF');
  app.exec('DELETE FROM users WHERE id = (SELECT user_id FROM comments LIMIT 1)');
  app.exec('CREATE TRIGGER spy AFTER INSERT ON users BEGIN SELECT 1; END');
  app.close();
  const catalog = open(cwd, 'chinook.sqlite');
  catalog.exec('DROP TRIGGER tracks_fts_chinook_tracks_before_update');
  catalog.exec("UPDATE chinook_tracks SET name = 'quite another' WHERE id = 2");
  catalog.prepare('DELETE FROM track_vectors WHERE track_id = ?').run(3n);
  catalog.close();
  for (const name of readdirSync(join(cwd, 'data'))) chmodSync(join(cwd, 'data', name), 0o640);
  const before = fingerprint(join(cwd, 'data'));
  const found = await report(cwd);
  assert.deepEqual(fingerprint(join(cwd, 'data')), before);
  assert.equal(found.code, 1);
  assert.deepEqual(told(found, 'orphans'), [
    'warning data: comments.track_id 1 values that chinook_tracks does not have: 9007199254740993',
  ]);
  assert.match(
    told(found, 'foreign-keys').join('\n'),
    /warning data\/database\.sqlite comments: \d+ rows without their row in users/,
  );
  assert.deepEqual(told(found, 'vectors'), ['warning data: track_vectors 1 tracks without a vector']);
  assert.deepEqual(told(found, 'own-code'), [
    'warning data/database.sqlite a trigger that the layout does not make: spy',
  ]);
  assert.deepEqual(
    told(found, 'full-text').map((line) => line.split(' the ')[0]),
    ['warning data: tracks_fts', 'warning data: tracks_fts lacks'],
  );
  const again = await report(cwd, '--fix', '--execute');
  assert.deepEqual(told(again, 'full-text'), []);
  const mended = open(cwd, 'chinook.sqlite');
  mended.exec("UPDATE chinook_tracks SET name = 'another again' WHERE id = 2");
  mended.close();
  assert.deepEqual(told(await report(cwd), 'full-text'), [], 'the trigger is there again');
  assert.equal(told(again, 'orphans').length, 1, 'rows are left to people');
});

test('a live database under a writer: audited beside it, and its sidecars are left to it', async () => {
  const cwd = makeData();
  const live = open(cwd, 'database.sqlite');
  live.exec(
    "INSERT INTO jobs (queue, payload, attempts, available_at, created_at) VALUES ('q', '{}', 0, 1, 1)",
  );
  assert.deepEqual(told(await report(cwd), 'integrity'), []);
  assert.ok(existsSync(join(cwd, 'data', 'database.sqlite-wal')));
  live.close();
  assert.ok(!existsSync(join(cwd, 'data', 'database.sqlite-wal')));
});

test('a locked database: what could be looked at is told, and the end is 11', async () => {
  const cwd = makeData();
  const holder = open(cwd, 'database.sqlite');
  holder.pragma('journal_mode = DELETE');
  holder.exec('BEGIN EXCLUSIVE');
  try {
    const { code, out, err } = await run(cwd, '--wait', '50.5ms');
    assert.equal(code, 11);
    assert.match(
      err,
      /data\/database\.sqlite stayed locked by another process for 0\.0505 s\. .*--wait\.\n$/,
    );
    assert.match(out, /the audit is not whole: /);
    assert.match(out, /looked at: \d files and folders; /);
  } finally {
    holder.exec('ROLLBACK');
    holder.close();
  }
});

test('a damaged, an empty and a foreign file in the place of a database: critical, and the others are looked at', async () => {
  const cwd = makeData();
  const data = join(cwd, 'data');
  truncateSync(join(data, 'chinook.sqlite'), 40_000);
  writeFileSync(join(data, 'database.sqlite'), 'no database at all, only a text');
  truncateSync(join(data, 'cache.snapshot'), 0);
  const found = await report(cwd);
  assert.equal(found.code, 1);
  const [app, cache, catalog] = told(found, 'integrity');
  assert.match(app ?? '', /^critical data\/database\.sqlite damaged: file is not a database/);
  assert.match(cache ?? '', /^critical data\/cache\.snapshot damaged: the file is empty/);
  assert.match(catalog ?? '', /^critical data\/chinook\.sqlite damaged: /);
  assert.ok(found.notLooked.some(({ what, why }) => /across files/.test(what) && /damaged/.test(why)));
  assert.ok(!found.checked.includes('orphans') && found.checked.includes('foreign-keys'));
  const again = makeData();
  const db = open(again, 'chinook.sqlite');
  db.exec('DROP TABLE similarity_cache');
  db.close();
  assert.match(told(await report(again), 'integrity').join(), /chinook\.sqlite lacks similarity_cache$/);
});

test('whole files that are not what the layout makes: a column, vectors and a trigger', async () => {
  const cwd = makeData();
  const app = open(cwd, 'database.sqlite');
  app.exec('ALTER TABLE comments RENAME COLUMN track_id TO song_id');
  app
    .prepare("UPDATE activity_log SET track_id = 'none' || char(27) || '[31m' || char(10) WHERE id = 1")
    .run();
  app.close();
  const catalog = open(cwd, 'chinook.sqlite');
  catalog.unsafeMode().exec('DELETE FROM track_vectors_vector_chunks00');
  const trigger = 'tracks_fts_chinook_tracks_before_update';
  catalog.exec(`DROP TRIGGER ${trigger}`);
  catalog.exec(`CREATE TRIGGER ${trigger} BEFORE UPDATE ON chinook_tracks BEGIN DELETE FROM users; END`);
  catalog.close();
  const found = await report(cwd);
  const [column, vectors, ...more] = told(found, 'integrity');
  assert.match(column ?? '', /^critical data: comments\.track_id cannot be read: no such column/);
  assert.match(vectors ?? '', /^critical data: track_vectors cannot be read: /);
  assert.deepEqual(more, []);
  assert.deepEqual(told(found, 'own-code'), [
    `warning data/chinook.sqlite a trigger that the layout makes otherwise: ${trigger}`,
  ]);
  assert.deepEqual(told(found, 'full-text'), [], 'told once');
  // The others are compared all the same, and what a row holds is not obeyed by a terminal.
  assert.match(told(found, 'orphans').join(), /activity_log\.track_id 1 values .* have: none$/);
});

test('journals: stray ones are put aside by --fix, a hot one is left to people', async () => {
  const cwd = makeData();
  const data = join(cwd, 'data');
  writeFileSync(join(data, 'gone.sqlite-wal'), 'frames');
  writeFileSync(join(data, 'database.sqlite-journal'), Buffer.from('d9d505f920a163d700000000', 'hex'));
  const found = await report(cwd, '--no-contents', '--fix', '--execute');
  assert.match(
    told(found, 'sidecars').join('\n'),
    /^critical data\/database\.sqlite-journal a journal that the next open plays back/,
  );
  assert.ok(existsSync(join(data, 'gone.sqlite-wal.quarantine')));
  assert.ok(existsSync(join(data, 'database.sqlite-journal')));
});

test('backups: none, unfinished, damaged; a folder of its own is not taken for data', async () => {
  const cwd = makeData();
  const backups = join(cwd, 'data', 'backups');
  const before = await report(cwd, '--no-contents', '--backups', 'nowhere');
  assert.match(told(before, 'backup-age').join(), /^critical nowhere no whole backup$/);
  mkdirSync(join(backups, 'backup_20261101T030000Z'), { recursive: true });
  mkdirSync(join(backups, '.backup_20261102T030000Z.partial'));
  writeFileSync(join(backups, 'backup_20261101T030000Z', 'database.sqlite'), '');
  chmodSync(join(backups, 'backup_20261101T030000Z', 'database.sqlite'), 0o644);
  const found = await report(cwd, '--no-contents', '--backups', 'data/backups/');
  assert.match(
    told(found, 'backup-sets').join('\n'),
    /critical data\/backups\/backup_20261101T030000Z a damaged set/,
  );
  assert.match(
    told(found, 'backup-sets').join('\n'),
    /warning .*\.partial the last backup did not come to its end/,
  );
  const lock = await lockData(backups, 'backup');
  try {
    const during = await report(cwd, '--no-contents', '--backups', 'data/backups/');
    assert.match(told(during, 'backup-sets').join(), /info [^,]*\.partial a backup is at work just now/);
    assert.ok(!during.files.some(({ shown }) => shown.includes('lock')));
  } finally {
    lock.release();
  }
  assert.equal(told(found, 'backup-place').length, 1);
  assert.deepEqual(told(found, 'other-databases'), []);
  if (process.platform !== 'win32')
    assert.match(
      told(found, 'world-access').join('\n'),
      /backups\/backup_20261101T030000Z\/database\.sqlite 644/,
    );
});

test(
  'what backup makes, audit finds nothing on but where it lies; opened to others, it does',
  posix,
  async () => {
    const cwd = makeData();
    const { streams, err } = recordedStreams({ cwd });
    assert.equal(await main(['backup', '--data', 'data', '--to', 'backups'], streams), 0, err());
    const sound = await report(cwd, '--no-contents', '--backups', 'backups');
    assert.deepEqual(
      sound.findings.map(({ check }) => check),
      ['backup-place'],
    );
    const [set = ''] = readdirSync(join(cwd, 'backups')).filter((name) => name.startsWith('backup_'));
    chmodSync(join(cwd, 'backups', set, 'database.sqlite'), 0o640);
    const opened = await report(cwd, '--no-contents', '--backups', 'backups');
    assert.match(
      told(opened, 'modes').join(),
      /^warning backups\/.*database\.sqlite 640 .*its group may read it; the policy is 600/,
    );
  },
);

test('a folder that another operation holds: --fix that writes does not begin, exit 11', async () => {
  const cwd = makeData();
  const stray = join(cwd, 'data', 'gone.sqlite-wal');
  writeFileSync(stray, 'frames');
  const lock = await lockData(join(cwd, 'data'), 'migrate');
  try {
    const { code, err } = await run(cwd, '--no-contents', '--fix', '--execute');
    assert.equal(code, 11, err);
    assert.ok(existsSync(stray));
  } finally {
    lock.release();
  }
});

test('bad input is one line and exit 2, damage of layout.json 4', async () => {
  const cwd = makeData();
  const bad = join(cwd, 'bad.json');
  writeFileSync(bad, '{"files": {"database": {"mode": 640}}}');
  writeFileSync(join(cwd, 'torn.json'), '{"files": ');
  mkdirSync(join(cwd, 'none'));
  const cases: [string[], number, RegExp][] = [
    [['--data', 'nowhere'], 2, /nowhere holds no layout\.json/],
    [['--data', 'none'], 2, /none holds no layout\.json/],
    [['--data', 'bad.json'], 2, /bad\.json is a file/],
    [['--policy', 'strict'], 2, /--policy strict: there is no policy and no file of that name/],
    [['--policy', 'none'], 2, /none is no file/],
    [['--policy', 'bad.json'], 2, /bad\.json: files\.database\.mode: give a mode as text/],
    [['--policy', 'torn.json'], 2, /torn\.json: line 1, column \d+/],
    [['--unit', 'nowhere.service'], 2, /nowhere\.service is no file/],
    [['--backups', 'bad.json'], 2, /bad\.json is a file/],
    [['--execute'], 2, /--execute belongs to --fix/],
    [['--fail-on', 'all'], 2, /Allowed choices are info, warning, critical/],
    [['--wait', 'long'], 2, /Give a time/],
  ];
  for (const [words, code, message] of cases) {
    const { code: ended, out, err } = await run(cwd, ...words);
    assert.equal(ended, code, words.join(' ') + err);
    assert.match(err, message);
    assert.match(err, /^chinook-eval: [^\n]*\n$/);
    assert.equal(out, '');
  }
  const { streams, err } = recordedStreams({ cwd: join(cwd, 'none') });
  assert.equal(await main(['audit'], streams), 2);
  assert.match(err(), /no data folder is named/);
  writeFileSync(join(cwd, 'data', 'layout.json'), '{');
  assert.equal((await run(cwd)).code, 4);
});

test('what the user may not read: 5, with all that could be looked at', {
  skip: process.getuid?.() === 0 && 'root reads everything',
}, async () => {
  const cwd = makeData();
  chmodSync(join(cwd, 'data', 'chinook.sqlite'), 0o000);
  const { code, out, err } = await run(cwd);
  assert.equal(code, 5);
  assert.match(err, /chinook\.sqlite: no permission to read it/);
  assert.match(out, /the owner may not read and change it/);
});

test('an interrupted audit ends with 130, changes nothing and leaves no copies', async () => {
  const cwd = makeData();
  const before = fingerprint(join(cwd, 'data'));
  const place = join(cwd, 'tmp');
  mkdirSync(place);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = place;
  try {
    const recorded = recordedStreams({ cwd });
    // The progress tells that it is at the databases.
    const stderr = {
      isTTY: true,
      columns: 80,
      write: (text: string) => text.includes('copying') && recorded.abort(),
    };
    const code = await main(['audit', '--policy', 'own'], { ...recorded.streams, stderr });
    assert.equal(code, 130);
    assert.equal(recorded.out(), '');
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  assert.deepEqual(readdirSync(place), []);
  assert.deepEqual(fingerprint(join(cwd, 'data')), before);
});

test('names that a terminal would obey are printed as text, and get no command', posix, async () => {
  const cwd = makeData();
  const name = 'x\u001b[31m\nred';
  writeFileSync(join(cwd, 'data', name), '');
  chmodSync(join(cwd, 'data', name), 0o644);
  const { out } = await run(cwd, '--no-contents');
  assert.ok(!out.includes('\u001b'));
  assert.match(out, /data\/x red$/m);
});

test('a file of another owner is told to who is not root, with sudo', asRoot, async () => {
  const cwd = makeData();
  chownSync(join(cwd, 'data', 'database.sqlite'), 12_345, 12_345);
  const found = await report(cwd, '--no-contents');
  assert.match(
    told(found, 'owners').join(),
    /critical data\/database\.sqlite belongs to 12345:12345, not to root, who owns the folder/,
  );
});
