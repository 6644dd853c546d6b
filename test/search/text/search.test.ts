import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type Database from 'better-sqlite3';
import fc from 'fast-check';
import type { OpenLayout } from '../../../src/database/open.ts';
import { three } from '../../../src/layouts/index.ts';
import { Failure } from '../../../src/model/failure.ts';
import { INDEXES } from '../../../src/search/text/fields.ts';
import { checkSearch, createTextSearch, type Page, type TextSearch } from '../../../src/search/text/index.ts';
import { matchText, rankFunction } from '../../../src/search/text/match.ts';
import { MOST_CHARACTERS, parse } from '../../../src/search/text/parse.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
let open: OpenLayout;
let db: Database.Database;
let texts: TextSearch;

before(async () => {
  open = buildAndOpen(three, folder.path, await seedStore(folder.path));
  db = open.connectionFor(['tracks_fts', 'albums_fts']) as Database.Database;
  texts = createTextSearch(open);
});
after(() => open.close());

const keysOf = ({ hits }: Page<{ kind: string; id: number }>) => hits.map(({ kind, id }) => `${kind} ${id}`);
const titles = (page: Page) => page.hits.map(({ fields }) => fields[0]?.text);

/** What FTS5 itself answers, wholly sorted. */
function directly(text: string, typing = false) {
  return INDEXES.map((index) => {
    const match = matchText(parse(text, typing), index);
    if (match === undefined) return [];
    return db
      .prepare(
        `SELECT rowid AS id, bm25(${[index.table, ...index.columns.map(({ weight }) => weight)].join(', ')}) AS rank
         FROM ${index.table} WHERE ${index.table} MATCH ? ORDER BY 2, 1`,
      )
      .all(match) as { id: number; rank: number }[];
  });
}

/** All pages, one after another. */
function through(text: string, limit: number, between: () => void = () => {}) {
  const pages: Page[] = [];
  for (let token: string | undefined; ; ) {
    const page = texts.search(text, { limit, ...(token === undefined ? {} : { after: token }) });
    pages.push(page);
    token = page.next;
    if (token === undefined) return pages;
    assert.ok(pages.length < 2000, 'the pages have no end');
    between();
  }
}

/** Words that are in the data, and everything that is syntax somewhere. */
const piece = fc.oneof(
  fc.constantFrom(
    'the',
    'love',
    'Satellite',
    'niteroi',
    'Niterói',
    "didn't",
    'feat.',
    'of',
    'horizon',
    'sat',
    'x',
  ),
  fc.constantFrom(
    ...[
      '"',
      "'",
      '*',
      '-',
      ' -',
      '(',
      ')',
      ':',
      '^',
      '+',
      '{',
      '}',
      ',',
      ' ',
      '  ',
      'OR',
      ' OR ',
      'AND',
      'NOT',
      'NEAR(',
    ],
    ...[
      'artist:',
      'album:',
      'title:',
      'name:',
      'composer:',
      'rank:',
      'tracks_fts:',
      'rowid:',
      '\0',
      '\ud800',
      '🎸',
      '\u0301',
    ],
    ...['--', ';', '%', '_', '\\', '\u201c', '\n', 'NEAR/2', '"a b"*', 'AC/DC'],
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const typed = fc.oneof(
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')) },
  { weight: 2, arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 1100 }) },
);

