import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { copier, FILE_CALLS, killAtCalls, killAtEachStep, WITH_STRACE } from '../kill.ts';
import { digestOf, eachOf, heldProgram, runMain } from '../program.ts';

const { path: root } = new TemporaryFolder();
const WORDS = ['restore', '--from', 'backups', '--to', 'data'];
/** Nothing happens on the disk between these and the step that follows them: to be killed there is the same. */
const SAME_AS_NEXT = ['restore-choose#1', 'restore-check#1', 'restore-aside#1', 'restore-switch#1'];
const digests = { set: '', data: '' };

before(async () => {
  const base = join(root, 'base');
  mkdirSync(base);
  assert.equal((await runMain(['build', '--out', 'data', '--layout', 'two', '--scale', '1'], base)).code, 0);
  assert.equal((await runMain(['backup', '--data', 'data', '--to', 'backups'], base)).code, 0);
  digests.set = digestOf(join(base, 'data'));
  const db = new Database(join(base, 'data', 'database.sqlite'));
  db.exec("INSERT INTO chinook_genres (id, name) VALUES (9001, 'New')");
  db.close();
  digests.data = digestOf(join(base, 'data'));
  writeFileSync(join(base, 'data', 'gone.sqlite-wal'), 'stale');
});

const copyOfBase = copier(root);

/** The data folder is the old one or the restored one, and a second restore ends as an undisturbed one would. */
async function checkAfter(place: string, what: string): Promise<void> {
  const data = join(place, 'data');
  assert.ok([digests.set, digests.data].includes(digestOf(data)), `${what}: neither old nor restored`);
  const { code, err } = await runMain(WORDS, place);
  assert.equal(code, 0, `${what}: ${err}`);
  assert.equal(digestOf(data), digests.set, what);
  const names = readdirSync(data);
  assert.deepEqual(
    names.filter((name) => name.startsWith('.') || /\.(sqlite|snapshot)/.test(name)),
    [],
    what,
  );
  for (const name of names)
    assert.ok(!existsSync(join(data, name, 'making.json')), `${what}: ${name} is unfinished`);
  // Nothing is lost: the old data are there, whole, in a folder of their own.
  const kept = names
    .filter((name) => /^(previous|restored)_/.test(name) && existsSync(join(data, name, 'layout.json')))
    .map((name) => digestOf(join(data, name)));
  assert.ok(kept.includes(digests.data), `${what}: ${names}`);
  const quarantined = names.filter((name) => name.startsWith('quarantine_'));
  assert.deepEqual(
    quarantined.flatMap((name) => readdirSync(join(data, name))),
    ['gone.sqlite-wal'],
    what,
  );
  assert.equal((await listSets(join(place, 'backups'))).good.length, 1, what);
}

const killed = { words: WORDS, copyOfBase, checkAfter };

test('killed at each step: the next restore ends as an undisturbed one would, and the old data are kept', (context) =>
  killAtEachStep(
    killed,
    [
      'restore-claim',
      'restore-copy',
      'restore-verify',
      'restore-quarantine',
      'restore-previous',
      'restore-switch',
      'restore-switched',
      'restore-tidy',
      'restore-move-old',
    ],
    SAME_AS_NEXT,
    context,
  ));

test('killed at the k-th call that changes a file', WITH_STRACE, (context) =>
  killAtCalls(killed, [...FILE_CALLS, 'copy_file_range', 'sendfile', 'fchmod', 'chmod'], [4, 9, 15], context),
);

/** Names of all that is in a folder, with the sizes of files. */
function picture(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => [name, statSync(join(folder, name))] as const)
    .map(([name, kind]) => `${name} ${kind.isFile() ? kind.size : ''}`)
    .sort();
}

test('Ctrl-C before the switch: exit 130, the data folder as it was; after it the restore ends', async () => {
  const untouched = picture(join(copyOfBase(), 'data'));
  await eachOf(['claim', 'copy', 'verify', 'previous', 'switched'], async (at) => {
    const place = copyOfBase();
    const held = await heldProgram(WORDS, { cwd: place, at: `restore-${at}#1` });
    held.child.kill('SIGINT');
    writeFileSync(held.file, '');
    const [code] = await held.ended;
    const data = join(place, 'data');
    if (at === 'switched') {
      assert.equal(code, 0, held.said());
      assert.equal(digestOf(data), digests.set);
      return;
    }
    assert.equal(code, 130, `${at}: ${held.said()}`);
    assert.match(held.said(), /^(chinook-eval: gone\.sqlite-wal: [^\n]+\n)?chinook-eval: interrupted\n$/);
    assert.equal(digestOf(data), digests.data, at);
    assert.deepEqual(picture(data), untouched, at);
  });
});

test('Ctrl-C into a folder that was not there, and in a drill: nothing is left', async () => {
  const place = copyOfBase();
  const temporary = join(place, 'tmp');
  mkdirSync(temporary);
  for (const words of [['--drill'], ['--to', 'new']]) {
    const held = await heldProgram(['restore', '--from', 'backups', ...words], {
      cwd: place,
      at: 'restore-verify#1',
      env: { TMPDIR: temporary },
    });
    held.child.kill('SIGINT');
    writeFileSync(held.file, '');
    assert.deepEqual((await held.ended)[0], 130, held.said());
    for (const name of ['go', 'go.waiting']) rmSync(join(place, name));
  }
  assert.deepEqual(readdirSync(temporary), []);
  assert.deepEqual(readdirSync(place).sort(), ['backups', 'data', 'tmp']);
});

test('a set that is removed while it is restored: exit 2, and the data folder as it was', async () => {
  const place = copyOfBase();
  const before = picture(join(place, 'data'));
  const held = await heldProgram(WORDS, { cwd: place, at: 'restore-copy#2' });
  rmSync(join(place, 'backups'), { recursive: true });
  writeFileSync(held.file, '');
  assert.equal((await held.ended)[0], 2, held.said());
  assert.match(held.said(), /^chinook-eval: set \w+ was removed while it was restored\. [^\n]+\n$/);
  assert.deepEqual(picture(join(place, 'data')), before);
});
