import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import type { Layout } from '../../src/model/layout.ts';
import { searchData } from './search-data.ts';

const { folder, run, copy } = await searchData('three');

test('a locked file: 11', async () => {
  const data = copy('locked');
  // The layout's own patience, of some seconds, is not what is tested.
  const pointer = join(folder, data, 'layout.json');
  const made = JSON.parse(readFileSync(pointer, 'utf8')) as { layout: Layout };
  const databases = made.layout.databases.map((one) => ({
    ...one,
    pragmas: { ...one.pragmas, busy_timeout: 20 },
  }));
  writeFileSync(pointer, JSON.stringify({ ...made, layout: { ...made.layout, databases } }));
  const db = new Database(join(folder, data, 'chinook.sqlite'));
  db.exec('BEGIN IMMEDIATE');
  for (const task of ['--rebuild', '--optimize', '--verify']) {
    const { code, err } = await run('search', task, '--data', data);
    assert.equal(code, 11, err);
    assert.match(err, /^chinook-eval: locked is locked by another process\..*\n$/);
  }
  // Who only searches does not wait for writers.
  assert.equal((await run('search', 'the', '--data', data)).code, 0);
  db.close();
});

/** A page of a table's rows becomes nonsense, as a bad disk leaves it. */
function overwriteLeaf(file: string, table: string): void {
  const db = new Database(file);
  const page = db
    .prepare("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno")
    .pluck()
    .get(table) as number;
  const size = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const opened = openSync(file, 'r+');
  writeSync(opened, Buffer.alloc(size, 0xee), 0, size, (page - 1) * size);
  closeSync(opened);
}

test('missing and damaged tables and files: one line, 4', async () => {
  const missing = copy('missing', (db) => db.exec('DROP TABLE albums_fts'));
  const shadow = copy('shadow', (db) => {
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    db.exec("DELETE FROM sqlite_schema WHERE name LIKE 'tracks_fts_%' AND type = 'table'");
  });
  const blobs = copy('blobs', (db) => {
    db.unsafeMode();
    db.exec("UPDATE tracks_fts_data SET block = x'00010203' WHERE id > 10");
  });
  const view = copy('view', (db) => db.exec('DROP VIEW tracks_fts_source'));
  const format = copy('format', (db) => {
    db.unsafeMode();
    db.exec("UPDATE tracks_fts_config SET v = 99 WHERE k = 'version'");
  });
  const tables = copy('tables', (db) => db.pragma('wal_checkpoint(TRUNCATE)'));
  overwriteLeaf(join(folder, tables, 'chinook.sqlite'), 'chinook_artists');
  const header = copy('header');
  writeFileSync(
    join(folder, header, 'chinook.sqlite'),
    'no database at all, but long enough to be looked at'.repeat(100),
  );
  const cases: [string[], RegExp][] = [
    [['the', '--data', missing], /missing is not whole: albums_fts is missing/],
    [['--verify', '--data', missing], /missing is not whole: albums_fts is missing/],
    [['the', '--data', shadow], /shadow is not whole: tracks_fts is missing or cannot be opened|damaged/],
    [['--verify', '--data', view], /view is not whole: tracks_fts_source is missing/],
    [['--rebuild', '--data', view], /view is not whole: tracks_fts_source is missing/],
    [['the', '--data', format], /format cannot be read \(invalid fts5 file format .*\)\. Restore/],
    [['--rebuild', '--data', format], /format cannot be read/],
    // No drift, which would be for --rebuild to mend: the tables themselves cannot be read.
    [['the', '--data', tables], /tables is damaged .*build anew\./],
    [['--verify', '--data', tables], /tables is damaged .*build anew\./],
    [['--rebuild', '--data', tables], /tables is damaged .*build anew\./],
    [['the', '--data', blobs], /blobs (has a|is) damaged/],
    [['the', '--data', header], /header is damaged \(file is not a database\)/],
    [['--rebuild', '--data', header], /header is damaged \(file is not a database\)/],
  ];
  for (const [words, message] of cases) {
    const { code, out, err } = await run('search', ...words);
    assert.equal(code, 4, `${words.join(' ')}: ${err}`);
    assert.match(err, message);
    assert.match(err, /^[^\n]*\n$/);
    assert.equal(out, '');
  }
  // One table is enough where only it is asked; a damaged index is made anew.
  assert.equal((await run('search', 'the', '--in', 'tracks', '--data', missing)).code, 0);
  assert.equal((await run('search', '--verify', '--data', blobs)).code, 4);
  assert.equal((await run('search', '--rebuild', '--data', blobs)).code, 0);
  assert.equal((await run('search', 'the', '--data', blobs)).code, 0);
});
