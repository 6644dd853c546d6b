import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import { main } from '../../src/main.ts';
import { addressOf, cliWords, needs, startCli, until } from '../operations/monitor/programs.ts';
import { application, dataFolder } from '../operations/monitor/support.ts';
import { runMain } from '../report/run-main.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const folder = new TemporaryFolder();
let data: Awaited<ReturnType<typeof dataFolder>>;
before(async () => {
  data = await dataFolder(folder);
});

/** What a folder of tests is found guilty of: readable by all, and a disk that may be nearly full. */
function quiet(cwd: string): void {
  const alerts = { permissions: 'off', 'disk-full': 'off' };
  writeFileSync(join(cwd, 'chinook-eval.config.json'), JSON.stringify({ monitor: { alerts } }));
}

/** The table of docs/monitor.md: levels and further fields of each event. */
function fieldsOfTheLog() {
  const docs = readFileSync(new URL('../../docs/monitor.md', import.meta.url), 'utf8');
  const [, table = ''] = /\n\| event \| level \| more fields \|\n(.*?)\n\n/s.exec(docs) ?? [];
  return new Map(
    table.split('\n').map((row) => {
      const [, event = '', levels = '', more = ''] = row.split('|');
      const fields = [...(more.split(':')[0]?.matchAll(/`(\w+)`/g) ?? [])].map(([, name]) => String(name));
      return [event.trim().replaceAll('`', ''), { levels, fields }] as const;
    }),
  );
}

