import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { DatabasePlacement, Layout } from '../../src/model/layout.ts';
import { TABLE_GROUPS } from '../../src/model/tables.ts';
import { database, freshData, music, prepare, run, vectors, wav } from '../support/audio/data.ts';
import { TemporaryFolder } from '../support/dataset.ts';

before(prepare);

test('vectors of another model: refused in one line, and left as they are', async () => {
  const cwd = freshData();
  const { code, out, err } = await run(cwd, 'import', music);
  assert.equal(code, 2);
  assert.equal(out, '');
  assert.match(
    err,
    /^chinook-eval: track_vectors holds 3,503 vectors of "track-data@1", which .* vectors export to keep them, .* --replace .*\n$/,
  );
  assert.equal(vectors(cwd).length, 3503);
  assert.equal(existsSync(join(cwd, 'data', 'audio-vectors.journal')), false);
});

test('bad input: one line, and the exit code that says what kind', async () => {
  const cwd = freshData();
  mkdirSync(join(cwd, 'nothing', 'here'), { recursive: true });
  writeFileSync(join(cwd, 'song.wav'), wav(0));
  const bare = new TemporaryFolder().path;
  const cases: [string, string[], RegExp][] = [
    [cwd, ['import', 'no-such'], /no-such is not there\. Name a folder with audio files/],
    [cwd, ['import', 'nothing', '--replace'], /nothing holds no audio files \(WAV, FLAC, MP3, Ogg Vorbis\)/],
    [cwd, ['import', 'song.wav'], /song\.wav is a file\. Name the folder/],
    [cwd, ['import', music, '--map', 'no.csv'], /no\.csv is not there/],
    [cwd, ['import', music, '--workers', '0'], /whole number/],
    [cwd, ['import', music, '--layout', 'single'], /data is of layout three, not single/],
    [bare, ['import', music], /no data folder is named/],
    [bare, ['verify', '--data', 'none'], /none holds no layout\.json/],
    [bare, ['export', '--out', 'v.csv'], /no data folder is named/],
    [cwd, ['export', '--out', 'vectors.txt'], /has to end in \.csv or \.jsonl/],
    [cwd, ['export', '--out', 'no/such/v.csv'], /there is no folder/],
  ];
  for (const [where, words, message] of cases) {
    const { code, out, err } = await run(where, ...words);
    assert.equal(code, 2, `${words.join(' ')}: ${err}`);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1);
    assert.equal(out, '');
  }
});

/** Changes the layout that a data folder says it has. */
function changeLayout(cwd: string, change: (databases: DatabasePlacement[]) => DatabasePlacement[]): void {
  const pointer = join(cwd, 'data', 'layout.json');
  const made = JSON.parse(readFileSync(pointer, 'utf8')) as { layout: Layout };
  const layout = { ...made.layout, databases: change([...made.layout.databases]) };
  writeFileSync(pointer, JSON.stringify({ ...made, layout }));
}

test('a locked database: exit 11, one line, nothing changed', async () => {
  const cwd = freshData();
  // The layout's own patience, of some seconds, is not what is tested.
  changeLayout(cwd, (databases) =>
    databases.map((one) => ({ ...one, pragmas: { ...one.pragmas, busy_timeout: 20 } })),
  );
  const locker = database(cwd);
  locker.exec('BEGIN IMMEDIATE');
  const { code, err } = await run(cwd, 'import', music, '--replace');
  locker.exec('ROLLBACK');
  locker.close();
  assert.equal(code, 11);
  assert.match(err, /^chinook-eval: data is locked by another process\. .*\n$/);
  assert.equal(vectors(cwd).length, 3503);
});

test('a layout in which vectors would not stay, or not true, is refused', async () => {
  const [memory, apart] = [freshData(), freshData()];
  renameSync(join(memory, 'data', 'chinook.sqlite'), join(memory, 'data', 'chinook.snapshot'));
  changeLayout(memory, (databases) =>
    databases.map((one) => (one.name === 'chinook' ? { ...one, file: ':memory:', pragmas: {} } : one)),
  );
  changeLayout(apart, (databases) => {
    const catalog = TABLE_GROUPS.catalog.filter((table) => table !== 'similarity_cache');
    return databases.map((one) =>
      one.name === 'chinook'
        ? { name: 'chinook', file: one.file, tables: catalog }
        : { ...one, ...(one.name === 'main' ? { tables: ['similarity_cache'] } : {}) },
    );
  });
  const file = join(memory, 'v.jsonl');
  writeFileSync(file, '{}');
  for (const [cwd, message] of [
    [memory, /the vectors of layout three lie in :memory:, and would be gone/],
    [apart, /layout three has similarity_cache on another connection than track_vectors/],
  ] as const)
    for (const from of [music, file]) {
      const { code, out, err } = await run(cwd, 'import', from, '--replace');
      assert.deepEqual([code, out], [2, ''], err);
      assert.match(err, message);
    }
});
