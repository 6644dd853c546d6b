import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { SEED_TABLES } from '../../src/model/seed.ts';
import { importSeed } from '../../src/seed/import.ts';
import {
  AUTO_INCREMENT,
  contentOf,
  makeChinook,
  PLAIN,
  places,
  snapshot,
  withoutOfficial,
} from './support.ts';

const OFFICIAL_ROWS = {
  Artist: 275,
  Album: 347,
  MediaType: 5,
  Genre: 25,
  Track: 3503,
  Playlist: 18,
  PlaylistTrack: 8715,
  Employee: 8,
  Customer: 59,
  Invoice: 412,
  InvoiceLine: 2240,
};

test('the built-in catalogue has the official row counts, and its store is always the same', async (context) => {
  const { out } = places(context);
  const first = await importSeed({ form: 'built-in' }, join(out, 'a.store'));
  const second = await importSeed({ form: 'built-in' }, join(out, 'b.store'));
  assert.deepEqual(first, second);
  assert.deepEqual(first.rows, OFFICIAL_ROWS);
  assert.deepEqual(
    { name: first.name, form: first.form, official: first.official },
    { name: 'built-in catalogue', form: 'built-in', official: false },
  );
  assert.deepEqual(Object.keys(snapshot(out)), [join(out, 'a.store'), join(out, 'b.store')]);
  assert.deepEqual(readFileSync(join(out, 'a.store')), readFileSync(join(out, 'b.store')));
});

test('both official key variants give the same store', { skip: withoutOfficial }, async (context) => {
  const { out, temporary } = places(context);
  const plain = await importSeed({ form: 'file', path: PLAIN }, join(out, 'a.store'));
  const auto = await importSeed({ form: 'file', path: AUTO_INCREMENT }, join(out, 'b.store'));
  assert.deepEqual(plain.rows, OFFICIAL_ROWS);
  assert.deepEqual([plain.official, auto.official], [true, true]);
  assert.notEqual(plain.sha256, auto.sha256);
  assert.deepEqual(readFileSync(join(out, 'a.store')), readFileSync(join(out, 'b.store')));
  assert.deepEqual(snapshot(temporary), {});

  const store = contentOf(join(out, 'a.store'));
  const source = contentOf(PLAIN);
  for (const table of SEED_TABLES) {
    const width = source[table]?.[0]?.length;
    const withoutSlug = store[table]?.map((row) => row.slice(0, width));
    assert.deepEqual(withoutSlug, source[table], table);
  }
});

test('a store has the official columns and a Slug where there is a name', async (context) => {
  const { seeds, out } = places(context);
  const path = makeChinook(join(seeds, 'shop.db'), {}, (database) => {
    database.exec(
      "UPDATE Artist SET Name = NULL WHERE ArtistId = 2; UPDATE Track SET Name = 'Don''t / Stop'",
    );
  });
  await importSeed({ form: 'file', path }, join(out, 'seed.store'));
  const store = new Database(join(out, 'seed.store'), { readonly: true });
  context.after(() => store.close());
  const slugged = SEED_TABLES.filter((table) =>
    (store.pragma(`table_info(${table})`) as { name: string }[]).some(({ name }) => name === 'Slug'),
  );
  assert.deepEqual(slugged, ['Artist', 'Album', 'Genre', 'Track', 'Playlist']);
  assert.deepEqual(store.prepare('SELECT Slug FROM Artist').pluck().all(), ['name-1', 'item', 'name-3']);
  assert.equal(store.prepare('SELECT Slug FROM Track').pluck().get(), 'dont-stop');
  assert.deepEqual(store.pragma('foreign_key_check'), []);
  assert.deepEqual(store.pragma('integrity_check'), [{ integrity_check: 'ok' }]);
});

