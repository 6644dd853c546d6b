import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../../src/main.ts';
import { FAULT_VARIABLE, forgetSteps } from '../../src/operations/faults.ts';
import { lockData } from '../../src/operations/lock.ts';
import { posix } from '../operations/audit/data.ts';
import { makeData, report, run, told } from '../operations/audit/run.ts';
import { recordedStreams } from '../support/streams.ts';

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
    const restored = recordedStreams({ cwd });
    assert.equal(await main(['restore', '--from', 'backups'], restored.streams), 0, restored.err());
    const kept = await report(cwd, '--no-contents');
    assert.match(
      told(kept, 'other-databases').join('\n'),
      /^info data\/previous_[\w.-]+ 3 databases that layout\.json does not name \(.*\)$/,
    );
    assert.equal(kept.findings.length, 1);
    const [set = ''] = readdirSync(join(cwd, 'backups')).filter((name) => name.startsWith('backup_'));
    chmodSync(join(cwd, 'backups', set, 'database.sqlite'), 0o640);
    const opened = await report(cwd, '--no-contents', '--backups', 'backups');
    assert.match(
      told(opened, 'modes').join(),
      /^warning backups\/.*database\.sqlite 640 .*its group may read it; the policy is 600/,
    );
  },
);

test('copies beside the databases in use are named, each', async () => {
  const cwd = makeData();
  const names = ['old1.sqlite', 'old2.sqlite'];
  for (const name of names) copyFileSync(join(cwd, 'data', 'database.sqlite'), join(cwd, 'data', name));
  const found = told(await report(cwd, '--no-contents'), 'other-databases');
  assert.deepEqual(
    found.map((line) => line.replace(/ \(.*/, '')),
    names.map((name) => `info data/${name} a database that layout.json does not name`),
  );
});

test('the data folder itself as that of the backups: refused, under each of its names', async () => {
  const cwd = makeData();
  symlinkSync('data', join(cwd, 'link'));
  for (const name of ['data', 'data/', 'link']) {
    const { code, out, err } = await run(cwd, '--no-contents', '--backups', name);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /^chinook-eval: --backups \S+ is the data folder itself\. [^\n]+\n$/);
  }
});

test(
  'data that lie in the folder of the backups: judged as data, and --fix does not close them as backups',
  posix,
  async () => {
    const cwd = makeData();
    chmodSync(cwd, 0o700);
    const found = await report(cwd, '--no-contents', '--backups', '.', '--fix');
    assert.deepEqual(
      told(found, 'modes').filter((line) => line.includes('data')),
      [],
    );
    const roles = found.files.filter(({ shown }) => /database\.sqlite$/.test(shown)).map(({ role }) => role);
    assert.deepEqual(roles, ['database']);
  },
);

test('a last backup that failed: told with its reason, until one is made', posix, async () => {
  const cwd = makeData();
  const backup = async (data: string) => {
    const { streams } = recordedStreams({ cwd });
    return main(['backup', '--data', data, '--to', 'backups'], streams);
  };
  assert.equal(await backup('data'), 0);
  const [file, kept] = [join(cwd, 'data', 'chinook.sqlite'), join(cwd, 'kept.sqlite')];
  copyFileSync(file, kept);
  const bytes = readFileSync(file);
  bytes.fill(0xff, 40_000, 80_000);
  writeFileSync(file, bytes);
  assert.equal(await backup('data'), 4);
  const failed = told(await report(cwd, '--no-contents', '--backups', 'backups'), 'backup-sets');
  assert.equal(failed.length, 1);
  assert.match(
    failed[0] ?? '',
    /^warning backups\/backup\.log the last backup failed \(2\S+Z, exit code 4\): .*chinook\.sqlite/,
  );
  copyFileSync(kept, file);
  // After the set is made and told, its failure costs no backup.
  forgetSteps();
  process.env[FAULT_VARIABLE] = 'full:backup-clean-up';
  assert.equal(await backup('data'), 5);
  delete process.env[FAULT_VARIABLE];
  assert.match(
    told(await report(cwd, '--no-contents', '--backups', 'backups'), 'backup-sets').join(),
    /^warning backups\/backup\.log the last backup was made, but what comes after that failed \(2\S+Z, exit code 5\): /,
  );
  assert.equal(await backup('data'), 0);
  assert.deepEqual(told(await report(cwd, '--no-contents', '--backups', 'backups'), 'backup-sets'), []);
});

test('a bit flipped in the newest set: told as critical; without the contents, told as not looked at', async () => {
  const cwd = makeData();
  const { streams, err } = recordedStreams({ cwd });
  assert.equal(await main(['backup', '--data', 'data', '--to', 'backups'], streams), 0, err());
  const sound = await report(cwd, '--backups', 'backups');
  assert.deepEqual(told(sound, 'backup-sets'), []);
  assert.ok(!sound.notLooked.some(({ what }) => /sets/.test(what)));
  const [set = ''] = readdirSync(join(cwd, 'backups')).filter((name) => name.startsWith('backup_'));
  const file = join(cwd, 'backups', set, 'chinook.sqlite');
  const bytes = readFileSync(file);
  bytes[100_000] = (bytes[100_000] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  assert.deepEqual(told(await report(cwd, '--backups', 'backups'), 'backup-sets'), [
    `critical backups/${set} damaged since it was made: chinook.sqlite is not what was backed up (its SHA-256 differs)`,
  ]);
  const quick = await report(cwd, '--backups', 'backups', '--no-contents');
  assert.ok(quick.notLooked.some(({ what }) => what === 'the contents of backup sets'));
});
