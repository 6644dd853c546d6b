import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftedFullText } from '../../../src/database/full-text-check.ts';
import type { OpenLayout } from '../../../src/database/open.ts';
import { single, three, threeAttached } from '../../../src/layouts/index.ts';
import { INDEXES } from '../../../src/search/text/fields.ts';
import { createTextSearch } from '../../../src/search/text/index.ts';
import { wordsByVocab, wordsOfContent } from '../../../src/search/text/vocabulary.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);

function run(open: OpenLayout, sql: string, ...values: unknown[]) {
  return open.prepare(['chinook_tracks', 'chinook_albums', 'chinook_artists'], sql).run(...values);
}

for (const layout of [single, three, threeAttached])
  test(`${layout.name}: what is inserted, changed, renamed and deleted is found as it is now`, () => {
    const open = buildAndOpen(layout, folder.path, store);
    const { search } = createTextSearch(open);
    const found = (text: string) => {
      const { hits, searched } = search(text, { limit: 1000 });
      return searched.as === 'typed' ? hits.map(({ kind, id }) => `${kind} ${id}`) : [];
    };

    const artist = run(
      open,
      `INSERT INTO chinook_artists (name, public_id, slug, created_at, updated_at) VALUES ('Les Wômbats', 'a', 'a', '', '')`,
    ).lastInsertRowid;
    const album = run(
      open,
      `INSERT INTO chinook_albums (title, artist_id, release_date, public_id, slug, created_at, updated_at) VALUES ('Numbat Nights', ?, '', 'b', 'b', '', '')`,
      artist,
    ).lastInsertRowid;
    assert.deepEqual(found('wombats'), [`albums ${album}`]);
    const track = run(
      open,
      `INSERT INTO chinook_tracks (name, album_id, media_type_id, milliseconds, unit_price, public_id, slug, created_at, updated_at)
       VALUES ('Bilby Blues', ?, 1, 1000, 0.99, 'c', 'c', '', '')`,
      album,
    ).lastInsertRowid;
    assert.deepEqual(found('bilby artist:wombats'), [`tracks ${track}`]);

    run(open, `UPDATE chinook_tracks SET name = 'Quokka Song', composer = 'Quoll' WHERE id = ?`, track);
    assert.deepEqual(found('bilby'), []);
    assert.deepEqual(found('quokka composer:quoll'), [`tracks ${track}`]);
    run(open, `UPDATE chinook_albums SET title = 'Dunnart Days' WHERE id = ?`, album);
    assert.deepEqual(found('numbat'), []);
    assert.deepEqual(found('album:dunnart'), [`tracks ${track}`, `albums ${album}`]);
    run(open, `UPDATE chinook_artists SET name = 'Potoroo' WHERE id = ?`, artist);
    assert.deepEqual(found('wombats'), []);
    assert.deepEqual(found('artist:potoroo'), [`tracks ${track}`, `albums ${album}`]);
    // To another album, to none, and back.
    run(open, 'UPDATE chinook_tracks SET album_id = NULL WHERE id = ?', track);
    assert.deepEqual([found('quokka dunnart'), found('quokka')], [[], [`tracks ${track}`]]);
    run(open, 'UPDATE chinook_tracks SET album_id = 1 WHERE id = ?', track);
    assert.deepEqual(found('artist:potoroo'), [`albums ${album}`]);

    run(open, 'DELETE FROM chinook_tracks WHERE id = ?', track);
    assert.deepEqual(found('quokka'), []);
    run(open, 'DELETE FROM chinook_albums WHERE id = ?', album);
    run(open, 'DELETE FROM chinook_artists WHERE id = ?', artist);
    assert.deepEqual(found('potoroo'), []);
    assert.deepEqual(driftedFullText(open), []);

    // The two ways to the words of an index agree, so that a connection that must not write corrects alike.
    const words = INDEXES.map((index) => wordsByVocab(open, index));
    open.refuseWrites();
    for (const [at, index] of INDEXES.entries()) assert.deepEqual(wordsOfContent(open, index), words[at]);
    assert.ok(words.every(({ size }) => size > 500));
    assert.equal(search('satelite', { limit: 1 }).searched.text, 'satellite');
    open.close();
  });

test('changed ids and upserts are followed; so is REPLACE where its deletions fire triggers', () => {
  const open = buildAndOpen(single, new TemporaryFolder().path, store);
  const db = open.connectionFor(['tracks_fts', 'albums_fts']);
  assert.ok(db);
  // Rows that others refer to: what refers to them is changed afterwards.
  db.pragma('foreign_keys = OFF');
  const holds = (doing: string) => assert.deepEqual(driftedFullText(open), [], doing);
  for (const [table, column, child] of [
    ['chinook_tracks', '', ''],
    ['chinook_albums', 'album_id', 'chinook_tracks'],
    ['chinook_artists', 'artist_id', 'chinook_albums'],
  ] as const) {
    db.exec(`UPDATE ${table} SET id = 900001 WHERE id = 1`);
    holds(`the id of ${table}`);
    if (child !== '') db.exec(`UPDATE ${child} SET ${column} = 900001 WHERE ${column} = 1`);
    holds(`what refers to ${table}`);
  }
  const copy = (how: string, end: string) =>
    db.exec(`${how} INTO chinook_tracks SELECT * FROM chinook_tracks WHERE id = 2 ${end}`);
  copy('INSERT', "ON CONFLICT (id) DO UPDATE SET name = 'Quokka'");
  copy('INSERT OR IGNORE', '');
  holds('an upsert');
  const { search } = createTextSearch(open);
  assert.deepEqual(
    search('quokka').hits.map(({ id }) => id),
    [2],
  );
  db.pragma('recursive_triggers = ON');
  copy('REPLACE', '');
  holds('REPLACE with recursive_triggers');
  db.pragma('recursive_triggers = OFF');
  copy('REPLACE', '');
  assert.deepEqual(driftedFullText(open), ['tracks_fts'], 'REPLACE without: docs/search.md says so');
  open.close();
});
