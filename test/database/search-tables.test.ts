import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Database from 'better-sqlite3';
import type { OpenLayout } from '../../src/database/open.ts';
import { trackVector } from '../../src/database/vector.ts';
import { single } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
let open: OpenLayout;
let db: Database.Database;

before(async () => {
  open = buildAndOpen(single, folder.path, await seedStore(folder.path));
  db = open.connectionFor(['tracks_fts']) as Database.Database;
});
after(() => {
  open.close();
});

const found = (index: string, words: string) =>
  db
    .prepare(`SELECT rowid FROM ${index} WHERE ${index} MATCH ? ORDER BY rowid`)
    .pluck()
    .all(words) as number[];

/** With rank 1 it compares the index with its content; without, it would pass over a stale one (facts.md). */
function assertTrue(): void {
  for (const index of ['tracks_fts', 'albums_fts'])
    db.exec(`INSERT INTO ${index} (${index}, rank) VALUES ('integrity-check', 1)`);
}

test('the built index is true, and a stale one would be noticed', () => {
  assertTrue();
  db.exec('BEGIN');
  db.exec(`DROP TRIGGER tracks_fts_chinook_tracks_after_update`);
  db.exec(`UPDATE chinook_tracks SET name = 'Zyzzyva' WHERE id = 1`);
  assert.throws(assertTrue, /malformed/);
  db.exec('ROLLBACK');
  assertTrue();
});

test('insert, update and delete of tracks, and renamed albums and artists, are followed', () => {
  const [album, artist] = db
    .prepare(
      'SELECT album_id, artist_id FROM chinook_tracks t JOIN chinook_albums a ON a.id = t.album_id WHERE t.id = 1',
    )
    .raw()
    .get() as [number, number];
  db.exec(`UPDATE chinook_tracks SET name = 'Quokka' WHERE id = 1`);
  assert.deepEqual(found('tracks_fts', 'quokka'), [1]);
  db.prepare(`UPDATE chinook_albums SET title = 'Numbat Nights' WHERE id = ?`).run(album);
  assert.ok(found('tracks_fts', 'album:numbat').includes(1));
  assert.deepEqual(found('albums_fts', 'numbat'), [album]);
  db.prepare(`UPDATE chinook_artists SET name = 'Les Wômbats' WHERE id = ?`).run(artist);
  assert.ok(found('tracks_fts', 'artist:wombats').includes(1));
  assert.ok(found('albums_fts', 'wombats').includes(album));
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO chinook_tracks (name, album_id, media_type_id, milliseconds, unit_price, public_id, slug, created_at, updated_at)
       VALUES ('Bilby', ?, 1, 1000, 0.99, 'x', 'x', '', '')`,
    )
    .run(album);
  assert.deepEqual(found('tracks_fts', 'bilby wombats'), [lastInsertRowid]);
  db.prepare('DELETE FROM chinook_tracks WHERE id = ?').run(lastInsertRowid);
  assert.deepEqual(found('tracks_fts', 'bilby'), []);
  db.exec(`UPDATE chinook_tracks SET album_id = NULL WHERE id = 1`);
  assert.deepEqual(found('tracks_fts', 'quokka numbat'), []);
  assertTrue();
});

test('vectors have unit length, are the same every time, and differ from track to track', () => {
  const track = {
    id: 5,
    genre: 1,
    artist: 2,
    album: 3,
    mediaType: 1,
    milliseconds: 200_000,
    bytes: 5e6,
    unitPrice: 0.99,
  };
  const vector = trackVector(track);
  assert.equal(vector.length, 64);
  assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
  assert.deepEqual(trackVector(track), vector);
  assert.notDeepEqual(trackVector({ ...track, id: 6 }), vector);
  const distance = (other: Float32Array) =>
    1 - vector.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
  const sameAlbum = distance(trackVector({ ...track, id: 77 }));
  const sameGenre = distance(trackVector({ ...track, id: 77, artist: 99, album: 98 }));
  const stranger = distance(trackVector({ ...track, id: 77, artist: 99, album: 98, genre: 9 }));
  assert.ok(sameAlbum < sameGenre && sameGenre < stranger);
});

test('the vector in the table is the vector of the track', () => {
  const row = db.prepare('SELECT embedding FROM track_vectors WHERE track_id = 7').get() as {
    embedding: Buffer;
  };
  const [genre, artist, album, mediaType, milliseconds, bytes, unitPrice] = db
    .prepare(
      `SELECT genre_id, artist_id, album_id, media_type_id, milliseconds, bytes, unit_price
       FROM chinook_tracks t JOIN chinook_albums a ON a.id = t.album_id WHERE t.id = 7`,
    )
    .raw()
    .get() as [number, number, number, number, number, number, number];
  const expected = trackVector({ id: 7, genre, artist, album, mediaType, milliseconds, bytes, unitPrice });
  assert.deepEqual(row.embedding, Buffer.from(expected.buffer));
});
