import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import { POINTER_FILE, readDataFolder } from '../../../src/database/data-folder.ts';
import { alertsOf } from '../../../src/operations/monitor/alerts/definitions.ts';
import { Exposition } from '../../../src/operations/monitor/exposition.ts';
import { Follow } from '../../../src/operations/monitor/follow.ts';
import { parseHeader } from '../../../src/operations/monitor/header.ts';
import type { MonitorEvent } from '../../../src/operations/monitor/monitor.ts';
import type { Reading } from '../../../src/operations/monitor/reading.ts';
import { Watch } from '../../../src/operations/monitor/watch.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { application, dataFolder, watchOn } from './support.ts';

const folder = new TemporaryFolder();
let data: Awaited<ReturnType<typeof dataFolder>>;
before(async () => {
  data = await dataFolder(folder);
});

function look(
  watch: Watch,
  db = 'main',
): Reading & { readonly figure: (name: string) => number | undefined } {
  const reading = watch.look().find((one) => one.db === db);
  assert.ok(reading);
  return { ...reading, figure: (name) => reading.values.get(`chinook_sqlite_${name}`) };
}

function eventsOf(watch: Watch): MonitorEvent[] {
  const events: MonitorEvent[] = [];
  watch.subscribe((update) => {
    if (update.kind === 'event') events.push(update.event);
  });
  return events;
}

/** Without slow probes: how long one takes is the machine's affair. */
const names = (events: readonly MonitorEvent[]) =>
  events.map(({ event }) => event).filter((event) => event !== 'slow-probe');

test('a database that nobody has open is looked at, and nothing is left beside it', async () => {
  const place = await data.copy();
  const files = readdirSync(place);
  const { up, figure, values } = look(watchOn(place));
  assert.ok(up);
  assert.deepEqual(readdirSync(place), files);
  assert.equal(figure('file_bytes'), statSync(join(place, 'database.sqlite')).size);
  assert.deepEqual(
    [figure('wal_bytes'), figure('wal_pending_frames'), figure('checkpoint_age_seconds')],
    [0, 0, 0],
  );
  // Of a connection that was never made there are no figures.
  assert.ok(!values.has('chinook_sqlite_probe_last_seconds'));
  assert.ok((figure('pages') ?? 0) > 10);
});

test('the application has it open: probed, its frames counted, and its last close still tidies up', async () => {
  const place = await data.copy();
  const watch = watchOn(place);
  const app = application(place);
  app.write(20);
  const first = look(watch);
  assert.ok((first.figure('wal_pending_frames') ?? 0) >= 20);
  assert.equal(first.figure('wal_bytes'), statSync(join(place, 'database.sqlite-wal')).size);
  assert.ok((first.figure('probe_last_seconds') ?? 0) > 0);
  app.connection.pragma('wal_checkpoint(TRUNCATE)');
  const second = look(watch);
  assert.deepEqual([second.figure('wal_pending_frames'), second.figure('checkpoint_age_seconds')], [0, 0]);
  assert.equal(second.figure('checkpoints_total'), 1);
  app.write(1);
  app.close();
  assert.ok(!existsSync(join(place, 'database.sqlite-wal')), 'the last close has removed the log');
  assert.ok(look(watch).up);
});

test('a database of tables without a rowid is probed as well', async () => {
  const place = await data.copy();
  const file = join(place, 'cache.sqlite');
  const app = new Database(file);
  app.exec(
    `PRAGMA journal_mode = WAL;
     CREATE TABLE query_cache (key TEXT, value TEXT, PRIMARY KEY (key)) WITHOUT ROWID;
     INSERT INTO query_cache VALUES ('z', 'x');`,
  );
  const watch = new Watch({
    targets: [{ db: 'cache', file, tables: ['query_cache'] }],
    alerts: [],
    capacity: 2,
  });
  const { figure } = look(watch, 'cache');
  assert.ok((figure('probe_last_seconds') ?? 0) > 0);
  assert.equal(figure('cache_rows'), 1);
  app.close();
});