test('keys with gaps are renumbered in their old order, and every reference follows', async (context) => {
  const { seeds, out } = places(context);
  const dense = makeChinook(join(seeds, 'dense.db'));
  const gaps = makeChinook(join(seeds, 'gaps.db'), {}, (database) => {
    // 1, 2, 3 -> -70, 20, 110 everywhere, for keys and what points to them.
    const to = (column: string) => `${column} = ${column} * 90 - 160`;
    database.exec(`UPDATE Artist SET ${to('ArtistId')}; UPDATE Album SET ${to('ArtistId')}, ${to('AlbumId')};
      UPDATE Track SET ${to('TrackId')}, ${to('AlbumId')}; UPDATE InvoiceLine SET ${to('TrackId')};
      UPDATE PlaylistTrack SET ${to('TrackId')}; UPDATE Employee SET ${to('EmployeeId')}, ${to('ReportsTo')};
      UPDATE Customer SET ${to('SupportRepId')}`);
  });
  await importSeed({ form: 'file', path: dense }, join(out, 'a.store'));
  await importSeed({ form: 'file', path: gaps }, join(out, 'b.store'));
  assert.deepEqual(contentOf(join(out, 'b.store')), contentOf(join(out, 'a.store')));
});

test('names in another case, more columns, views, triggers and other tables are no trouble', async (context) => {
  const { seeds, out } = places(context);
  const dense = makeChinook(join(seeds, 'plain.db'));
  const rich = makeChinook(join(seeds, 'rich.db'), {}, (database) => {
    database.exec(`ALTER TABLE Genre RENAME TO renamed; ALTER TABLE renamed RENAME TO GENRE;
      ALTER TABLE Track RENAME COLUMN Composer TO cOMPOSER;
      ALTER TABLE Track ADD COLUMN Rating INTEGER;
      CREATE VIEW best AS SELECT * FROM Track;
      CREATE TABLE ran (what);
      CREATE TRIGGER greedy AFTER INSERT ON Track BEGIN INSERT INTO ran VALUES ('trigger'); END;
      CREATE VIRTUAL TABLE words USING fts5(word)`);
  });
  const before = snapshot(seeds);
  await importSeed({ form: 'file', path: dense }, join(out, 'a.store'));
  await importSeed({ form: 'file', path: rich }, join(out, 'b.store'));
  assert.deepEqual(contentOf(join(out, 'b.store')), contentOf(join(out, 'a.store')));
  assert.deepEqual(snapshot(seeds), before);
  const store = new Database(join(out, 'b.store'), { readonly: true });
  context.after(() => store.close());
  const kinds = store.prepare("SELECT DISTINCT type FROM sqlite_schema WHERE type <> 'index'").pluck().all();
  assert.deepEqual(kinds, ['table']);
});

test('a file in WAL mode and one in UTF-16 are read, and nothing appears beside them', async (context) => {
  const { seeds, out } = places(context);
  const plain = makeChinook(join(seeds, 'plain.db'));
  const wal = makeChinook(join(seeds, 'wal.db'), {}, (database) => database.pragma('journal_mode = WAL'));
  const wide = join(seeds, 'wide.db');
  new Database(wide).exec("PRAGMA encoding = 'UTF-16be'; CREATE TABLE first (id)").close();
  makeChinook(wide);
  const before = snapshot(seeds);
  for (const [name, path] of Object.entries({ plain, wal, wide })) {
    await importSeed({ form: 'file', path }, join(out, name));
  }
  assert.deepEqual(contentOf(join(out, 'wal')), contentOf(join(out, 'plain')));
  assert.deepEqual(contentOf(join(out, 'wide')), contentOf(join(out, 'plain')));
  assert.deepEqual(snapshot(seeds), before);
});

test('an empty -wal and the zeroed -journal of a finished transaction are no trouble', async (context) => {
  const { seeds, out } = places(context);
  const path = makeChinook(join(seeds, 'shop.db'));
  writeFileSync(`${path}-wal`, '');
  writeFileSync(`${path}-journal`, Buffer.alloc(512));
  const { rows } = await importSeed({ form: 'file', path }, join(out, 'seed.store'));
  assert.equal(rows.Track, 3);
});

test('a store that is there is replaced, but not by a bad seed', async (context) => {
  const { seeds, out } = places(context);
  const store = join(out, 'seed.store');
  writeFileSync(store, 'old');
  await assert.rejects(importSeed({ form: 'file', path: join(seeds, 'nothing') }, store));
  assert.equal(readFileSync(store, 'utf8'), 'old');
  await importSeed({ form: 'file', path: makeChinook(join(seeds, 'shop.db')) }, store);
  assert.equal(contentOf(store).Track?.length, 3);
});
