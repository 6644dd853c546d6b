import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import filePromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import { three } from '../../../src/layouts/index.ts';
import { Failure } from '../../../src/model/failure.ts';
import { labelAt, nextLabel, timeOfLabel } from '../../../src/operations/backup/label.ts';
import { parseManifest, writeManifest } from '../../../src/operations/backup/manifest.ts';
import { ageSeconds, listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { manifestOf, writeSet } from './sample-sets.ts';

test('a label is read as the second that it was made from, and nothing else is a label', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
      (date) => {
        assert.equal(timeOfLabel(labelAt(date)), Math.floor(date.getTime() / 1000) * 1000);
      },
    ),
  );
  for (const text of [
    '',
    '20260231T000000Z',
    '20260722T030000',
    '20260722T250000Z',
    '../20260722T030000Z',
    '1',
  ])
    assert.equal(timeOfLabel(text), undefined, text);
});

test('labels never go backwards, whatever the clock does', () => {
  const clocks = fc.array(fc.date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(clocks, (times) => {
      const labels: string[] = [];
      for (const clock of times) labels.push(nextLabel(clock, [...labels].reverse()));
      assert.deepEqual([...labels].sort(), labels);
      assert.equal(new Set(labels).size, labels.length);
    }),
  );
  assert.equal(nextLabel(new Date('2026-07-22T03:00:00.999Z'), ['not one']), '20260722T030000Z');
  assert.equal(nextLabel(new Date('2001-01-01'), ['20260722T235959Z']), '20260723T000000Z');
});

test('a manifest comes back as it was written; one flipped bit anywhere, or a cut, is seen', () => {
  const manifest = manifestOf('20260722T030000Z');
  const text = writeManifest(manifest);
  assert.deepEqual(parseManifest(text, 'm'), manifest);
  const bytes = Buffer.from(text);
  const written = JSON.stringify(JSON.parse(text));
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      let same = false;
      try {
        // White space between the values says nothing.
        same = JSON.stringify(JSON.parse(changed.toString('utf8'))) === written;
      } catch {}
      if (same) assert.deepEqual(parseManifest(changed.toString('utf8'), 'm'), manifest);
      else assert.throws(() => parseManifest(changed.toString('utf8'), 'm'), Failure);
    }),
  );
  fc.assert(
    fc.property(fc.nat(bytes.length - 3), (length) => {
      assert.throws(() => parseManifest(text.slice(0, length), 'm'), { exitCode: 4 });
    }),
  );
});

test('manifests that are whole and wrong: of another version, with a way out of the folder, with other files', () => {
  const manifest = manifestOf('20260722T030000Z');
  const parse = (changed: object) => () =>
    parseManifest(writeManifest({ ...manifest, ...changed } as never), 'm');
  const [first, ...others] = manifest.databases;
  assert.throws(parse({ schema: 'chinook-eval/backup@2' }), {
    exitCode: 2,
    message: /version "chinook-eval\/backup@2"/,
  });
  assert.throws(parse({ label: '../evil' }), { exitCode: 4, message: /label/ });
  assert.throws(parse({ databases: [{ ...first, file: '../../etc/passwd' }, ...others] }), { exitCode: 4 });
  assert.throws(parse({ databases: [{ ...first, file: 'manifest.json' }, ...others] }), { exitCode: 4 });
  assert.throws(parse({ databases: others }), { exitCode: 4, message: /other files/ });
  assert.throws(parse({ verified: false }), { exitCode: 4 });
  assert.throws(parse({ pointer: { ...manifest.pointer, schema: 'x' } }), { exitCode: 2 });
  for (const text of ['null', '[]', '1', '"x"'])
    assert.throws(() => parseManifest(text, 'm'), { exitCode: 4 });
});

