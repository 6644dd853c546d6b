import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { single } from '../../../src/layouts/index.ts';
import { Failure } from '../../../src/model/failure.ts';
import { readMap } from '../../../src/search/audio/map-file.ts';
import { makeMatcher, normalise } from '../../../src/search/audio/match.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();

test('tags find their track without case, accents and punctuation; what is unclear is said', async () => {
  const open = buildAndOpen(single, folder.path, await seedStore(folder.path));
  const run = (sql: string) => open.connectionFor(['chinook_tracks'])?.exec(sql);
  const track = (id: number, album: number, name: string) =>
    run(
      `INSERT INTO chinook_tracks SELECT ${id}, '${name}', ${album}, media_type_id, genre_id, composer, milliseconds, bytes, unit_price, 'p${id}', 's${id}', created_at, updated_at FROM chinook_tracks WHERE id = 1`,
    );
  run(`UPDATE chinook_artists SET name = 'Mötley & Crüe' WHERE id = (SELECT artist_id FROM chinook_albums WHERE id = 1);
       UPDATE chinook_albums SET title = 'Dr. Feelgood' WHERE id = 1`);
  track(90_001, 1, 'Don’t Go Away (Água)');
  track(90_002, 1, 'Twice');
  track(90_003, 1, 'TWICE!');
  track(90_004, 1, '???');
  const match = makeMatcher(open);
  const album = 'dr feelgood';
  const artists = ['motley and crue'];
  assert.deepEqual(match({ title: "DON'T GO AWAY (agua)", artists, album }), { trackId: 90_001 });
  assert.deepEqual(match({ title: 'dont go away agua', artists: [], album }), { trackId: 90_001 });
  assert.deepEqual(match({ title: 'dont go away agua', artists: ['Somebody', ...artists], album: null }), {
    trackId: 90_001,
  });
  assert.deepEqual(match({ title: '???', artists, album }), { trackId: 90_004 });
  const refused: [Parameters<typeof match>[0], RegExp][] = [
    [{ title: 'Twice', artists, album }, /^fits 2 tracks by its tags \("Twice" .*: 90002, 90003\); name/],
    [{ title: 'dont go away agua', artists, album: 'Another' }, /^fits no track by its tags/],
    [{ title: 'dont go away agua', artists: ['Another'], album }, /^fits no track/],
    [{ title: 'Nowhere', artists, album }, /^fits no track by its tags \("Nowhere" by motley/],
    [{ title: null, artists, album }, /^has no title/],
    [{ title: 'dont go away agua', artists: [], album: null }, /^has neither artist nor album/],
  ];
  for (const [tags, reason] of refused) {
    const found = match(tags);
    assert.match('reason' in found ? found.reason : `track ${found.trackId}`, reason);
  }
  open.close();
});

test('a normalised text stays as it is, and case and accents make no difference', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = normalise(text);
      assert.equal(normalise(once), once);
      assert.equal(normalise(text.normalize('NFD')), normalise(text.normalize('NFC')));
    }),
  );
});

test('a map in any order of columns; each error names its line', () => {
  const music = join(folder.path, 'music');
  mkdirSync(music);
  const read = (text: string | Uint8Array) => {
    const path = join(folder.path, 'map.csv');
    writeFileSync(path, text);
    return readMap(path, 'map.csv', music);
  };
  assert.deepEqual(read(`\ufefffile,track_id\r\na/b.wav,7\r\n\r\n"c, d.mp3",8\r\n`), [
    { line: 2, file: 'a/b.wav', trackId: 7 },
    { line: 4, file: 'c, d.mp3', trackId: 8 },
  ]);
  assert.deepEqual(read(`note,Track_ID, FILE\nx,1,./a/../b.wav\ny,2,${music}/c.wav\n`), [
    { line: 2, file: 'b.wav', trackId: 1 },
    { line: 3, file: 'c.wav', trackId: 2 },
  ]);
  assert.deepEqual(read('file,track_id\n'), []);
  const wrong: [string | Uint8Array, RegExp][] = [
    ['', /map\.csv is empty/],
    ['file;track_id\na.wav;1\n', /line 1: there is no column file\./],
    ['file,id\n', /line 1: there is no column track_id/],
    ['file,track_id\na.wav,1\nb.wav,x\n', /line 3: "x" is no track_id/],
    ['file,track_id\na.wav,1.5\n', /line 2: "1\.5" is no track_id/],
    ['file,track_id\na.wav\n', /line 2: "" is no track_id/],
    ['file,track_id\n,3\n', /line 2: no file is named/],
    ['file,track_id\na.wav,1\n./a.wav,2\n', /line 3: \.\/a\.wav is mapped already, by line 2/],
    ['file,track_id\na.wav,1\nb.wav,1\n', /line 3: track 1 has a file already, by line 2/],
    ['file,track_id\n../a.wav,1\n', /line 2: \.\.\/a\.wav does not lie in the music folder/],
    ['file,track_id\n/etc/a.wav,1\n', /line 2: \/etc\/a\.wav does not lie/],
    ['file,track_id\n"a.wav,1\n', /map\.csv, line 2: .*[Qq]uote/],
    [Buffer.from([0xff, 0xfe, 0x66]), /is not UTF-8 text/],
  ];
  for (const [text, message] of wrong)
    assert.throws(
      () => read(text),
      (error) => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
      String(message),
    );
  assert.throws(() => readMap(join(folder.path, 'no.csv'), 'no.csv', music), /no\.csv is not there/);
  assert.throws(() => readMap(music, 'music', music), /music is a folder/);
});
