import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { datasetDigest } from '../../src/database/digest.ts';
import { copyWord, MOST_COPIES } from '../../src/database/fill/copies.ts';
import type { OpenLayout } from '../../src/database/open.ts';
import { cutForeignKeys, FOREIGN_KEYS, TABLES } from '../../src/database/schema/index.ts';
import { SEARCH_TABLES } from '../../src/database/schema/search.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import type { Layout } from '../../src/model/layout.ts';
import { TABLE_NAMES, type TableName } from '../../src/model/tables.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const open = new Map<string, OpenLayout>();
let store: string;

before(async () => {
  store = await seedStore(folder.path);
  for (const layout of LAYOUTS) open.set(layout.name, buildAndOpen(layout, folder.path, store, 2));
});
after(() => {
  for (const one of open.values()) one.close();
});

const layoutNamed = (name: string) => LAYOUTS.find((layout) => layout.name === name) as Layout;
const opened = (name: string) => open.get(name) as OpenLayout;
const connection = (layout: string, table: TableName) => {
  const found = opened(layout).connectionFor([table]);
  assert.ok(found);
  return found;
};
const count = (layout: string, table: TableName) =>
  connection(layout, table).prepare(`SELECT count(*) FROM ${table}`).pluck().get();

test('the schema has every table of the vocabulary, and each is placed by its definition', () => {
  const defined = [...TABLES.map((table) => table.name), ...SEARCH_TABLES.map((table) => table.name)];
  assert.deepEqual(defined.sort(), [...TABLE_NAMES].sort());
});

test('the same seed and scale give the same digest on every layout, another scale another', () => {
  const digests = LAYOUTS.map((layout) => datasetDigest(opened(layout.name)));
  assert.equal(new Set(digests).size, 1);
  const other = buildAndOpen(layoutNamed('single'), folder.path, store, 3);
  assert.notEqual(datasetDigest(other), digests[0]);
  other.close();
});

test('every foreign key that one file can hold is enforced; those that are cut are listed and absent', () => {
  assert.equal(cutForeignKeys(layoutNamed('single')).length, 0);
  const names = cutForeignKeys(layoutNamed('three')).map((key) => `${key.table}.${key.column}`);
  assert.deepEqual(names, [
    'users.customer_id',
    'activity_log.artist_id',
    'activity_log.album_id',
    'activity_log.track_id',
    'comments.track_id',
    'session_data.session_id',
  ]);
  for (const layout of LAYOUTS) {
    const declared = TABLES.flatMap((table) =>
      connection(layout.name, table.name)
        .prepare('SELECT "from" FROM pragma_foreign_key_list(?)')
        .pluck()
        .all(table.name)
        .map((column) => `${table.name}.${column}`),
    );
    assert.equal(declared.length, FOREIGN_KEYS.length - cutForeignKeys(layout).length, layout.name);
    for (const database of opened(layout.name).databases)
      assert.deepEqual(database.connection.pragma(`${database.schema}.foreign_key_check`), []);
  }
  const insert = `INSERT INTO comments (user_id, track_id, body, created_at, updated_at) VALUES (1, 99999999, '', '', '')`;
  assert.throws(() => connection('single', 'comments').exec(insert), /FOREIGN KEY/);
});

test('references that cross files hold in the data all the same', () => {
  const tracks = count('three', 'chinook_tracks') as number;
  const [low, high] = connection('three', 'comments')
    .prepare('SELECT min(track_id), max(track_id) FROM comments')
    .raw()
    .get() as [number, number];
  assert.ok(low >= 1 && high <= tracks);
});

test('rows grow with the scale, the fixed vocabulary does not', () => {
  assert.equal(count('three', 'chinook_tracks'), 2 * 3503);
  assert.equal(count('three', 'chinook_playlist_track'), 2 * 8715);
  assert.equal(count('three', 'chinook_genres'), 25);
  assert.equal(count('three', 'tracks_fts'), 2 * 3503);
  assert.equal(count('three', 'track_vectors'), 2 * 3503);
});

test('every taxonomy has tracks, and every track a mood and an occasion', () => {
  const rows = connection('single', 'chinook_taxonomies')
    .prepare(
      `SELECT x.type, count(t.track_id) AS n FROM chinook_taxonomies x
       LEFT JOIN chinook_taxonomy_track t ON t.taxonomy_id = x.id GROUP BY x.id`,
    )
    .all() as { type: string; n: number }[];
  for (const { n } of rows) assert.ok(n > 0);
  for (const type of ['mood', 'occasion'])
    assert.equal(
      rows.filter((row) => row.type === type).reduce((sum, row) => sum + row.n, 0),
      2 * 3503,
    );
});

test('the planner has statistics, integrity holds, and nothing but the layout is in the folder', () => {
  for (const layout of LAYOUTS) {
    for (const { connection, schema, placement } of opened(layout.name).databases) {
      assert.deepEqual(connection.pragma(`${schema}.integrity_check`), [{ integrity_check: 'ok' }]);
      if (placement.file === ':memory:') continue;
      assert.ok(
        (connection.prepare(`SELECT count(*) FROM ${schema}.sqlite_stat1`).pluck().get() as number) > 0,
      );
      assert.equal(connection.pragma(`${schema}.freelist_count`, { simple: true }), 0);
    }
    const files = readdirSync(join(folder.path, `${layout.name}-2`)).filter(
      (file) => !/-(wal|shm)$/.test(file),
    );
    assert.deepEqual(files.length, layout.databases.length);
  }
  assert.ok(!existsSync(join(folder.path, 'three-2', ':memory:')));
});

test('the words that mark copies are all different', () => {
  const words = Array.from({ length: MOST_COPIES }, (_, k) => copyWord(k + 1));
  assert.equal(new Set(words).size, MOST_COPIES);
});
