import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkLayout, databaseOf, tablesOn } from '../../src/layouts/check.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { loadLayouts } from '../../src/layouts/load.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Layout } from '../../src/model/layout.ts';
import { groupOf, TABLE_GROUPS, TABLE_NAMES, type TableName } from '../../src/model/tables.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const failure = (message: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.exitCode, 2);
  assert.match(error.message, message);
  assert.doesNotMatch(error.message, /\n/);
  return true;
};

const [single] = LAYOUTS as readonly [Layout];

test('every built-in layout passes the check and places each table once', () => {
  for (const layout of LAYOUTS) {
    assert.equal(checkLayout(layout, layout.name), layout);
    assert.deepEqual(layout.databases.flatMap(tablesOn).sort(), [...TABLE_NAMES].sort());
  }
});

test('a table that is missing or placed twice is named', () => {
  const main = { name: 'main', file: 'a.sqlite', groups: ['app', 'cache'] } as const;
  const catalog = TABLE_NAMES.filter((table) => groupOf(table) === 'catalog');
  const on = (tables: readonly TableName[]) => ({
    ...single,
    databases: [main, { name: 'b', file: 'b.sqlite', tables }],
  });
  fc.assert(
    fc.property(fc.constantFrom(...catalog), (table) => {
      assert.throws(
        () => checkLayout(on(catalog.filter((one) => one !== table)), 'mine.js'),
        failure(new RegExp(`^mine.js: table ${table} is not placed`)),
      );
    }),
  );
  assert.throws(
    () => checkLayout(on([...catalog, 'users']), 'mine.js'),
    failure(/table users is placed twice: on main and b/),
  );
  assert.throws(
    () => checkLayout(on([...catalog, 'track_vectors']), 'mine.js'),
    failure(/track_vectors is placed twice/),
  );
});

test('a full-text index apart from what it indexes is refused, because triggers cannot cross files', () => {
  const rest = TABLE_NAMES.filter((table) => table !== 'tracks_fts');
  const layout = {
    ...single,
    databases: [
      { name: 'main', file: 'a.sqlite', tables: rest },
      { name: 'b', file: 'b.sqlite', tables: ['tracks_fts'] },
    ],
  };
  assert.throws(
    () => checkLayout(layout, 'mine.js'),
    failure(/tracks_fts must be on the same database as chinook_tracks/),
  );
});

test('what is not a layout is refused in one line that names the field', () => {
  const [database] = single.databases;
  const broken: [unknown, RegExp][] = [
    [undefined, /a layout is an object/],
    [{ ...single, name: 'Two Files' }, /name must be/],
    [{ ...single, connection: 'pooled' }, /connection must be/],
    [{ ...single, databases: [] }, /at least one/],
    [{ ...single, databases: [{ ...database, file: '../x.sqlite' }] }, /databases\[0\]\.file/],
    [{ ...single, databases: [{ ...database, groups: ['apps'] }] }, /no group apps/],
    [{ ...single, databases: [{ ...database, tables: ['user'] }] }, /no table user/],
    [
      { ...single, databases: [{ ...database, pragmas: { cache_size: '1; DROP TABLE x' } }] },
      /pragmas\.cache_size/,
    ],
    [{ ...single, databases: [database, { ...database, name: 'b' }] }, /two databases have the file/],
  ];
  for (const [layout, message] of broken)
    assert.throws(() => checkLayout(layout, 'mine.js'), failure(message));
  fc.assert(
    fc.property(fc.anything(), (value) => {
      try {
        checkLayout(value, 'mine.js');
        return false;
      } catch (error) {
        return error instanceof Failure;
      }
    }),
  );
});

const { signal } = new AbortController();

test('layouts are loaded by name, by file, or all; what does not exist is named', async () => {
  const folder = new TemporaryFolder();
  const text = JSON.stringify({ ...single, name: 'mine' });
  writeFileSync(join(folder.path, 'mine.mjs'), `export default ${text};`);
  writeFileSync(join(folder.path, 'broken.mjs'), 'export default {');
  assert.deepEqual(
    (await loadLayouts(['three', './mine.mjs'], folder.path, signal)).map((one) => one.name),
    ['three', 'mine'],
  );
  assert.deepEqual(await loadLayouts(['all'], folder.path, signal), LAYOUTS);
  await assert.rejects(
    loadLayouts(['four'], folder.path, signal),
    failure(/no layout four. There are single, two/),
  );
  await assert.rejects(loadLayouts(['./none.js'], folder.path, signal), failure(/none.js is not there/));
  await assert.rejects(
    loadLayouts(['./broken.mjs'], folder.path, signal),
    failure(/broken.mjs could not be loaded/),
  );
  writeFileSync(join(folder.path, 'exits.mjs'), 'process.exit(0)');
  writeFileSync(join(folder.path, 'throws.mjs'), "throw new Error('boom')");
  await assert.rejects(
    loadLayouts(['./exits.mjs'], folder.path, signal),
    failure(/exits.mjs could not be loaded: .*exit code 0/),
  );
  await assert.rejects(
    loadLayouts(['./throws.mjs'], folder.path, signal),
    failure(/throws.mjs could not be loaded: boom/),
  );
  await assert.rejects(loadLayouts(['single', 'all'], folder.path, signal), failure(/single is named twice/));
});

test('the cut tables of three are where the document puts them', () => {
  const three = LAYOUTS.find((layout) => layout.name === 'three') as Layout;
  assert.equal(databaseOf(three, 'query_cache').file, ':memory:');
  assert.equal(databaseOf(three, 'chinook_customers').file, 'chinook.sqlite');
  assert.equal(databaseOf(three, 'users').file, 'database.sqlite');
});

test('a layout file that loops is ended and told of', async () => {
  const folder = new TemporaryFolder();
  writeFileSync(join(folder.path, 'loops.mjs'), 'for (;;);');
  await assert.rejects(
    loadLayouts(['./loops.mjs'], folder.path, signal),
    failure(/loops.mjs was not loaded within 10 s/),
  );
});

test('vectors apart from the tracks that they are made of are refused before a build fails over it', () => {
  const catalog = TABLE_GROUPS.catalog.filter((table) => table !== 'track_vectors');
  assert.throws(
    () =>
      checkLayout(
        {
          ...single,
          name: 'mine',
          databases: [
            { name: 'main', file: 'a.sqlite', groups: ['app', 'cache'], tables: catalog },
            { name: 'b', file: 'b.sqlite', tables: ['track_vectors'] },
          ],
        },
        'mine.js',
      ),
    failure(
      /track_vectors must be on the same database as chinook_tracks, chinook_albums: the vectors are made/,
    ),
  );
});
