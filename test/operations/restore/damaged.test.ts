import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { asNobody } from '../audit/data.ts';
import { digestOf, runProgram } from '../program.ts';
import { at, digests, labels, oneLine, picture, restore } from './place.ts';

test('a bit flipped in any file of the set: exit 4 before anything is touched', async () => {
  const [older] = (await listSets(at('backups'))).good.slice(-1);
  for (const { file } of older?.manifest.databases ?? []) {
    const path = join(older?.path ?? '', file);
    const bytes = readFileSync(path);
    const middle = Math.floor(bytes.length * 0.7);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const before = picture('data');
    const failed = await restore(labels[0] ?? '');
    assert.equal(failed.code, 4, file);
    oneLine(
      failed,
      new RegExp(`set ${labels[0]} is damaged: ${file.replace('.', '\\.')} is not what was backed up`),
    );
    assert.deepEqual(picture('data'), before);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
});

const DAMAGES: readonly [string, (set: string) => void, RegExp][] = [
  ['a file is missing', (set) => rmSync(join(set, 'chinook.sqlite')), /chinook\.sqlite is missing/],
  ['a file is longer', (set) => appendFileSync(join(set, 'cache.snapshot'), 'x'), /cache\.snapshot has/],
  ['the manifest is torn', (set) => writeFileSync(join(set, 'manifest.json'), '{"schema"'), /torn/],
  ['the manifest is gone', (set) => rmSync(join(set, 'manifest.json')), /manifest\.json is missing/],
  [
    'the manifest was altered',
    (set) => {
      const file = join(set, 'manifest.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"pages": ', '"pages": 1'));
    },
    /its own digest differs/,
  ],
  [
    'a file is a symbolic link',
    (set) => {
      renameSync(join(set, 'chinook.sqlite'), join(set, '..', '..', 'moved'));
      symlinkSync('../../moved', join(set, 'chinook.sqlite'));
    },
    /no regular file/,
  ],
];

for (const [what, damage, words] of DAMAGES)
  test(`${what} in the newest set: told, and no older one is taken for it unless it is named`, async () => {
    damage(at('backups', `backup_${labels[1]}`));
    const before = picture('data');
    const failed = await restore();
    assert.equal(failed.code, 4, failed.err);
    oneLine(failed, words);
    oneLine(failed, new RegExp(`The newest good one is ${labels[0]}`));
    const named = await restore(labels[1] ?? '');
    assert.equal(named.code, 4);
    oneLine(named, words);
    assert.deepEqual(picture('data'), before);
  });

test('the older set beside a damaged one comes back where it is named', async () => {
  rmSync(at('backups', `backup_${labels[1]}`, 'manifest.json'));
  assert.equal((await restore(labels[0] ?? '', '--to', 'new')).code, 0);
  assert.equal(digestOf(at('new')), digests.older);
});

test('a manifest of another version: exit 2 with what to use', async () => {
  const file = at('backups', `backup_${labels[1]}`, 'manifest.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('backup@1', 'backup@9'));
  const failed = await restore(labels[1] ?? '');
  assert.equal(failed.code, 2);
  oneLine(failed, /version "chinook-eval\/backup@9".*Use the chinook-eval that wrote it/);
});

test('the newest set is closed to whoever restores: exit 5, and no word of damage', {
  skip: process.platform === 'win32' && 'Windows has no such modes',
}, async () => {
  const set = at('backups', `backup_${labels[1]}`);
  chmodSync(set, 0);
  // Root may read it all the same; for others the folders above are open.
  for (const folder of [dirname(at()), at(), at('backups')]) chmodSync(folder, 0o755);
  const failed = await runProgram(['restore', '--from', 'backups', '--drill'], {
    cwd: at(),
    before: asNobody,
  });
  chmodSync(set, 0o700);
  assert.equal(failed.code, 5, failed.err);
  oneLine(
    failed,
    /the newest set cannot be judged: .*no permission to read it \(EACCES\)\. Run this as its owner/,
  );
  assert.doesNotMatch(failed.err, /damaged/);
});
