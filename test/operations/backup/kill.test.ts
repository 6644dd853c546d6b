import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parseManifest, writeManifest } from '../../../src/operations/backup/manifest.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { copier, FILE_CALLS, killAtCalls, killAtEachStep, WITH_STRACE } from '../kill.ts';
import { runMain } from '../program.ts';

const { path: root } = new TemporaryFolder();
/** Three sets, of which one is to go: so that removing is killed as well. */
const WORDS = ['backup', '--data', 'data', '--to', 'backups', '--keep', '2'];
/** Nothing happens on the disk between these and the step that follows them: to be killed there is the same. */
const SAME_AS_NEXT = ['backup-checkpoint#1', 'backup-manifest#1', 'backup-clean-up#1'];
/** The same again with another file. */
const AGAIN = ['backup-stand-alone#2', 'remove-file#2'];

before(async () => {
  const base = join(root, 'base');
  mkdirSync(base);
  assert.equal((await runMain(['build', '--out', 'data', '--layout', 'two', '--scale', '1'], base)).code, 0);
  for (let set = 0; set < 2; set++)
    assert.equal((await runMain(['backup', '--data', 'data', '--to', 'backups'], base)).code, 0);
});

const copy = copier(root);
function copyOfBase(): string {
  const place = copy();
  // A copied data folder is another one: its own sets are to be rotated.
  for (const name of readdirSync(join(place, 'backups')).filter((one) => one.startsWith('backup_'))) {
    const file = join(place, 'backups', name, 'manifest.json');
    const manifest = parseManifest(readFileSync(file, 'utf8'), file);
    writeFileSync(file, writeManifest({ ...manifest, source: join(place, 'data') }));
  }
  return place;
}

/** What there is after a run that was ended, and then after one that was not. */
async function checkAfter(place: string, what: string): Promise<void> {
  const ended = await listSets(join(place, 'backups'));
  assert.deepEqual(ended.damaged, [], what);
  assert.deepEqual(ended.foreign, [], what);
  assert.ok(ended.good.length >= 2, what);
  const again = await runMain(WORDS, place);
  assert.equal(again.code, 0, `${what}: ${again.err}`);
  const sets = await listSets(join(place, 'backups'));
  assert.deepEqual([sets.good.length, sets.damaged, sets.unfinished, sets.foreign], [2, [], [], []], what);
  assert.deepEqual(
    readdirSync(join(place, 'backups')).filter((name) => name.startsWith('.')),
    [],
    what,
  );
  // Labels go forward only, whatever was left of the run before.
  const before =
    [...ended.good, ...ended.unfinished]
      .map(({ label }) => label)
      .sort()
      .at(-1) ?? '';
  assert.ok((sets.newest?.label ?? '') > before, what);
  // The same data give the same files, byte for byte, of an undisturbed run too: so the data are the same as well.
  const [newest, older] = sets.good.map(({ manifest }) => manifest.databases.map(({ sha256 }) => sha256));
  assert.deepEqual(newest, older, what);
}

const backup = { words: WORDS, copyOfBase, checkAfter };

test('killed at each step: the next run ends as an undisturbed one would', (context) =>
  killAtEachStep(
    backup,
    [
      'backup-snapshot',
      'backup-copy',
      'backup-stand-alone',
      'backup-verify',
      'backup-write-manifest',
      'backup-rename',
      'backup-renamed',
      'backup-log',
      'remove-rename',
      'remove-file',
    ],
    [...SAME_AS_NEXT, ...AGAIN],
    context,
    [0, 4],
  ));

test('killed at the k-th call that changes a file', WITH_STRACE, (context) =>
  killAtCalls(backup, [...FILE_CALLS, 'ftruncate'], [6, 30, 200], context),
);