/** A reader stays in its transaction while the application writes on: no checkpoint gets on. */
async function starved() {
  const place = await data.copy();
  const app = application(place);
  app.connection.pragma('wal_autocheckpoint = 100');
  app.write(200);
  const reader = new Database(join(place, 'database.sqlite'), { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM users').get();
  app.write(2000);
  const release = () => {
    reader.exec('COMMIT');
    reader.close();
  };
  return { place, app, release };
}

test('a pinned reader starves checkpoints: their age grows while frames wait', async () => {
  const { place, app, release } = await starved();
  const modified = statSync(join(place, 'database.sqlite')).mtimeMs / 1000;
  let now = modified + 10;
  const watch = watchOn(place, { clock: () => now });
  const pinned = look(watch);
  assert.ok((pinned.figure('wal_pending_frames') ?? 0) > 1000);
  assert.ok(Math.abs((pinned.figure('checkpoint_age_seconds') ?? 0) - 10) < 0.01);
  const state = () =>
    watch.board.statuses.find(({ name, db }) => name === 'checkpoint-starvation' && db === 'main')?.state;
  assert.equal(state(), 'inactive');
  const events = eventsOf(watch);
  for (now = modified + 61; now < modified + 130; now += 5) watch.look();
  assert.equal(state(), 'firing');
  release();
  app.write(1);
  now = statSync(join(place, 'database.sqlite')).mtimeMs / 1000 + 1;
  watch.look();
  assert.equal(state(), 'inactive');
  assert.deepEqual(names(events), ['alert-firing', 'checkpoint', 'alert-resolved']);
  app.close();
});

test('the clock is set while a reader starves checkpoints: neither that they wait nor since when changes', async () => {
  const { place, app, release } = await starved();
  const start = statSync(join(place, 'database.sqlite')).mtimeMs / 1000 + 10;
  let steady = start;
  let set = 0;
  const watch = watchOn(place, { clock: () => steady + set, steady: () => steady });
  const ages: number[] = [];
  const states: (string | undefined)[] = [];
  // Set back by an hour after half a minute, then forward by two.
  for (; steady < start + 150; steady += 30) {
    set = steady < start + 30 ? 0 : steady < start + 90 ? -3600 : 3600;
    ages.push(Math.round(look(watch).figure('checkpoint_age_seconds') ?? -1));
    states.push(watch.board.statuses.find(({ name }) => name === 'checkpoint-starvation')?.state);
  }
  assert.deepEqual(ages, [10, 40, 70, 100, 130]);
  // Older than 60 s for 60 s.
  assert.deepEqual(states, ['inactive', 'inactive', 'pending', 'pending', 'firing']);
  // A checkpoint since the look before is no older than that look, whatever the clock has been set to.
  release();
  app.connection.pragma('wal_checkpoint');
  app.connection.pragma('wal_autocheckpoint = 0');
  app.write(5);
  set = 7200;
  const { figure } = look(watch);
  assert.ok((figure('wal_pending_frames') ?? 0) > 0);
  assert.equal(figure('checkpoint_age_seconds'), 30);
  app.close();
});

test('a look in turns: until all databases have been looked at the figures are those of before', async () => {
  const place = await data.copy();
  const watch = watchOn(place);
  watch.look();
  const before = watch.readings;
  rmSync(join(place, 'database.sqlite'));
  const looking = watch.lookInTurns([]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(watch.readings, before);
  await looking;
  assert.deepEqual(
    watch.readings.map(({ db, up }) => [db, up]),
    [
      ['main', false],
      ['chinook', true],
    ],
  );
  assert.equal(watch.history.length, 2);
});

test('a large cache is counted a part at each look, and by one look that nobody waits for', async () => {
  const place = await data.copy();
  const file = join(place, 'cache.sqlite');
  const app = new Database(file);
  app.exec(
    `PRAGMA journal_mode = WAL;
     CREATE TABLE query_cache (key TEXT, value TEXT, PRIMARY KEY (key)) WITHOUT ROWID;
     INSERT INTO query_cache VALUES ('', '12');
     WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
       INSERT INTO query_cache SELECT printf('%08d', i), '1234' FROM n;`,
  );
  let now = 1000;
  const options = {
    targets: [{ db: 'cache', file, tables: ['query_cache'] as const }],
    alerts: [],
    capacity: 9,
  };
  const watch = new Watch({ ...options, clock: () => now });
  const counted = (on: Watch) => {
    now++;
    const { figure } = look(on, 'cache');
    return [figure('cache_rows'), figure('cache_bytes')];
  };
  const all = [5000, 4999 * 12 + 2];
  assert.deepEqual(
    [counted(watch), counted(watch), counted(watch)],
    [[undefined, undefined], [undefined, undefined], all],
  );
  app.exec("DELETE FROM query_cache WHERE key >= '00001000'");
  assert.deepEqual(counted(watch), all, 'as of the last count');
  now += 60;
  assert.deepEqual(counted(watch), [1000, 999 * 12 + 2]);
  assert.deepEqual(counted(new Watch({ ...options, patient: true })), [1000, 999 * 12 + 2]);
  app.exec(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
       INSERT INTO query_cache SELECT 'x' || i, '' FROM n;`,
  );
  assert.deepEqual(counted(new Watch({ ...options, patient: true })), [undefined, undefined], 'too many');
  app.close();
});

test('a writer is seen by its lock alone, and is not waited for', {
  skip: !existsSync('/proc/locks'),
}, async () => {
  const place = await data.copy();
  const watch = watchOn(place, {
    // As another process would see the lock of this one.
    locks: () => [
      {
        kind: 'WRITE',
        pid: 1,
        inode: statSync(join(place, 'database.sqlite-shm')).ino,
        start: 120,
        end: 120,
      },
    ],
  });
  const app = application(place);
  app.write(1);
  app.connection.exec('BEGIN IMMEDIATE');
  const { up, figure } = look(watch);
  watch.lookAtLocks();
  assert.deepEqual([up, figure('lock_checks_total'), figure('lock_busy_total')], [true, 1, 1]);
  assert.equal(look(watch).figure('lock_checks_total'), 3);
  app.connection.exec('COMMIT');
  app.close();
});

test('without a list of locks there are no figures of them', async () => {
  const place = await data.copy();
  const watch = watchOn(place, { locks: () => null });
  watch.lookAtLocks();
  const { values } = look(watch);
  for (const name of ['holders', 'readers', 'lock_checks_total', 'lock_busy_total'])
    assert.ok(!values.has(`chinook_sqlite_${name}`), name);
});

test('locked, deleted, emptied, overwritten, damaged: down with the reason, and up again when it is back', async () => {
  const place = await data.copy();
  const file = join(place, 'database.sqlite');
  const whole = join(folder.path, 'whole.sqlite');
  copyFileSync(file, whole);
  const watch = watchOn(place);
  const events = eventsOf(watch);
  const reasons: (string | undefined)[] = [];
  const down = () => {
    const { up, down: why, values } = look(watch);
    assert.equal(up, false);
    assert.equal(values.get('chinook_sqlite_up'), 0);
    assert.ok(!values.has('chinook_sqlite_file_bytes'), 'no figure is kept from before');
    reasons.push(why?.reason);
  };
  const back = () => {
    copyFileSync(whole, file);
    assert.ok(look(watch).up);
  };
  assert.ok(look(watch).up);

  const locker = new Database(file);
  locker.pragma('journal_mode = DELETE');
  locker.exec('BEGIN EXCLUSIVE');
  down();
  locker.exec('COMMIT');
  locker.close();
  back();
  rmSync(file);
  down();
  back();
  writeFileSync(file, '');
  down();
  back();
  writeFileSync(file, 'no database, and longer than the hundred bytes of a header'.repeat(10));
  down();
  back();
  // A header that is whole, and nothing behind it; in a rollback journal it is opened.
  const rollback = new Database(file);
  rollback.pragma('journal_mode = DELETE');
  rollback.close();
  const bytes = Buffer.alloc(200_000, 7);
  readFileSync(file).copy(bytes, 0, 0, 100);
  writeFileSync(file, bytes);
  down();
  back();
  rmSync(file);
  down();
  assert.deepEqual(reasons, ['locked', 'missing', 'empty', 'not-a-database', 'corrupt', 'missing']);
  const told = names(events).filter((name) => name === 'database-down' || name === 'database-up');
  assert.deepEqual(told, [...Array(5).fill(['database-down', 'database-up']).flat(), 'database-down']);
  assert.ok(look(watch, 'chinook').up, 'the other database is watched all the same');
});

test('a pipe in the place of a database is not waited for, nor a layout.json that nobody can read', async () => {
  const place = await data.copy();
  const file = join(place, 'database.sqlite');
  const watch = watchOn(place);
  const follow = new Follow(readDataFolder(place, 'data'), 'data');
  rmSync(file);
  assert.equal(spawnSync('mkfifo', [file]).status, 0);
  watch.lookAtLocks();
  assert.equal(look(watch).down?.reason, 'not-a-database');
  const pointer = join(place, POINTER_FILE);
  rmSync(pointer);
  // A link to itself: ELOOP, as EACCES something that the system says.
  symlinkSync(pointer, pointer);
  follow.refresh(watch);
  assert.ok(look(watch, 'chinook').up, 'the files of before are watched on');
});

test('a database that is watched no more: its alert is over, and it has no figures', async () => {
  const place = await data.copy();
  const app = application(place);
  const watch = watchOn(place, { alerts: alertsOf({ 'database-down': { forSeconds: 0 } }) });
  const exposition = new Exposition(watch);
  watch.look();
  assert.match(await exposition.text(), /probe_duration_seconds_count\{db="main"\} 1/);
  app.close();
  rmSync(join(place, 'database.sqlite'));
  watch.look();
  const events = eventsOf(watch);
  watch.retarget(watch.targets.filter(({ db }) => db === 'chinook'));
  watch.look();
  assert.deepEqual(
    events.map(({ event, db, alert }) => [event, db, alert]),
    [['alert-resolved', 'main', 'database-down']],
  );
  assert.doesNotMatch(await exposition.text(), /"main"/);
  watch.look();
  assert.equal(events.length, 1, 'it is told once');
});

test('another file in its place is told, and looked at from then on', async () => {
  const place = await data.copy();
  const file = join(place, 'database.sqlite');
  const watch = watchOn(place);
  const events = eventsOf(watch);
  watch.look();
  copyFileSync(join(place, 'chinook.sqlite'), join(place, 'other'));
  renameSync(join(place, 'other'), file);
  const { figure } = look(watch);
  assert.equal(figure('file_bytes'), statSync(file).size);
  assert.equal(figure('replaced_total'), 1);
  assert.ok(names(events).includes('database-replaced'));
});

test('a header that is none is no header', () => {
  assert.equal(parseHeader(Buffer.alloc(99)), null);
  assert.equal(parseHeader(Buffer.alloc(100)), null);
  const bytes = Buffer.alloc(100);
  bytes.write('SQLite format 3\0');
  assert.equal(parseHeader(bytes), null, 'a page of 0 bytes');
  bytes.writeUInt16BE(1, 16);
  assert.equal(parseHeader(bytes)?.pageBytes, 65_536);
});