test('whatever is typed, it is searched or refused in one line: no SQL error', () => {
  let searched = 0;
  fc.assert(
    fc.property(typed, fc.boolean(), (text, typing) => {
      try {
        const page = texts.search(text, { typing, limit: 3 });
        searched++;
        if (page.next !== undefined) texts.search(text, { typing, limit: 3, after: page.next });
        texts.count(page);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        assert.equal(error.exitCode, 2);
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
    { numRuns: 1000 },
  );
  assert.ok(searched > 300, String(searched));
});

test('hits are those of FTS5 with the weights, ranked by it, fused by their places', () => {
  for (const text of [
    'the',
    'satellite',
    'artist:guido satellite',
    'of OR feat',
    'the -satellite',
    'composer:franco',
  ]) {
    const [tracks = [], albums = []] = directly(text);
    const expected: string[] = [];
    for (let at = 0; at < Math.max(tracks.length, albums.length); at++) {
      if (tracks[at]) expected.push(`tracks ${tracks[at]?.id}`);
      if (albums[at]) expected.push(`albums ${albums[at]?.id}`);
    }
    const page = texts.ranked(text, { limit: 1000 });
    assert.deepEqual(keysOf(page), expected.slice(0, 1000), text);
    assert.deepEqual(keysOf(texts.search(text, { limit: 50 })), expected.slice(0, 50), text);
    assert.deepEqual(
      page.hits.filter(({ kind }) => kind === 'tracks').map(({ rank }) => rank),
      tracks.slice(0, page.hits.filter(({ kind }) => kind === 'tracks').length).map(({ rank }) => rank),
    );
    for (const { place, score } of page.hits) assert.equal(score, 1 / (60 + place));
    assert.deepEqual(
      Object.values(texts.count(page)),
      text.startsWith('composer') ? [tracks.length] : [tracks.length, albums.length],
    );
  }
});

test('marks are those of highlight() of FTS5', () => {
  const statements = INDEXES.map(({ table, columns }) =>
    db
      .prepare(
        `SELECT ${columns.map((_, at) => `highlight(${table}, ${at}, char(2), char(3))`).join(', ')}
         FROM ${table} WHERE ${table} MATCH ? AND rowid = ?`,
      )
      .raw(),
  );
  let marked = 0;
  fc.assert(
    fc.property(typed, fc.boolean(), (text, typing) => {
      let page: Page;
      try {
        page = texts.search(text, { typing, limit: 6 });
      } catch {
        return;
      }
      const query = parse(page.searched.text, page.searched.typing);
      for (const { kind, id, fields } of page.hits) {
        const at = INDEXES.findIndex((index) => index.kind === kind);
        const index = INDEXES[at] as (typeof INDEXES)[number];
        const row = statements[at]?.get(matchText(query, index), BigInt(id)) as (string | null)[];
        const expected = row.filter((one) => one !== null);
        const ours = fields.map(({ text: own, marks }) => {
          marked += marks.length;
          return [...marks]
            .reverse()
            .reduce(
              (line, [start, end]) =>
                `${line.slice(0, start)}\u0002${line.slice(start, end)}\u0003${line.slice(end)}`,
              own,
            );
        });
        assert.deepEqual(ours, expected, text);
      }
    }),
    { numRuns: 700 },
  );
  assert.ok(marked > 150, String(marked));
});

test('pages hold each match once, in the order of one long page', () => {
  for (const [text, limit] of [
    ['satellite', 7],
    ['niteroi -chamber', 1],
    ['artist:guido', 20],
    ['composer:franco', 5],
  ] as const) {
    const whole = keysOf(texts.search(text, { limit: 1000 }));
    const pages = through(text, limit);
    assert.deepEqual(pages.flatMap(keysOf), whole, text);
    assert.deepEqual(
      pages.map(({ before: shown }) => shown),
      pages.map((_, at) => at * limit),
    );
    assert.ok(pages.slice(0, -1).every(({ hits }) => hits.length === limit));
  }
});

test('pages stay true while rows come and go: what was there is shown once, whatever was added', () => {
  const whole = keysOf(texts.search('horizon', { limit: 1000 }));
  const insert = db.prepare(
    `INSERT INTO chinook_tracks (name, album_id, media_type_id, milliseconds, unit_price, public_id, slug, created_at, updated_at)
     VALUES (?, 1, 1, 1000, 0.99, ?, ?, '', '')`,
  );
  db.exec('BEGIN');
  let added = 0;
  const seen = through('horizon', 10, () => {
    // Some rank before all, some after, all shift the statistics of bm25.
    for (const name of ['Horizon', 'Horizon horizon', `A long name about the horizon and ${added}`])
      insert.run(name, `new-${added}`, `new-${added++}`);
  }).flatMap(keysOf);
  db.exec('ROLLBACK');
  assert.ok(added > 30);
  assert.equal(new Set(seen).size, seen.length, 'nothing twice');
  assert.deepEqual(
    seen.filter((key) => whole.includes(key)),
    whole,
    'nothing lost',
  );
});

test('the last rows of a page may go before the next one is asked for', () => {
  const whole = keysOf(texts.search('horizon', { in: ['tracks'], limit: 1000 }));
  const first = texts.search('horizon', { in: ['tracks'], limit: 10 });
  const after = first.next as string;
  db.pragma('foreign_keys = OFF');
  db.exec('BEGIN');
  const remove = db.prepare('DELETE FROM chinook_tracks WHERE id = ?');
  for (const { id } of first.hits.slice(-2)) remove.run(id);
  assert.deepEqual(keysOf(texts.search('horizon', { in: ['tracks'], limit: 1000, after })), whole.slice(10));
  // Where none of them is left, the place is where they stood: near it, and never the same hits again.
  for (const { id } of first.hits) remove.run(id);
  const near = texts.search('horizon', { in: ['tracks'], limit: 1000, after });
  db.exec('ROLLBACK');
  db.pragma('foreign_keys = ON');
  assert.ok(near.hits.length > 0.9 * (whole.length - 10));
  assert.ok(keysOf(near).every((key) => whole.indexOf(key) >= 10));
});

test('a token is of its search; another one, or what is none, is refused', () => {
  const { next = '' } = texts.search('the', { limit: 2 });
  const other: [string, object][] = [
    ['of', {}],
    ['the', { in: ['tracks'] as const }],
    ['the', { typing: true }],
  ];
  for (const [text, options] of other)
    assert.throws(() => texts.search(text, { ...options, after: next }), /token .* another search/);
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [version, digest] = JSON.parse(Buffer.from(next, 'base64url').toString()) as [number, string];
  const garbage = [
    '',
    'x',
    '🎸',
    next.slice(1),
    next.slice(0, -3),
    forged(null),
    forged([9, digest, [null, null], null]),
  ];
  const keys = [
    [[[1], null, 1], null],
    [[['1'], -1, 1], null],
    [[[1.5], -1, 1], null],
    [[[], -1, 1], null],
    [[[1, 2, 3, 4], -1, 1], null],
    [[1, -1, 1], null],
    [[[1], -1, 0], null],
    [null],
    'x',
  ];
  for (const token of [...garbage, ...keys.map((key) => forged([version, digest, key, null]))])
    assert.throws(
      () => texts.search('the', { after: token }),
      (error: Failure) => error.exitCode === 2 && /token/.test(error.message),
      token,
    );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (token) => {
      assert.throws(() => texts.search('the', { after: token }), Failure);
    }),
  );
  assert.equal(texts.search('the', { limit: 5, after: next }).before, 2);
  // The order in which the kinds are named is no part of the question.
  assert.equal(createTextSearch(open, ['albums', 'tracks']).search('the', { after: next }).before, 2);
  checkSearch('the', { after: next, in: ['albums', 'tracks'] });
});

test('limits and places are checked', () => {
  for (const limit of [0, -1, 1.5, 1001, Number.NaN])
    assert.throws(() => texts.search('the', { limit }), /1 to 1000/);
  assert.throws(() => texts.search('the', { in: [] }), /nothing to search in/);
  assert.throws(
    () => createTextSearch(open, ['albums']).search('the', { in: ['tracks'] }),
    /Name any of albums/,
  );
});

test('diacritics and case make no difference', () => {
  const whole = keysOf(texts.search('niteroi', { limit: 1000 }));
  assert.ok(whole.length > 100);
  for (const text of ['Niterói', 'NITERÓI', 'Nitero\u0301i', 'nitérôì'])
    assert.deepEqual(keysOf(texts.search(text, { limit: 1000 })), whole);
});

test('where nothing is found, the last word is tried as a beginning, then mistyped words are corrected, and it is told', () => {
  assert.deepEqual(texts.search('satellite').searched, { text: 'satellite', typing: false, as: 'typed' });
  const begun = texts.search('satell');
  assert.deepEqual(begun.searched, { text: 'satell', typing: true, as: 'beginning' });
  assert.deepEqual(keysOf(begun), keysOf(texts.search('satell*')));
  for (const [text, meant] of [
    ['satelite', 'satellite'],
    ['Stealite', 'satellite'],
    ['artist:"niteroi chambr orchestar"', 'artist:"niteroi chamber orchestra"'],
    ['the horizn -xyzzy', 'the horizon -xyzzy'],
    ['satelite OR horizn', 'satellite OR horizon'],
  ] as const) {
    const page = texts.search(text, { limit: 5 });
    assert.deepEqual(page.searched, { text: meant, typing: false, as: 'corrected' }, text);
    assert.deepEqual(titles(page), titles(texts.search(meant, { limit: 5 })));
    // The next page goes on with the same words, and says so.
    const later = texts.search(text, { limit: 5, after: page.next as string });
    assert.equal(later.searched.as, 'corrected');
    assert.deepEqual(titles(later), titles(texts.search(meant, { limit: 10 })).slice(5));
  }
  for (const text of ['qqqqqqqqq', '1962345', 'xq', 'satelite qqqqqqqqq']) {
    const none = texts.search(text);
    assert.deepEqual([none.hits, none.searched.as, none.next], [[], 'typed', undefined], text);
  }
  // A correction that is longer than a search may be is none: what was typed was not too long.
  assert.equal(texts.search('satelite'.padEnd(MOST_CHARACTERS - 1, '.')).searched.as, 'corrected');
  assert.equal(texts.search('satelite'.padEnd(MOST_CHARACTERS, '.')).searched.as, 'typed');
});

test('new words are known to the correction at once, gone ones no longer', () => {
  const rename = db.prepare(
    'UPDATE chinook_artists SET name = ? WHERE id = (SELECT artist_id FROM chinook_albums WHERE id = 1)',
  );
  const { name } = db
    .prepare(
      'SELECT name FROM chinook_artists WHERE id = (SELECT artist_id FROM chinook_albums WHERE id = 1)',
    )
    .get() as { name: string };
  assert.deepEqual(texts.search('wombatt').hits, []);
  rename.run('The Wombats');
  assert.equal(texts.search('wombatt').searched.text, 'wombats');
  rename.run(name);
  assert.deepEqual(texts.search('wombatt').hits, []);
});

test('what has not the field is not asked, and it is told', () => {
  const page = texts.search('composer:franco');
  assert.deepEqual(page.without, ['albums']);
  assert.ok(page.hits.length > 0 && page.hits.every(({ kind }) => kind === 'tracks'));
  assert.deepEqual(texts.search('composer:franco', { in: ['albums'] }).hits, []);
});

test('a match whose row is gone is no hit, and it is counted', () => {
  db.exec('BEGIN');
  const { id } = texts.search('satellite', { in: ['albums'] }).hits[0] as { id: number };
  db.exec(`DROP TRIGGER albums_fts_chinook_albums_before_delete; PRAGMA defer_foreign_keys = ON`);
  db.prepare('UPDATE chinook_tracks SET album_id = NULL WHERE album_id = ?').run(id);
  db.prepare('DELETE FROM chinook_albums WHERE id = ?').run(id);
  const page = texts.search('satellite', { in: ['albums'] });
  db.exec('ROLLBACK');
  assert.equal(page.gone, 1);
  assert.ok(!page.hits.some((hit) => hit.id === id));
});

test('the query plan asks the full-text index alone and sorts no more than a page', () => {
  for (const index of INDEXES) {
    const plan = db
      .prepare(
        `EXPLAIN QUERY PLAN SELECT rowid, rank FROM ${index.table} WHERE ${index.table} MATCH 'x'
         AND rank MATCH '${rankFunction(index)}' AND (+rank, +rowid) > (0, 0) ORDER BY rank, rowid LIMIT 20`,
      )
      .all() as { detail: string }[];
    assert.match(plan[0]?.detail ?? '', /^SCAN \w+ VIRTUAL TABLE INDEX \d+:.*r.*M/);
  }
});
