import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { listSets } from '../../src/operations/backup/sets.ts';
import { PROGRAM, runMain } from '../operations/program.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const { path: place } = new TemporaryFolder();
const backup = (...words: string[]) => runMain(['backup', ...words], place);

before(async () => {
  assert.equal((await runMain(['build', '--out', 'data', '--layout', 'two', '--scale', '1'], place)).code, 0);
});

test('says what was made, how it comes back, and how long writers waited; as JSON too; data/ is the default', async () => {
  const { code, out, err } = await backup('--to', 'sets');
  assert.equal(code, 0, err);
  assert.equal(err, '');
  const { newest } = await listSets(join(place, 'sets'));
  assert.match(
    out,
    new RegExp(`^backup_${newest?.label}: 2 databases, .* verified in .*, writers held up for .*s\n`),
  );
  assert.match(out, new RegExp(`chinook-eval restore --from sets ${newest?.label}\n$`));
  const link = 'my data';
  symlinkSync('data', join(place, link));
  assert.match(
    (await backup('--data', link, '--to', 'linked')).out,
    /chinook-eval restore --from linked --to 'my data' \w+\n$/,
  );
  const json = JSON.parse((await backup('--data', 'data', '--to', 'sets', '--keep', '1', '--json')).out) as {
    label: string;
    removed: string[];
    manifest: { databases: { tables: { rows: number }[] }[] };
  };
  assert.deepEqual(json.removed, [newest?.label]);
  assert.equal((await listSets(join(place, 'sets'))).good.length, 1);
  assert.ok(json.manifest.databases.every(({ tables }) => tables.some(({ rows }) => rows > 0)));
});

test('bad words: one line, exit 2, and no folder is made', async () => {
  writeFileSync(join(place, 'notes.txt'), 'mine');
  const cases: [string[], RegExp][] = [
    [[], /--to/],
    [['--to', 'new', '--keep', 'all'], /--keep "all"/],
    [['--to', 'new', '--every', 'sometimes'], /--every "sometimes"/],
    [
      ['--to', 'new', '--every', '0 3 * *'],
      /\(it has 4 fields, not the five for .*such as "0 3 \* \* \*"\.\n$/,
    ],
    [['--to', 'new', '--notify', 'example.org'], /--notify "example.org"/],
    [['--to', 'new', '--data', 'nowhere'], /nowhere/],
    [['--to', 'new', '--data', 'notes.txt'], /notes\.txt is a file/],
    [['--to', 'notes.txt'], /notes\.txt is a file/],
    [['--to', ''], /--to is empty/],
    [['--to', 'data'], /data is the data folder itself/],
    [
      ['--to', 'data/backups/new'],
      /data\/backups\/new lies in the data folder .* Name a folder outside of it/,
    ],
    [['--to', 'data/backups', '--every', '0 3 * * *'], /data\/backups lies in the data folder/],
    [['--to', 'link/backups'], /link\/backups lies in the data folder/],
  ];
  symlinkSync('data', join(place, 'link'));
  const before = readdirSync(join(place, 'data'));
  for (const [words, message] of cases) {
    const { code, out, err } = await backup(...words);
    assert.equal(code, 2, err);
    assert.match(err, message);
    assert.equal(out, '');
  }
  assert.ok(!existsSync(join(place, 'new')));
  assert.deepEqual(readdirSync(join(place, 'data')), before);
});

test('a failed backup is posted to the webhook; one that is down is told, and the exit code stays that of the backup', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk) => bodies.push(String(chunk)));
    request.on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=secret`;
  mkdirSync(join(place, 'blocked', 'backup.log'), { recursive: true });
  const told = await backup('--to', 'blocked', '--notify', url);
  assert.equal(told.code, 5, told.err);
  const alert = JSON.parse(bodies.join('')) as { event: string; exitCode: number; message: string };
  assert.deepEqual([alert.event, alert.exitCode], ['backup-failed', 5]);
  assert.match(told.err, /backup\.log/);
  bodies.length = 0;
  const gone = await backup('--data', 'gone', '--to', 'new', '--notify', url);
  assert.equal(gone.code, 2, gone.err);
  const second = JSON.parse(bodies.join('')) as { data: string; exitCode: number; message: string };
  assert.deepEqual([second.data, second.exitCode], ['gone', 2]);
  assert.match(second.message, /gone/);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  const down = await backup('--to', 'blocked', '--notify', url);
  assert.equal(down.code, 5);
  assert.match(
    down.err,
    /the alert was not delivered: 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\) \(3 attempts\)/,
  );
  assert.doesNotMatch(down.err, /secret/);
});

test('--every: a line for each, and SIGTERM ends it cleanly', async () => {
  const [command = '', ...rest] = [
    ...PROGRAM,
    'backup',
    '--to',
    'every',
    '--every',
    '* * * * * *',
    '--keep',
    '2',
    '--json',
  ];
  const child = spawn(command, rest, { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  for await (const chunk of child.stdout) {
    out += chunk;
    // In the middle of the next one, or before it.
    if (out.split('\n').length > 2) child.kill('SIGTERM');
  }
  assert.ok([0, 130].includes((await ended)[0] ?? -1), err);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { label: string });
  assert.ok(lines.length >= 2);
  assert.deepEqual(
    lines.map(({ label }) => label).sort(),
    lines.map(({ label }) => label),
  );
  assert.match(err, /next backup at \d{4}-/);
  const sets = await listSets(join(place, 'every'));
  assert.equal(sets.good.length, 2);
  assert.deepEqual(sets.unfinished, []);
  assert.deepEqual(
    readdirSync(join(place, 'every')).filter((name) => name.startsWith('.')),
    [],
  );
});
