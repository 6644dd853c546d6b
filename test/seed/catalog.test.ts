import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { Failure } from '../../src/model/failure.ts';
import { SEED_TABLES } from '../../src/model/seed.ts';
import { importBuiltIn } from '../../src/seed/built-in.ts';
import { contentOf, PLAIN, places, withoutOfficial } from './support.ts';

const CATALOG = new URL('../../fixtures/catalog/', import.meta.url);
const GENERATOR = fileURLToPath(new URL('../../tools/make-catalog.ts', import.meta.url));
const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

test('the generator gives the committed bytes every time', (context) => {
  const { out } = places(context);
  execFileSync(process.execPath, [GENERATOR, join(out, 'a')]);
  execFileSync(process.execPath, [GENERATOR, join(out, 'b')]);
  const committed = contents(fileURLToPath(CATALOG));
  assert.deepEqual(Object.keys(committed).sort(), SEED_TABLES.map((table) => `${table}.csv`).sort());
  for (const made of ['a', 'b'].map((name) => contents(join(out, name)))) {
    for (const [name, text] of Object.entries(committed)) assert.ok(made[name] === text, name);
  }
  assert.ok(Object.values(committed).join('').length < 1_200_000);
});

/** Figures counted in both seeds: the catalogue must be shaped like the official one. */
const SHAPES: Record<string, string> = {
  'albums per artist': 'SELECT n, count(*) FROM (SELECT count(*) n FROM Album GROUP BY ArtistId) GROUP BY n',
  'tracks per album': 'SELECT n, count(*) FROM (SELECT count(*) n FROM Track GROUP BY AlbumId) GROUP BY n',
  'tracks per genre': 'SELECT count(*) FROM Track GROUP BY GenreId ORDER BY 1',
  'playlist sizes': 'SELECT PlaylistId, count(*) FROM PlaylistTrack GROUP BY 1',
  'lines per invoice':
    'SELECT n, count(*) FROM (SELECT count(*) n FROM InvoiceLine GROUP BY InvoiceId) GROUP BY n',
  'invoices per customer':
    'SELECT n, count(*) FROM (SELECT count(*) n FROM Invoice GROUP BY CustomerId) GROUP BY n',
  'customers per country': 'SELECT Country, count(*) FROM Customer GROUP BY 1',
  'customers per advisor': 'SELECT SupportRepId, count(*) FROM Customer GROUP BY 1',
  hierarchy: 'SELECT EmployeeId, ReportsTo FROM Employee ORDER BY 1',
  'tracks per price': 'SELECT UnitPrice, count(*) FROM Track GROUP BY 1',
};
const NAMES = [
  'SELECT lower(Name) FROM Artist',
  'SELECT lower(Title) FROM Album',
  'SELECT lower(Name) FROM Track',
  "SELECT lower(FirstName || ' ' || LastName) FROM Customer UNION SELECT lower(FirstName || ' ' || LastName) FROM Employee",
  'SELECT lower(Email) FROM Customer UNION SELECT lower(Email) FROM Employee',
  'SELECT lower(Name) FROM Playlist',
  'SELECT DISTINCT lower(Composer) FROM Track WHERE Composer IS NOT NULL',
];

test('the catalogue is shaped like the official one and takes no name from it', {
  skip: withoutOfficial,
}, (context) => {
  const { out } = places(context);
  importBuiltIn(join(out, 'seed.store'));
  const ours = new Database(join(out, 'seed.store'), { readonly: true });
  const theirs = new Database(readFileSync(PLAIN));
  context.after(() => [ours, theirs].forEach((database) => void database.close()));
  for (const [what, sql] of Object.entries(SHAPES)) {
    const [mine, official] = [ours, theirs].map((database) => database.prepare(sql).raw().all());
    assert.deepEqual(mine, official, what);
  }
  for (const sql of NAMES) {
    const official = new Set(theirs.prepare(sql).pluck().all());
    const shared = ours
      .prepare(sql)
      .pluck()
      .all()
      .filter((name) => official.has(name));
    assert.deepEqual(shared, [], sql);
  }
});

test('invoice totals are the sums of their lines, and twins among the playlists are equal', (context) => {
  const { out } = places(context);
  importBuiltIn(join(out, 'seed.store'));
  const store = new Database(join(out, 'seed.store'), { readonly: true });
  context.after(() => store.close());
  const off = store.prepare(`SELECT InvoiceId FROM Invoice i WHERE abs(Total -
    (SELECT sum(UnitPrice * Quantity) FROM InvoiceLine l WHERE l.InvoiceId = i.InvoiceId)) > 0.001`);
  assert.deepEqual(off.all(), []);
  const list = store.prepare('SELECT TrackId FROM PlaylistTrack WHERE PlaylistId = ?').pluck();
  assert.deepEqual(list.all(1), list.all(8));
});

test('names are varied: marks, apostrophes, ampersands, parentheses, slashes', () => {
  const names = ['Artist', 'Album', 'Track'].map((table) =>
    readFileSync(new URL(`${table}.csv`, CATALOG), 'utf8'),
  );
  for (const text of names) {
    for (const sign of [/\p{L}\u0301|[éãøłçüñß]/u, /'/, /&/, /\(/, /\//]) assert.match(text, sign);
  }
});

test('an empty field is NULL, a quoted empty field the empty string', (context) => {
  const { seeds, out } = places(context);
  cpSync(CATALOG, seeds, { recursive: true });
  const artists = readFileSync(join(seeds, 'Artist.csv'), 'utf8').split('\n');
  artists[1] = '1,';
  artists[2] = '2,""';
  writeFileSync(join(seeds, 'Artist.csv'), artists.join('\n'));
  importBuiltIn(join(out, 'seed.store'), pathToFileURL(`${seeds}/`));
  const rows = contentOf(join(out, 'seed.store')).Artist;
  assert.deepEqual(rows?.slice(0, 2), [
    [1, null, 'item'],
    [2, '', 'item'],
  ]);
});

test('a catalogue that is not whole is told by name', (context) => {
  const { seeds, out } = places(context);
  cpSync(CATALOG, seeds, { recursive: true });
  const folder = pathToFileURL(`${seeds}/`);
  writeFileSync(join(seeds, 'Genre.csv'), 'GenreId,Title\n1,Rock\n');
  assert.throws(() => importBuiltIn(join(out, 'a'), folder), { name: 'Failure', message: /Genre\.csv/ });
  rmSync(join(seeds, 'Genre.csv'));
  assert.throws(() => importBuiltIn(join(out, 'b'), folder), Failure);
});
