import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { runCheck } from '../../../src/operations/monitor/checks/run.ts';
import { keepChecking } from '../../../src/operations/monitor/checks/schedule.ts';
import type { MonitorEvent } from '../../../src/operations/monitor/monitor.ts';
import type { Watch } from '../../../src/operations/monitor/watch.ts';
import { runMain } from '../../report/run-main.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { dataFolder, watchOn } from './support.ts';

const folder = new TemporaryFolder();
let data: Awaited<ReturnType<typeof dataFolder>>;
before(async () => {
  data = await dataFolder(folder);
});

function told(watch: Watch): MonitorEvent[] {
  const events: MonitorEvent[] = [];
  watch.subscribe((update) => {
    if (update.kind === 'event') events.push(update.event);
  });
  return events;
}

/** TMPDIR names what does not exist, for as long as `work` takes. */
async function withoutTmp<T>(work: () => Promise<T>): Promise<T> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = join(folder.path, 'none');
  try {
    return await work();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

test('no room for copies: it is told, permissions and backups are looked at all the same', async () => {
  const place = await data.copy();
  const backups = join(place, 'backups');
  mkdirSync(backups);
  const watch = watchOn(place);
  const events = told(watch);
  const request = { path: place, shown: 'data', backups };
  await withoutTmp(() => runCheck(watch, request, true, new AbortController().signal));
  assert.deepEqual(
    events.map(({ event }) => event),
    ['check-failed'],
  );
  assert.match(String(events[0]?.message), /^not all could be checked: .*none/);
  const values = watch.look()[0]?.values;
  assert.equal(values?.get('chinook_sqlite_backup_sets'), 0);
  assert.ok(values?.has('chinook_sqlite_permission_findings') && !values.has('chinook_sqlite_damages'));
});

test('a check that ends with a defect is told, and is not the last', async () => {
  const ending = new AbortController();
  const watch = watchOn(await data.copy());
  const events = told(watch);
  let asked = 0;
  await keepChecking(
    watch,
    () => {
      if (++asked === 2) ending.abort();
      throw new TypeError('of ours');
    },
    0,
    ending.signal,
  );
  assert.deepEqual([asked, events[0]?.event, events[0]?.error], [2, 'defect', 'TypeError: of ours']);
});

test('a check of files that a migration has replaced meanwhile says nothing of the new ones, which are checked soon', async () => {
  const place = await data.copy();
  const watch = watchOn(place);
  const request = { path: place, shown: 'data', backups: null };
  const running = runCheck(watch, request, true, new AbortController().signal);
  watch.retarget([...watch.targets]);
  await running;
  const known = () => watch.look()[0]?.values.has('chinook_sqlite_damages');
  assert.equal(known(), false);

  const ending = new AbortController();
  const events = told(watch);
  let checked = 0;
  watch.subscribe((update) => {
    if (update.kind !== 'event' || update.event.event !== 'integrity') return;
    if (++checked === 2) return ending.abort();
    assert.equal(known(), true);
    watch.retarget([...watch.targets]);
    assert.equal(known(), false);
  });
  await keepChecking(watch, () => request, 3600, ending.signal, 0.01);
  assert.equal(checked, 2, JSON.stringify(events));
});

test('--once on a folder with a file missing says which, and what could not be checked for it', async () => {
  const place = await data.copy();
  const cwd = new TemporaryFolder().path;
  writeFileSync(
    join(cwd, 'chinook-eval.config.json'),
    JSON.stringify({
      monitor: { alerts: { permissions: 'off', 'database-down': 'off', 'disk-full': 'off' } },
    }),
  );
  assert.equal((await runMain(['backup', '--data', place, '--to', 'backups'], cwd)).code, 0);
  rmSync(join(place, 'chinook.sqlite'));
  const argv = ['monitor', '--once', '--data', place];
  const { code, stdout } = await runMain(argv, cwd);
  assert.match(stdout, /down: missing/);
  assert.match(stdout, /\nnot all could be checked: .*chinook\.sqlite\s+is\s+missing/s);
  assert.equal(code, 3, 'no alert is on that would say so');
  assert.match(stdout, /\nno alert in what could be checked\n/);
  writeFileSync(
    join(cwd, 'loud.json'),
    JSON.stringify({ monitor: { alerts: { permissions: 'off', 'disk-full': 'off' } } }),
  );
  const both = await runMain([...argv, '--config', 'loud.json'], cwd);
  assert.match(both.stdout, /\n {2}critical {2}database-down {2}chinook cannot be read\n1 alert; /);
  assert.match(both.stdout, /\nnot all could be checked: .*chinook\.sqlite\s+is\s+missing/s);
  assert.equal(both.code, 1, 'an alert is what has to be acted on first');
  const { stdout: text } = await runMain([...argv, '--json', '--backups', 'backups'], cwd);
  const json = JSON.parse(text) as { notChecked: string[]; databases: { figures: Record<string, number> }[] };
  assert.equal(json.notChecked.length, 1);
  assert.deepEqual(
    json.databases.map(({ figures }) => figures.chinook_sqlite_backup_sets),
    [1, 1],
    'that there is a backup is known all the same',
  );
});

test('a backup made of the folder by another of its names is a backup of it', async () => {
  const place = await data.copy();
  const cwd = new TemporaryFolder().path;
  const link = join(cwd, 'data');
  symlinkSync(place, link);
  assert.equal((await runMain(['backup', '--data', 'data', '--to', 'backups'], cwd)).code, 0);
  const { stdout } = await runMain(
    ['monitor', '--once', '--json', '--checks', 'off', '--data', place, '--backups', 'backups'],
    cwd,
  );
  const { databases } = JSON.parse(stdout) as { databases: { figures: Record<string, number> }[] };
  assert.deepEqual(
    databases.map(({ figures }) => figures.chinook_sqlite_backup_sets),
    [1, 1],
  );
});
