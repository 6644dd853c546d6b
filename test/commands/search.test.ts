import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import { main } from '../../src/main.ts';
import type { Layout } from '../../src/model/layout.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const folder = new TemporaryFolder();

before(async () => {
  for (const layout of ['three', 'single', 'three-attached'])
    assert.equal((await run('build', '--scale', '1', '--layout', layout, '--out', layout)).code, 0);
});

async function run(...words: string[]) {
  const recorded = recordedStreams({ cwd: folder.path });
  return { code: await main(words, recorded.streams), out: recorded.out(), err: recorded.err() };
}
const search = (...words: string[]) => run('search', '--data', 'three', ...words);

/** A copy of the built data, of which a test may do what it likes. */
function copy(name: string, work: (db: Database.Database) => void = () => {}): string {
  cpSync(join(folder.path, 'three'), join(folder.path, name), { recursive: true });
  const db = new Database(join(folder.path, name, 'chinook.sqlite'));
  work(db);
  db.close();
  return name;
}

/** An update that the index does not hear of. */
function drift(db: Database.Database): void {
  db.exec(
    'DROP TRIGGER albums_fts_chinook_albums_after_update; DROP TRIGGER albums_fts_chinook_albums_before_update',
  );
  db.exec("UPDATE chinook_albums SET title = 'Zebra crossing' WHERE id = 1");
}

test('hits, where they were found, how many there are, and the command for the next page, which works', async () => {
  const first = await search('satellite', '--limit', '4');
  assert.equal(first.code, 0, first.err);
  assert.equal(first.err, '');
  const lines = first.out.trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^ +title +artist +album +found in$/);
  assert.equal(lines.length, 7);
  for (const line of lines.slice(1, 5))
    assert.match(line, /^[1-4] {2}(track|album) .*(title|artist|album|composer)/);
  assert.match(lines[5] ?? '', /^1 to 4 of 291 tracks and 25 albums in three \(three\)$/);
  const command = /^next {2}chinook-eval (search .*)$/.exec(lines[6] ?? '')?.[1] ?? '';
  const second = await run(...command.split(' '));
  assert.match(second.out, /^5 {2}track/m);
  assert.match(second.out, /^5 to 8 of 291 tracks and 25 albums/m);
  assert.ok(!first.out.includes('\u001b'));
});

test('the next page of a text with quotes and spaces can be had as it is printed', async () => {
  const { out } = await search('artist:guido "chamber orchestra" -don\'t', '--limit', '2', '--in', 'tracks');
  const command = /^next {2}chinook-eval search (.*)$/m.exec(out)?.[1] ?? assert.fail(out);
  assert.match(
    command,
    /^--in tracks --limit 2 --data three --after \S+ 'artist:guido "chamber orchestra" -don'\\''t'$/,
  );
  const token = /--after (\S+)/.exec(command)?.[1] ?? '';
  const next = await search(
    'artist:guido "chamber orchestra" -don\'t',
    '--limit',
    '2',
    '--in',
    'tracks',
    '--after',
    token,
  );
  assert.match(next.out, /^3 {2}track/m);
});