test('bad input: one line that names the way out, exit 2, nothing on stdout', async () => {
  const place = await data.copy();
  const cases: [string[], RegExp][] = [
    [['--port', '70000'], /port from 0 .* to 65535/],
    [['--port', 'http'], /port from 0/],
    [['--port', '-1'], /port from 0/],
    [['--interval', '5'], /500ms, 2s or 1m/],
    [['--interval', '1ms'], /from 100ms to 60m/],
    [['--interval', '2000m'], /100ms|500ms/],
    [['--checks', '1s'], /from 10s to 1440m, or off/],
    [['--json'], /--json is for --once/],
    [['--once', '--log', 'x'], /--once prints .* --log/],
    [['--host', '0.0.0.0'], /--host 0\.0\.0\.0 is open to other machines: give a token/],
    [['--host', '0.0.0.0', '--token', 'short'], /at least 16 characters/],
    [['--token', 'with a space'], /header cannot carry/],
    [
      ['--host', '192.0.2.1', '--token', 'a-token-long-enough'],
      /192\.0\.2\.1 is no address of this machine .*--host/,
    ],
    [['--log', 'no/such/folder'], /--log no\/such\/folder: there is no such folder/],
    [['--log', '.'], /--log \.: that is a folder/],
    [['--layout', 'single'], /is of layout three, not single/],
    [['extra'], /too many arguments/],
    [['rules', '--format', 'xml'], /prometheus, tests, alertmanager, grafana/],
    [['rules', '--runbooks', 'a b'], /--runbooks: give an address/],
    [['rules', '--json'], /--json is not for monitor rules.* Leave it out/],
    [['--once', 'rules'], /--(data|once) is not for monitor rules/],
    [['--once', '--config', 'none.json'], /none\.json does not exist/],
  ];
  for (const [words, message] of cases) {
    const argv = words[0] === 'rules' ? ['monitor', ...words] : ['monitor', '--data', place, ...words];
    const { code, stdout, stderr } = await runMain(argv, folder.path);
    assert.deepEqual([code, stdout], [2, ''], `${words.join(' ')}: ${stderr}`);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});

test('no data: where there is none it says how to make it', async () => {
  const empty = new TemporaryFolder();
  for (const [words, message] of [
    [[], /no data\/ here.*chinook-eval build/],
    [['--data', 'nowhere'], /nowhere holds no layout\.json/],
  ] as const) {
    const { code, stderr } = await runMain(['monitor', '--once', ...words], empty.path);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('a port in use: one line, exit 2, and nothing is left', async () => {
  const place = await data.copy();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const words = [
    'monitor',
    '--data',
    place,
    '--port',
    String(port),
    '--checks',
    'off',
    '--log',
    'in-use.log',
  ];
  const { code, stderr } = await runMain(words, folder.path);
  other.close();
  assert.equal(code, 2);
  assert.match(stderr, /^chinook-eval: port \d+ on 127\.0\.0\.1 is in use\. .*--port\.\n$/);
  assert.equal(readFileSync(join(folder.path, 'in-use.log'), 'utf8'), '');
});

test('--once: what was found, and exit 1 where an alert holds', async () => {
  const cwd = new TemporaryFolder().path;
  const place = await data.copy();
  quiet(cwd);
  const fine = await runMain(['monitor', '--once', '--data', place], cwd);
  assert.equal(fine.code, 0, fine.stdout);
  assert.match(fine.stdout, /layout three; cache is in memory: only the application sees it\n/);
  assert.match(fine.stdout, /\n +main +chinook\n/);
  assert.match(fine.stdout, /\n {2}orphans +0 +0\n/);
  assert.match(fine.stdout, /\nno alert\nnot decided, as nothing measured it: .*backup-never/);
  // No backup at all is what --backups is for.
  const backups = await runMain(
    ['monitor', '--once', '--data', place, '--backups', 'none', '--checks', 'off'],
    cwd,
  );
  assert.equal(backups.code, 1);
  assert.match(
    backups.stdout,
    /\n {2}critical {2}backup-never {2}main has no backup\n {2}critical {2}backup-never {2}chinook has no backup\n2 alerts; docs\/monitor\.md says under each name what to do\n/,
  );
  assert.match(backups.stdout, /\n {2}backup +never +never\n/);
  assert.match(backups.stdout, /not decided.*orphans/s);
});

test('--once --json: the same, alert by alert; orphans and drift are found', async () => {
  const cwd = new TemporaryFolder().path;
  const place = await data.copy();
  quiet(cwd);
  const app = application(place);
  app.connection.pragma('foreign_keys = OFF');
  app.connection.exec(
    "INSERT INTO comments (user_id, track_id, body, created_at, updated_at) VALUES (1, 99999999, 'x', '', '')",
  );
  app.close();
  const catalogue = new Database(join(place, 'chinook.sqlite'));
  const triggers = catalogue.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of triggers) catalogue.exec(`DROP TRIGGER ${name}`);
  catalogue.exec("UPDATE chinook_tracks SET name = 'past the triggers' WHERE id = 1");
  for (const { sql } of triggers) catalogue.exec(sql);
  catalogue.close();
  const { code, stdout, stderr } = await runMain(['monitor', '--once', '--json', '--data', place], cwd);
  assert.deepEqual([code, stderr], [1, '']);
  const found = JSON.parse(stdout) as {
    schema: string;
    inMemory: string[];
    databases: { db: string; up: boolean; figures: Record<string, number> }[];
    alerts: { name: string; db: string; state: string; figure?: number }[];
  };
  assert.deepEqual([found.schema, found.inMemory], ['chinook-eval/monitor@1', ['cache']]);
  assert.deepEqual(
    found.databases.map(({ db, up, figures }) => [
      db,
      up,
      figures.chinook_sqlite_orphan_rows,
      figures.chinook_sqlite_full_text_drifted_tables,
    ]),
    [
      ['main', true, 1, 0],
      ['chinook', true, 0, 1],
    ],
  );
  const holding = found.alerts.filter(({ state }) => state === 'firing');
  assert.deepEqual(
    holding.map(({ name, db, figure }) => [name, db, figure]),
    [
      ['orphans', 'main', 1],
      ['full-text-drift', 'chinook', 1],
    ],
  );
});

test('a user who may read and not write: the database is up, and only its frames are not counted', {
  skip: process.platform === 'win32',
}, async (t) => {
  const cwd = new TemporaryFolder().path;
  const place = await data.copy();
  // Root may write everywhere: there another user is taken, to whom the way is open.
  const [program, ...before] =
    process.getuid?.() === 0
      ? ['env', '-u', 'NODE_V8_COVERAGE', 'setpriv', '--reuid', '65534', '--clear-groups', process.execPath]
      : [process.execPath];
  if (spawnSync(program as string, [...before, '--version']).status !== 0)
    return t.skip('no other user to be');
  const app = application(place);
  app.write(20);
  for (const one of [folder.path, cwd, place]) chmodSync(one, 0o755);
  for (const name of readdirSync(place)) chmodSync(join(place, name), 0o444);
  chmodSync(place, 0o555);
  const words = ['monitor', '--once', '--json', '--checks', 'off', '--data', place];
  const { stdout, stderr } = spawnSync(program as string, [...before, ...cliWords(words)], {
    cwd,
    encoding: 'utf8',
  });
  chmodSync(place, 0o755);
  app.close();
  assert.equal(stderr, '');
  const { databases, alerts } = JSON.parse(stdout) as {
    databases: { up: boolean; down: unknown; figures: Record<string, number> }[];
    alerts: { name: string; db: string; state: string }[];
  };
  const [main] = databases;
  assert.deepEqual([main?.up, main?.down], [true, null]);
  assert.ok((main?.figures.chinook_sqlite_wal_bytes ?? 0) > 0);
  assert.ok((main?.figures.chinook_sqlite_probe_last_seconds ?? 0) > 0);
  assert.equal(main?.figures.chinook_sqlite_wal_pending_frames, undefined);
  const starved = alerts.find(({ name, db }) => name === 'checkpoint-starvation' && db === 'main');
  assert.equal(starved?.state, 'unknown');
});

test('interrupted while it looks: exit 130', async () => {
  const place = await data.copy();
  const { streams, abort, out } = recordedStreams({ cwd: folder.path });
  abort();
  assert.equal(await main(['monitor', '--once', '--data', place], streams), 130);
  assert.equal(out(), '');
});

test('watching: figures for Prometheus that promtool takes, and a log; it lives on while a database is gone', async (t) => {
  const cwd = new TemporaryFolder().path;
  const place = await data.copy();
  quiet(cwd);
  const app = application(place);
  app.write(1);
  const monitor = startCli(
    [
      'monitor',
      '--data',
      place,
      '--port',
      '0',
      '--interval',
      '100ms',
      '--checks',
      '60m',
      '--log',
      'monitor.log',
    ],
    cwd,
  );
  const log = () =>
    readFileSync(join(cwd, 'monitor.log'), 'utf8')
      .split('\n')
      // A log that has just been made is empty.
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const events = () =>
    log().map(({ event, db }) => (db === undefined ? event : `${String(event)} ${String(db)}`));
  const address = await addressOf(monitor);
  const metrics = async () => (await fetch(`${address}/metrics`)).text();
  await until('the check', async () =>
    /chinook_sqlite_integrity_timestamp_seconds\{db="main"\}/.test(await metrics()),
  );
  const text = await metrics();
  assert.doesNotMatch(text, new RegExp(place), 'no path is told');
  assert.doesNotMatch(text, /db="cache"/);
  await t.test('promtool check metrics', needs('promtool'), () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout + stderr], [0, '']);
  });
  const page = await fetch(`${address}/`);
  assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'sha256-/);
  assert.match(
    await page.text(),
    /<h1>.* \(three\)<\/h1>[\s\S]*cache lives in the memory of the application/,
  );
  const state = (await (await fetch(`${address}/api/state`)).json()) as { databases: { db: string }[] };
  assert.deepEqual(
    state.databases.map(({ db }) => db),
    ['main', 'chinook'],
  );
  const file = join(place, 'chinook.sqlite');
  renameSync(file, `${file}.away`);
  await until('chinook to be down', async () => /chinook_sqlite_up\{db="chinook"\} 0/.test(await metrics()));
  assert.match(await metrics(), /chinook_sqlite_up\{db="main"\} 1/);
  renameSync(`${file}.away`, file);
  await until('chinook to be up', async () => /chinook_sqlite_up\{db="chinook"\} 1/.test(await metrics()));
  // The log goes on in a new file when the old one is taken away.
  renameSync(join(cwd, 'monitor.log'), join(cwd, 'monitor.log.1'));
  app.connection.pragma('wal_checkpoint(TRUNCATE)');
  await until(
    'a line in the new log',
    () => existsSync(join(cwd, 'monitor.log')) && events().includes('checkpoint main'),
  );
  assert.equal(await monitor.end(), 0);
  assert.equal(events().at(-1), 'stopped');
  const old = readFileSync(join(cwd, 'monitor.log.1'), 'utf8');
  for (const event of ['started', 'integrity', 'database-down', 'database-up'])
    assert.match(old, new RegExp(`"event":"${event}"`));
  const documented = fieldsOfTheLog();
  const earlier = old
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of [...earlier, ...log()]) {
    const { level, time, event, message, db, ...more } = line;
    assert.deepEqual(Object.keys(line).slice(0, 3), ['level', 'time', 'event']);
    assert.ok(!Number.isNaN(Date.parse(String(time))) && typeof message === 'string');
    const { levels = '', fields = [] } = documented.get(String(event)) ?? {};
    assert.ok(levels.includes(String(level)), `docs/monitor.md: ${String(event)} is ${String(level)}`);
    for (const field of Object.keys(more))
      assert.ok(fields.includes(field), `docs/monitor.md: ${String(event)}.${field}`);
    if (event === 'started') assert.deepEqual(Object.keys(more), fields);
  }
  app.close();
});

