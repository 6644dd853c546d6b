import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockData } from '../../../src/operations/lock.ts';
import { digestOf, runMain } from '../program.ts';
import { at, digests, labels, oneLine, picture, place, restore } from './place.ts';

test('places that are not ours, sets that are not there: exit 2, nothing touched', async () => {
  mkdirSync(at('full'));
  writeFileSync(at('full', 'notes.txt'), 'mine');
  writeFileSync(at('file'), 'mine');
  mkdirSync(at('linked'));
  symlinkSync(at('data', 'layout.json'), at('linked', 'layout.json'));
  symlinkSync('unmounted', at('dead'));
  mkdirSync(at('no-backups'));
  symlinkSync(`backup_${labels[1]}`, at('backups', 'backup_20990101T000000Z'));
  const cases: [string[], number, RegExp][] = [
    [['--to', 'full'], 2, /full holds notes\.txt, which is not ours/],
    [['--to', 'file'], 2, /file is a file/],
    [['--to', 'linked'], 2, /is no regular file/],
    [['--to', 'dead'], 2, /^chinook-eval: dead is a symbolic link that leads nowhere/],
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
  const data = await runMain(['restore', '--from', 'data', '--drill'], place);
  assert.equal(data.code, 2);
  oneLine(data, /data is a data folder, not one of backups/);
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
    /set \w+ is of .*base\/data, and data is .*copy-\d+\/data: another data folder, or that one moved\. Nothing was changed; to restore the set there, add --to data\.$/m,
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

test('held by another command: exit 11', async () => {
  const lock = await lockData(at('data'), 'migrate');
  const failed = await restore();
  assert.equal(failed.code, 11);
  oneLine(failed, /in use by chinook-eval migrate/);
  lock.release();
});

test('a database that is a symbolic link: exit 2 before anything is touched, and another folder is the way out', async () => {
  renameSync(at('data', 'chinook.sqlite'), at('real.sqlite'));
  symlinkSync('../real.sqlite', at('data', 'chinook.sqlite'));
  const before = picture('data');
  const failed = await restore();
  assert.equal(failed.code, 2, failed.err);
  oneLine(failed, /data\/chinook\.sqlite is a symbolic link: .* restore into another folder with --to/);
  assert.deepEqual(picture('data'), before);
  assert.equal((await restore('--to', 'new')).code, 0);
  assert.equal(digestOf(at('new')), digests.now);
});

test('the files lie behind a symbolic link to their folder: who has one open is seen all the same', {
  skip: !existsSync('/proc/self/fd'),
}, async () => {
  assert.equal((await restore()).code, 0);
  renameSync(at('data', `restored_${labels[1]}`), at('elsewhere'));
  symlinkSync('../elsewhere', at('data', `restored_${labels[1]}`));
  await withOpened(at('elsewhere', 'database.sqlite'), async (pid) => {
    const failed = await restore();
    assert.equal(failed.code, 11, failed.err);
    oneLine(failed, new RegExp(`data is in use: .* \\(process ${pid}\\) has .*database\\.sqlite`));
  });
});

test('a process has a database open: exit 11 with its number, until it has ended', {
  skip: !existsSync('/proc/self/fd'),
}, async () => {
  await withOpened(at('data', 'database.sqlite'), async (pid) => {
    const before = picture('data');
    const failed = await restore();
    assert.equal(failed.code, 11, failed.err);
    oneLine(failed, new RegExp(`data is in use: .* \\(process ${pid}\\) has .*database\\.sqlite`));
    assert.deepEqual(picture('data'), before);
  });
  assert.equal((await restore()).code, 0);
});

/** While another process has a database open. */
async function withOpened(path: string, work: (pid: number | undefined) => Promise<void>): Promise<void> {
  const driver = new URL(import.meta.resolve('better-sqlite3')).pathname;
  const code = `const db = new (require(${JSON.stringify(driver)}))(process.argv[1]); db.prepare('SELECT count(*) FROM users').get(); process.stdout.write('open'); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', code, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    await work(child.pid);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