test('colour only where the screen has it', async () => {
  const recorded = recordedStreams({ cwd: folder.path });
  const stdout = { ...recorded.streams.stdout, isTTY: true, columns: 120 };
  await main(['search', '--data', 'three', 'satellite', '--limit', '1'], { ...recorded.streams, stdout });
  assert.ok(/\[36m[^\n]*Satellite/.test(recorded.out()) && recorded.out().includes('\u001b'));
  const none = recordedStreams({ cwd: folder.path, env: { NO_COLOR: '1' } });
  await main(['search', '--data', 'three', 'satellite'], {
    ...none.streams,
    stdout: { ...none.streams.stdout, isTTY: true },
  });
  assert.ok(!none.out().includes('\u001b'));
});

test('--json has everything', async () => {
  const { out, code } = await search('satelite', '--json', '--limit', '3', '--in', 'albums');
  const page = JSON.parse(out) as {
    hits: { kind: string; fields: { text: string; marks: number[][] }[] }[];
    searched: object;
    counts: object;
    next: string;
  };
  assert.equal(code, 0);
  assert.deepEqual(page.searched, { text: 'satellite', typing: false, as: 'corrected' });
  assert.deepEqual(page.counts, { albums: 25 });
  assert.equal(page.hits.length, 3);
  for (const { kind, fields } of page.hits) {
    assert.equal(kind, 'albums');
    const words = fields.flatMap(({ text, marks }) =>
      marks.map(([from, to]) => text.slice(from, to).toLowerCase()),
    );
    assert.ok(words.length > 0 && words.every((word) => word === 'satellite'));
  }
  assert.equal(typeof page.next, 'string');
});

test('what was searched other than what was typed is told; so is nothing at all', async () => {
  assert.match((await search('satelite')).out, /^no match for 'satelite'; showing 'satellite'$/m);
  assert.match((await search('satell')).out, /^no match for 'satell'; showing what begins so$/m);
  assert.match((await search('🎸', 'the')).out, /passed over, since no letter or digit is in it: 🎸/);
  assert.match((await search('composer:franco')).out, /not in albums: they have no such field/);
  const none = await search('qqqqqqqqqq');
  assert.deepEqual([none.code, none.err], [0, '']);
  assert.match(none.out, /^nothing found for 'qqqqqqqqqq' in three \(three\)\./);
  assert.match((await search('--typing', 'satell')).out, /^1 to 20 of /m);
});

test('what files hold does not reach the terminal as a command', async () => {
  const data = copy('escapes', (db) =>
    db.prepare('UPDATE chinook_albums SET title = ? WHERE id = 1').run('Zyzzyva \u001b[31mred\u202e\nline'),
  );
  const { out } = await run('search', '--data', data, 'zyzzyva', '--in', 'albums');
  assert.match(out, /Zyzzyva {2}\[31mred {2}line/);
  const typed = await search('\u001b[31mxqxqxqxq');
  assert.ok(!typed.out.includes('\u001b'));
});

test('every layout answers alike', async () => {
  const [three, single] = await Promise.all([
    search('the', '--json'),
    run('search', '--data', 'single', 'the', '--json'),
  ]);
  const hits = ({ out }: { out: string }) => (JSON.parse(out) as { hits: unknown }).hits;
  assert.deepEqual(hits(single), hits(three));
});

test('a word with a dash is taken for an option: the message names --, and it works', async () => {
  const { code, err } = await search('satellite', '-live');
  assert.equal(code, 2);
  assert.match(err, /unknown option '-live' .*comes after --: chinook-eval search -- love -live\)\n$/);
  assert.match((await search('satellite', '--lmit', '3')).err, /--help lists what there is/);
  assert.equal((await search('--', 'satellite', '-live')).code, 0);
});

test('triggers that are gone or altered: --verify says so before anything has drifted, --rebuild makes them again', async () => {
  for (const layout of ['single', 'three', 'three-attached']) {
    const data = `without-${layout}`;
    cpSync(join(folder.path, layout), join(folder.path, data), { recursive: true });
    const file = join(folder.path, data, layout === 'single' ? 'database.sqlite' : 'chinook.sqlite');
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

test('a locked file: 11', async () => {
  const data = copy('locked');
  // The layout's own patience, of some seconds, is not what is tested.
  const pointer = join(folder.path, data, 'layout.json');
  const made = JSON.parse(readFileSync(pointer, 'utf8')) as { layout: Layout };
  const databases = made.layout.databases.map((one) => ({
    ...one,
    pragmas: { ...one.pragmas, busy_timeout: 20 },
  }));
  writeFileSync(pointer, JSON.stringify({ ...made, layout: { ...made.layout, databases } }));
  const db = new Database(join(folder.path, data, 'chinook.sqlite'));
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
  const header = copy('header');
  writeFileSync(
    join(folder.path, header, 'chinook.sqlite'),
    'no database at all, but long enough to be looked at'.repeat(100),
  );
  const cases: [string[], RegExp][] = [
    [['the', '--data', missing], /missing is not whole: albums_fts is missing/],
    [['--verify', '--data', missing], /missing is not whole: albums_fts is missing/],
    [['the', '--data', shadow], /shadow is not whole: tracks_fts is missing or cannot be opened|damaged/],
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

test('bad input: one line, exit 2', async () => {
  const cases: [string[], RegExp][] = [
    [[], /no text to search for/],
    [[''], /empty/],
    [['🎸'], /no letter and no digit/],
    [['--', '-love'], /only exclusions/],
    [['x'.repeat(10_240)], /at most 1000/],
    [['the', '--limit', '0'], /whole number from 1/],
    [['the', '--limit', '1001'], /1 to 1000/],
    [['the', '--limit', 'many'], /whole number/],
    [['the', '--in', 'songs'], /There is no songs/],
    [['the', '--in', ''], /names with commas/],
    [['the', '--after', 'garbage'], /token \(--after\) is none/],
    [['the', '--after', ''], /token \(--after\) is none/],
    [['the', '--verify'], /Leave out the text/],
    [['--rebuild', '--in', 'tracks'], /Leave out --in/],
    [['--verify', '--rebuild'], /--verify and --rebuild are two tasks/],
    [['the', '--data', 'nowhere'], /nowhere holds no layout\.json/],
    [['the', '--data', 'three', '--layout', 'single'], /three is of layout three, not single/],
    [['--rebuild'], /no data folder is named/],
    [['--optimize'], /no data folder is named/],
    [['the', '--layout', 'four'], /no layout four/],
  ];
  for (const [words, message] of cases) {
    const { code, out, err } = await run('search', ...words);
    assert.equal(code, 2, `${words.join(' ').slice(0, 60)}: ${err}`);
    assert.match(err, message);
    assert.match(err, /^[^\n]*\n$/);
    assert.equal(out, '');
  }
  const { next } = JSON.parse((await search('the', '--json')).out) as { next: string };
  assert.match((await search('of', '--after', next)).err, /of another search/);
});

test('without data the built-in catalogue is built, told of, and gone afterwards', async () => {
  const empty = new TemporaryFolder();
  const recorded = recordedStreams({ cwd: empty.path });
  assert.equal(await main(['search', 'satellite', '--layout', 'two', '--limit', '1'], recorded.streams), 0);
  assert.match(recorded.out(), /in the built-in catalogue \(two\)/);
  assert.match(recorded.err(), /using the built-in catalogue/);
  rmSync(empty.path, { recursive: true });
});

test('interrupted: 130, nothing said', async () => {
  const recorded = recordedStreams({ cwd: folder.path });
  recorded.abort();
  for (const words of [['--verify'], ['the']])
    assert.equal(await main(['search', '--data', 'three', ...words], recorded.streams), 130);
  assert.equal(recorded.out(), '');
});