test('whoever reads its log goes away: it watches on', async () => {
  const place = await data.copy();
  const words = ['monitor', '--data', place, '--port', '0', '--interval', '100ms', '--checks', 'off'];
  const monitor = startCli(words, folder.path);
  const address = await addressOf(monitor);
  const up = async () => /up\{db="main"\} (\d)/.exec(await (await fetch(`${address}/metrics`)).text())?.[1];
  monitor.process.stderr?.destroy();
  const file = join(place, 'database.sqlite');
  for (const state of ['0', '1', '0']) {
    // Each change is a line that nobody takes.
    if (state === '0') renameSync(file, `${file}.away`);
    else renameSync(`${file}.away`, file);
    await until(`up to be ${state}`, async () => (await up()) === state);
  }
  assert.equal(await monitor.end(), 0);
});

test('SIGTERM with clients on it and a check under way: it ends, and leaves nothing', async () => {
  const cwd = new TemporaryFolder().path;
  const place = await data.copy();
  const temporary = join(cwd, 'tmp');
  mkdirSync(temporary);
  const monitor = startCli(['monitor', '--data', place, '--port', '0', '--interval', '100ms'], cwd, {
    ...process.env,
    TMPDIR: temporary,
  });
  const { hostname, port } = new URL(await addressOf(monitor));
  const sockets = Array.from({ length: 50 }, () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(`GET /metrics HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`);
    return socket;
  });
  await until('the check to begin', () =>
    readdirSync(temporary).some((name) => name.startsWith('chinook-eval-monitor-')),
  );
  assert.equal(await monitor.end('SIGTERM'), 0);
  assert.deepEqual(readdirSync(temporary), []);
  for (const socket of sockets) socket.destroy();
});

