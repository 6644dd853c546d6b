import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAYOUTS, singleBatched, threeAttached } from '../../../src/layouts/index.ts';
import { configuration } from '../../../src/operations/migrate/configuration.ts';

test('every layout: each connection of the application with its file and PRAGMAs, and no other', () => {
  for (const layout of LAYOUTS) {
    const shown = layout.connection === 'attached' ? layout.databases.slice(0, 1) : layout.databases;
    const [laravel, rails] = (['laravel', 'rails'] as const).map((format) =>
      configuration(format, layout, '/data/x'),
    );
    assert.equal(laravel?.match(/'driver' => 'sqlite'/g)?.length, shown.length);
    assert.equal(rails?.match(/adapter: sqlite3/g)?.length, shown.length);
    for (const { file, pragmas = {} } of shown) {
      const database = file === ':memory:' ? file : `/data/x/${file}`;
      assert.ok(
        laravel?.includes(`'database' => '${database}'`) && rails?.includes(`database: "${database}"`),
      );
      assert.ok(rails?.includes(`cache_size: ${pragmas.cache_size}`));
    }
    const json = JSON.parse(configuration('json', layout, '/data/x')) as { databases: { pragmas: object }[] };
    assert.deepEqual(
      json.databases.map(({ pragmas }) => pragmas),
      layout.databases.map(({ pragmas }) => pragmas),
    );
  }
});

test('what a framework cannot say stands in a comment: ATTACH, memory, one writer', () => {
  const attached = configuration('laravel', threeAttached, '/data/x');
  assert.match(attached, /\/\/ {3}ATTACH '\/data\/x\/chinook\.sqlite' AS chinook;/);
  assert.match(attached, /fill it from \/data\/x\/cache\.snapshot/);
  assert.match(configuration('rails', singleBatched, '/data'), /# One process writes/);
});

test('a folder with quotes and line breaks in its name stays inside its string', () => {
  const [layout] = LAYOUTS;
  assert.ok(layout);
  const files = `/it's\\a "test"\n`;
  assert.ok(configuration('laravel', layout, files).includes(`'/it\\'s\\\\a "test"`));
  assert.match(configuration('rails', layout, files), /database: "\/it's\\\\a \\"test\\"\\n/);
});
