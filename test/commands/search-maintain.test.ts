import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { searchData } from './search-data.ts';

const { folder, run, search, copy } = await searchData('three', 'single', 'three-attached');

/** An update that the index does not hear of. */
function drift(db: Database.Database): void {
  db.exec(
    'DROP TRIGGER albums_fts_chinook_albums_after_update; DROP TRIGGER albums_fts_chinook_albums_before_update',
  );
  db.exec("UPDATE chinook_albums SET title = 'Zebra crossing' WHERE id = 1");
}

test('triggers that are gone or altered: --verify says so before anything has drifted, --rebuild makes them again', async () => {
  for (const layout of ['single', 'three', 'three-attached']) {
    const data = `without-${layout}`;
    cpSync(join(folder, layout), join(folder, data), { recursive: true });
    const file = join(folder, data, layout === 'single' ? 'database.sqlite' : 'chinook.sqlite');
    const change = (sql: string) => {
      const db = new Database(file);
      db.exec(sql);
      db.close();
    };
    change(`DROP TRIGGER tracks_fts_chinook_tracks_after_update;
      DROP TRIGGER albums_fts_chinook_artists_after_update;
      CREATE TRIGGER albums_fts_chinook_artists_after_update AFTER UPDATE ON chinook_artists BEGIN SELECT 1; END`);
    const found = await run('search', '--verify', '--data', data);
    assert.equal(found.code, 4, found.err);
    assert.match(found.out, /^tracks_fts {2}says what its tables do, and will not follow them$/m);
    assert.match(
      found.err,
      /tracks_fts lacks the trigger tracks_fts_chinook_tracks_after_update; albums_fts/,
    );
    assert.match(found.err, /albums_fts has other trigger albums_fts_chinook_artists_after_update than/);
    const mended = await run('search', '--rebuild', '--data', data);
    assert.equal(mended.code, 0, mended.err);
    assert.match(mended.out, /^tracks_fts {2}was right, made anew with 1 trigger {2}/m);
    assert.deepEqual((await run('search', '--verify', '--data', data)).err, '');
    change("UPDATE chinook_tracks SET name = 'Xylozebra' WHERE id = 1");
    assert.match((await run('search', '--data', data, 'xylozebra')).out, /Xylozebra/);
  }
});

test('--verify finds drift, --rebuild mends it', async () => {
  const right = await search('--verify');
  assert.deepEqual([right.code, right.err], [0, '']);
  assert.match(right.out, /^tracks_fts {2}says what its tables do\nalbums_fts {2}says what its tables do\n$/);
  const data = copy('drifted', drift);
  const found = await run('search', '--verify', '--data', data);
  assert.equal(found.code, 4);
  assert.match(found.out, /^albums_fts {2}has drifted from its tables, and will not follow them$/m);
  assert.match(
    found.err,
    /^chinook-eval: drifted: albums_fts does not say .* --rebuild --data drifted makes .* anew\.\n$/,
  );
  const mended = await run('search', '--rebuild', '--data', data, '--json');
  assert.equal(mended.code, 0, mended.err);
  const { rebuild } = JSON.parse(mended.out) as { rebuild: { table: string; drifted: boolean }[] };
  assert.deepEqual(
    rebuild.map(({ table, drifted }) => [table, drifted]),
    [
      ['tracks_fts', false],
      ['albums_fts', true],
    ],
  );
  assert.equal((await run('search', '--verify', '--data', data)).code, 0);
  assert.match((await run('search', '--data', data, 'zebra')).out, /Zebra crossing/);
});

test('--optimize tells sizes and times before and after', async () => {
  const data = copy('segments', (db) => {
    const rename = db.prepare('UPDATE chinook_tracks SET name = name || ? WHERE id = ?');
    for (let id = 1; id <= 300; id++) rename.run(` ${id}`, id);
  });
  const { out, code, err } = await run('search', '--optimize', '--data', data, '--json');
  assert.equal(code, 0, err);
  const { optimize } = JSON.parse(out) as {
    optimize: { table: string; bytes: [number, number]; word: string; searchSeconds: [number, number] }[];
  };
  assert.deepEqual(
    optimize.map(({ table }) => table),
    ['tracks_fts', 'albums_fts'],
  );
  const [tracks] = optimize;
  assert.ok(tracks && tracks.bytes[0] > tracks.bytes[1] && tracks.bytes[1] > 100_000, JSON.stringify(tracks));
  assert.equal(tracks.word, 'the');
  assert.ok(tracks.searchSeconds.every((seconds) => seconds > 0));
  assert.match(
    (await run('search', '--optimize', '--data', data)).out,
    /^tracks_fts {2}merged in .* kB -> .* kB +search "the" .* -> /m,
  );
});
