import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { database, freshData, music, prepare, run, SONGS, vectors, wav } from '../support/audio/data.ts';
import { wavFile } from '../support/audio/wav.ts';

let tags: Awaited<ReturnType<typeof prepare>> = [];
before(async () => {
  tags = await prepare();
});

test('a folder of tagged files becomes vectors; the same with any number of workers; a second time nothing is decoded', async () => {
  const [one, several] = [freshData(), freshData()];
  const own = join(one, 'music');
  cpSync(music, own, { recursive: true });
  const first = await run(one, 'import', own, '--replace', '--workers', '1');
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /model audio@1: 6 imported; 3,503 vectors of another model removed\n/);
  assert.match(first.out, /6\.00 s of audio in .* times as fast as it plays, 1 worker\n/);
  assert.match(first.out, /3,497 of 3,503 tracks have no vector/);
  const rows = vectors(one);
  assert.equal(rows.length, SONGS);
  const db = database(one);
  const genre = db.prepare('SELECT ifnull(genre_id, 0) FROM chinook_tracks WHERE id = ?').pluck();
  for (const row of rows) assert.deepEqual([row.model, row.genre], ['audio@1', genre.get(row.id)]);
  db.close();
  const more = await run(several, 'import', music, '--replace', '--workers', '3', '--json');
  assert.equal(more.code, 0, more.err);
  const { imported, removed, withoutVector, skipped, workers } = JSON.parse(more.out) as Record<
    string,
    unknown
  >;
  assert.deepEqual([imported, removed, withoutVector, skipped, workers], [SONGS, 3503, 3497, [], 3]);
  assert.deepEqual(vectors(several), rows);

  const again = await run(one, 'import', own, '--workers', '1');
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /0 imported, 6 unchanged\n/);
  // Another time of change, and the content is compared; another content, and it is read.
  utimesSync(join(own, '4.wav'), 1, 1);
  writeFileSync(join(own, '5.wav'), wav(50, tags[5]));
  assert.match((await run(one, 'import', own, '--workers', '1')).out, /1 imported, 5 unchanged\n/);
  const now = vectors(one);
  const changed = now.filter(
    ({ embedding }, at) => !embedding.equals(rows[at]?.embedding ?? Buffer.alloc(0)),
  );
  assert.equal(changed.length, 1);
});

test('broken, silent, short, mislabelled, unknown, doubled: each is listed with its reason, the rest comes in', async () => {
  const cwd = freshData();
  const mixed = join(cwd, 'mixed');
  mkdirSync(mixed);
  const put = (name: string, content: Uint8Array | string) => writeFileSync(join(mixed, name), content);
  put('1 good.wav', wav(0, tags[0]));
  put('2 mislabelled.mp3', wav(1, tags[1]));
  put('3 cut.wav', wav(2, tags[2]).subarray(0, 20_000));
  put('4 silent.wav', wavFile([new Float32Array(40_000)], { tags: tags[3] ?? {} }));
  put('5 short.wav', wavFile([new Float32Array(100).fill(0.1)], { tags: tags[4] ?? {} }));
  put('6 text.wav', 'a text\n');
  put('7 empty.flac', '');
  put('8 unknown.wav', wav(5, { title: 'Unknown', artist: 'Nobody', album: 'Nothing' }));
  put('9 same.wav', wav(6, tags[0]));
  put('a untagged.wav', wav(7));
  put('b \u001b[31mred.m4a', 'x');
  put('notes.txt', 'x');
  if (process.platform !== 'win32') symlinkSync('loop.wav', join(mixed, 'loop.wav'));
  const result = await run(cwd, 'import', 'mixed', '--replace', '--workers', '1', '--json');
  assert.equal(result.code, 3);
  const { imported, skipped, notes, ignored } = JSON.parse(result.out) as {
    imported: number;
    ignored: number;
    skipped: { file: string; reason: string }[];
    notes: { file: string; reason: string }[];
  };
  assert.deepEqual([imported, ignored], [2, 1]);
  assert.deepEqual(notes, [
    { file: '2 mislabelled.mp3', reason: 'is WAV by its content, and was read as that' },
  ]);
  const expected: [string, RegExp][] = [
    ['3 cut.wav', /is cut off: \d+ %/],
    ['4 silent.wav', /is silent/],
    ['5 short.wav', /is too short/],
    ['6 text.wav', /is text, not audio/],
    ['7 empty.flac', /is empty/],
    [
      '8 unknown.wav',
      /fits no track by its tags \("Unknown" by Nobody on Nothing\); name its track with --map/,
    ],
    ['9 same.wav', /is track \d+, as 1 good\.wav is/],
    ['a untagged.wav', /has no title in its tags/],
    ['b \u001b[31mred.m4a', /is of another kind/],
    ...(process.platform === 'win32'
      ? []
      : ([['loop.wav', /leads back to itself/]] as const).map(([a, b]): [string, RegExp] => [a, b])),
  ];
  assert.deepEqual(
    skipped.map(({ file }) => file),
    expected.map(([file]) => file),
  );
  for (const [index, [, reason]] of expected.entries()) assert.match(skipped[index]?.reason ?? '', reason);
  const told = await run(cwd, 'import', 'mixed', '--workers', '1');
  assert.equal(told.code, 3);
  assert.match(told.err, /^chinook-eval: skipped: 3 cut\.wav is cut off/m);
  assert.ok(!told.err.includes('\u001b'));
  assert.match(told.out, /0 imported, 2 unchanged, \d+ skipped\n/);
});

test('files that may not be read are listed', {
  skip: (process.platform === 'win32' || process.getuid?.() === 0) && 'needs a user with limits',
}, async () => {
  const cwd = freshData();
  mkdirSync(join(cwd, 'm', 'closed'), { recursive: true });
  writeFileSync(join(cwd, 'm', 'a.wav'), wav(0, tags[0]));
  chmodSync(join(cwd, 'm', 'a.wav'), 0);
  chmodSync(join(cwd, 'm', 'closed'), 0);
  const { code, err } = await run(cwd, 'import', 'm', '--replace');
  chmodSync(join(cwd, 'm', 'closed'), 0o755);
  assert.equal(code, 3);
  assert.match(err, /a\.wav cannot be read: no permission/);
  assert.match(err, /closed cannot be read: no permission/);
});

test('a map says which file is which track, before the tags do; its errors name the line', async () => {
  const cwd = freshData();
  const map = (text: string) => writeFileSync(join(cwd, 'map.csv'), `file,track_id\n${text}`);
  map('cd 1/0.wav,3000\n');
  const { code, err } = await run(cwd, 'import', music, '--replace', '--map', 'map.csv', '--workers', '1');
  assert.equal(code, 0, err);
  const ids = vectors(cwd).map(({ id }) => id);
  assert.ok(ids.length === SONGS && ids.includes(3000));
  for (const [text, message] of [
    ['nowhere.wav,1\n', /map\.csv, line 2: there is no audio file nowhere\.wav in the music folder/],
    ['3.wav,1\n4.wav,999999\n', /map\.csv, line 3: there is no track 999999/],
    ['3.wav,one\n', /map\.csv, line 2: "one" is no track_id/],
  ] as const) {
    map(text);
    const refused = await run(cwd, 'import', music, '--replace', '--map', 'map.csv');
    assert.equal(refused.code, 2);
    assert.match(refused.err, message);
  }
});
