import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { parseManifest, writeManifest } from '../../../src/operations/backup/manifest.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { eachOf, runMain, runProgram, stepsOf } from '../program.ts';

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

let copies = 0;
function copyOfBase(): string {
  const place = join(root, `copy-${copies++}`);
  cpSync(join(root, 'base'), place, { recursive: true });
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

test('killed at each step: the next run ends as an undisturbed one would', async (context) => {
  const steps = await stepsOf(WORDS, copyOfBase());
  for (const step of [
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
  ])
    assert.ok(steps.includes(`${step}#1`), step);
  const different = steps.filter((one) => ![...SAME_AS_NEXT, ...AGAIN].includes(one));
  await eachOf(different, async (step) => {
    const place = copyOfBase();
    const { code, signal, err } = await runProgram(WORDS, { cwd: place, fault: `kill:${step}` });
    // A process that works for the program is missed by it: it says so, and leaves nothing.
    if (signal === null) {
      assert.ok(code === 4 || code === 0, `${step}: ${code} ${err}`);
      assert.match(err, /was ended by SIGKILL/, step);
    } else assert.equal(signal, 'SIGKILL', step);
    await checkAfter(place, step);
  });
  context.diagnostic(`${different.length} of ${steps.length} steps`);
});

const strace = spawnSync('strace', ['-V']).status === 0;

test('killed at the k-th call that changes a file', {
  skip: !strace && 'strace is not installed',
}, async (context) => {
  const calls =
    '?mkdir,mkdirat,?rename,renameat,renameat2,?unlink,unlinkat,?rmdir,pwrite64,write,fsync,fdatasync,ftruncate';
  let killed = 0;
  await eachOf([6, 30, 200], async (number) => {
    const place = copyOfBase();
    const { code, signal } = await runProgram(WORDS, {
      cwd: place,
      // With one thread for files the calls of the program come in one order.
      env: { UV_THREADPOOL_SIZE: '1' },
      before: [
        'strace',
        '-f',
        '-o',
        '/dev/null',
        '-e',
        `trace=${calls.replaceAll('?', '')}`,
        '-e',
        `inject=${calls.replaceAll('?', '')}:signal=KILL:when=${number}`,
      ],
    });
    if (code !== 0 || signal !== null) killed++;
    await checkAfter(place, `call ${number}`);
  });
  assert.ok(killed >= 2, `only ${killed} were killed`);
  context.diagnostic(`${killed} of 3 killed`);
});