test('a migration switches layout.json: the files that it names are watched', async () => {
  const cwd = new TemporaryFolder().path;
  const place = await data.copy();
  const monitor = startCli(
    ['monitor', '--data', place, '--port', '0', '--interval', '100ms', '--checks', 'off'],
    cwd,
  );
  const address = await addressOf(monitor);
  const pointer = JSON.parse(readFileSync(join(place, 'layout.json'), 'utf8')) as {
    layout: { databases: { name: string }[]; name: string };
  };
  mkdirSync(join(place, 'next'));
  for (const name of readdirSync(place).filter((one) => /sqlite|snapshot/.test(one)))
    renameSync(join(place, name), join(place, 'next', name));
  const [main, ...others] = pointer.layout.databases;
  const layout = {
    ...pointer.layout,
    name: 'three-b',
    databases: [{ ...main, name: 'application' }, ...others],
  };
  writeFileSync(join(place, 'next.json'), JSON.stringify({ ...pointer, layout, folder: 'next' }));
  renameSync(join(place, 'next.json'), join(place, 'layout.json'));
  await until('the new name', async () =>
    /up\{db="application"\} 1/.test(await (await fetch(`${address}/metrics`)).text()),
  );
  assert.doesNotMatch(await (await fetch(`${address}/metrics`)).text(), /db="main"/);
  assert.match(monitor.said(), /"event":"layout-changed","from":"three","to":"three-b"/);
  await monitor.end();
});

test('rules: what is printed is a file as it stands', async () => {
  const cwd = new TemporaryFolder().path;
  for (const format of ['prometheus', 'tests', 'alertmanager', 'grafana']) {
    const { code, stdout, stderr } = await runMain(['monitor', 'rules', '--format', format], cwd);
    assert.deepEqual([code, stderr], [0, ''], format);
    assert.ok(stdout.endsWith('\n') && stdout.length > 500, format);
  }
  const off = Object.fromEntries(
    (await import('../../src/model/alert-settings.ts')).ALERT_NAMES.map((name) => [name, 'off']),
  );
  writeFileSync(join(cwd, 'off.json'), JSON.stringify({ monitor: { alerts: off } }));
  const { code, stderr } = await runMain(['monitor', 'rules', '--config', 'off.json'], cwd);
  assert.equal(code, 2);
  assert.match(stderr, /off\.json turns every alert off/);
  rmSync(join(cwd, 'off.json'));
});

test('a token from the environment guards the answers', async () => {
  const place = await data.copy();
  const env = { ...process.env, CHINOOK_MONITOR_TOKEN: 'a-token-long-enough' };
  const monitor = startCli(
    ['monitor', '--data', place, '--port', '0', '--checks', 'off', '--host', '0.0.0.0'],
    folder.path,
    env,
  );
  const { port } = new URL(await addressOf(monitor));
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).status;
  assert.equal(await ask({}), 401);
  assert.equal(await ask({ authorization: 'Bearer a-token-long-enough' }), 200);
  assert.doesNotMatch(monitor.said(), /a-token-long-enough/);
  await monitor.end();
});