test('a backup folder: good sets, damaged ones with the reason, unfinished ones, and what is not ours', async () => {
  const { path } = new TemporaryFolder();
  const labels = ['20260720T030000Z', '20260721T030000Z', '20260722T030000Z'];
  for (const label of labels) writeSet(path, label);
  const damaged: [string, (folder: string) => void, RegExp][] = [
    ['20260723T030000Z', (folder) => rmSync(join(folder, 'chinook.sqlite')), /chinook\.sqlite is missing/],
    ['20260724T030000Z', (folder) => writeFileSync(join(folder, 'chinook.sqlite'), 'x'), /has 1 bytes, not/],
    ['20260725T030000Z', (folder) => rmSync(join(folder, 'manifest.json')), /manifest\.json is missing/],
    ['20260726T030000Z', (folder) => writeFileSync(join(folder, 'manifest.json'), '{"sch'), /torn/],
    [
      '20260727T030000Z',
      (folder) => {
        renameSync(join(folder, 'database.sqlite'), join(path, 'elsewhere.sqlite'));
        symlinkSync('../elsewhere.sqlite', join(folder, 'database.sqlite'));
      },
      /database\.sqlite is no regular file/,
    ],
  ];
  for (const [label, damage] of damaged) damage(writeSet(path, label));
  renameSync(join(path, writeSetName('20260719T030000Z', path)), join(path, 'backup_20260718T030000Z'));
  mkdirSync(join(path, '.backup_20260729T030000Z.partial'));
  mkdirSync(join(path, '.backup_20260730T030000Z.removed'));
  symlinkSync('backup_20260722T030000Z', join(path, 'backup_20260728T030000Z'));
  writeFileSync(join(path, 'backup_20260717T030000Z'), 'a file');
  writeFileSync(join(path, 'notes.txt'), 'mine');
  mkdirSync(join(path, 'backup_of_something'));
  writeFileSync(join(path, 'backup.log'), '');
  writeFileSync(join(path, '.chinook-eval-lock-1-ab'), '{}');
  const found = await listSets(path);
  assert.deepEqual(
    found.good.map((set) => set.label),
    [...labels].reverse(),
  );
  assert.equal(found.newest?.label, '20260722T030000Z');
  assert.deepEqual(
    found.damaged.map((one) => one.label),
    ['20260727', '20260726', '20260725', '20260724', '20260723', '20260718'].map((day) => `${day}T030000Z`),
  );
  for (const [label, , why] of damaged)
    assert.match(found.damaged.find((one) => one.label === label)?.why ?? '', why);
  assert.match(found.damaged.at(-1)?.why ?? '', /its manifest is of 20260719T030000Z/);
  assert.deepEqual(
    found.unfinished.map((one) => one.name),
    ['.backup_20260730T030000Z.removed', '.backup_20260729T030000Z.partial'],
  );
  assert.deepEqual(
    found.foreign.map((one) => one.name),
    [
      'backup_20260717T030000Z',
      'backup_20260728T030000Z',
      'backup_of_something',
      'elsewhere.sqlite',
      'notes.txt',
    ],
  );
  assert.equal(readFileSync(join(path, 'notes.txt'), 'utf8'), 'mine');
});

/** Before the n-th look at something in a folder, as if another process did it in between. */
async function withBetween<T>(number: number, act: () => void, work: () => Promise<T>): Promise<T> {
  let looked = 0;
  const mocks = (['lstat', 'readFile'] as const).map((name) => {
    const real = filePromises[name] as (...words: unknown[]) => Promise<never>;
    return mock.method(filePromises, name, (...words: unknown[]) => {
      looked++;
      if (looked === number) act();
      return real(...words);
    });
  });
  syncBuiltinESMExports();
  try {
    const result = await work();
    assert.ok(looked >= number, `only ${looked} looks`);
    return result;
  } finally {
    for (const one of mocks) one.mock.restore();
    syncBuiltinESMExports();
  }
}

test('a set that gets another name while it is looked at is not there: neither damaged nor an error', async () => {
  // Its kind twice, its manifest's kind and text, three files.
  for (let number = 1; number <= 7; number++) {
    const { path } = new TemporaryFolder();
    const label = '20260720T030000Z';
    const set = writeSet(path, label);
    const away = () => renameSync(set, join(path, `.backup_${label}.removed`));
    const found = await withBetween(number, away, () => listSets(path));
    assert.deepEqual([found.good, found.damaged, found.unfinished], [[], [], []], `look ${number}`);
  }
  const { path } = new TemporaryFolder();
  const set = writeSet(path, '20260720T030000Z');
  const torn = () => rmSync(join(set, 'manifest.json'));
  const { damaged } = await withBetween(4, torn, () => listSets(path));
  assert.match(damaged[0]?.why ?? '', /manifest\.json is missing/, 'one that stays is damaged');
});

function writeSetName(label: string, folder: string): string {
  writeSet(folder, label);
  return `backup_${label}`;
}

test('a folder that is not there is empty; a file is none; ages are those of the clock and never negative', async () => {
  const { path } = new TemporaryFolder();
  assert.deepEqual(await listSets(join(path, 'nowhere')), {
    good: [],
    damaged: [],
    unfinished: [],
    foreign: [],
    newest: null,
  });
  writeFileSync(join(path, 'file'), '');
  await assert.rejects(listSets(join(path, 'file'), 'file'), { exitCode: 2, message: /file is a file/ });
  writeSet(path, '20990101T000000Z', { createdAt: '2026-07-22T03:00:00.000Z' });
  const [set] = (await listSets(path)).good;
  assert.ok(set);
  assert.equal(ageSeconds(set, new Date('2026-07-22T04:00:00Z')), 3600);
  assert.equal(ageSeconds(set, new Date('2020-01-01')), 0);
  assert.equal(set.bytes, three.databases.length * 4);
});
