import assert from 'node:assert/strict';
import { chmodSync, chownSync, linkSync, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../../src/main.ts';
import { machineAccounts } from '../../src/operations/audit/accounts.ts';
import type { FixOutcome } from '../../src/operations/audit/fix.ts';
import { asNobody, asRoot, fingerprint, giveTo, NOBODY, posix } from '../operations/audit/data.ts';
import { makeData, report, run, told } from '../operations/audit/run.ts';
import { runProgram } from '../operations/program.ts';
import { recordedStreams } from '../support/streams.ts';

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
    /warning data\/database\.sqlite belongs to 12345:12345, not to root, who owns the folder/,
    'no mode locks root out',
  );
});

test(
  'files that a command run as root has left in the folder of another: they lock him out, and are to be his',
  asRoot,
  async () => {
    const cwd = makeData();
    chownSync(join(cwd, 'data'), 12_345, 12_345);
    const { findings } = await report(cwd, '--no-contents');
    const owners = findings.filter(({ check }) => check === 'owners');
    assert.deepEqual(
      owners.map(({ severity, where, command }) => [severity, where, command]).sort(),
      ['cache.snapshot', 'chinook.sqlite', 'database.sqlite', 'layout.json'].map((name) => [
        name === 'layout.json' ? 'warning' : 'critical',
        `data/${name}`,
        `chown -h 12345 data/${name}`,
      ]),
    );
  },
);

test('the owner of a file that he may not read gives himself the right', {
  skip: process.platform !== 'linux' && 'needs a handle without the right to read',
}, async () => {
  const cwd = makeData();
  const data = join(cwd, 'data');
  const asked = ['audit', '--policy', 'own', '--no-contents', '--fix', '--execute', '--json'];
  for (const [name, mode] of [
    ['chinook.sqlite', 0],
    ['database.sqlite', 0o200],
  ] as const)
    chmodSync(join(data, name), mode);
  if (process.getuid?.() === 0) giveTo(data, NOBODY, NOBODY);
  const { out, err } = await runProgram(asked, { cwd, before: asNobody });
  const { fixed } = JSON.parse(out) as { fixed: FixOutcome[] };
  assert.deepEqual(
    fixed.map(({ fix, why }) => [fix.shown, why]),
    [
      ['data/chinook.sqlite', null],
      ['data/database.sqlite', null],
    ],
    err,
  );
  for (const name of ['chinook.sqlite', 'database.sqlite'])
    assert.equal(lstatSync(join(data, name)).mode & 0o777, 0o600);
});
