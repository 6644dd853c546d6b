import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { readDataFolder } from '../../src/database/data-folder.ts';
import { createSql, INVERTED_FILE } from '../../src/database/inverted-file/schema.ts';
import { openLayout } from '../../src/database/open.ts';
import { main } from '../../src/main.ts';
import { findAudio } from '../../src/search/audio/find-files.ts';
import { type ImportRequest, importAudio } from '../../src/search/audio/import.ts';
import { readMap } from '../../src/search/audio/map-file.ts';
import { clip, TIMBRES } from '../support/audio/synth.ts';
import { type WavTags, wavFile } from '../support/audio/wav.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const folder = new TemporaryFolder();
const built = join(folder.path, 'built');
const music = join(folder.path, 'music');
const SONGS = 6;
let tags: Required<WavTags>[] = [];

async function run(cwd: string, ...words: string[]) {
  const recorded = recordedStreams({ cwd });
  const code = await main(['vectors', ...words], recorded.streams);
  return { code, out: recorded.out(), err: recorded.err() };
}

let copies = 0;

/** A folder with a copy of the data for one test. */
function freshData(): string {
  const path = join(folder.path, String(copies++));
  cpSync(built, join(path, 'data'), { recursive: true });
  return path;
}

function database(cwd: string): Database.Database {
  const db = new Database(join(cwd, 'data', 'chinook.sqlite'));
  sqliteVec.load(db);
  return db;
}

/** Every row of track_vectors. */
function vectors(cwd: string): { id: number; embedding: Buffer; genre: number; model: string }[] {
  const db = database(cwd);
  const rows = db
    .prepare(
      'SELECT track_id AS id, embedding, genre_id AS genre, model FROM track_vectors ORDER BY track_id',
    )
    .all() as ReturnType<typeof vectors>;
  db.close();
  return rows;
}

function wav(index: number, tagged?: WavTags): Buffer {
  const piece = clip(TIMBRES[index % TIMBRES.length] ?? 'organ', index, { seconds: 1, rate: 16_000 });
  return wavFile([piece, piece], { rate: 16_000, ...(tagged === undefined ? {} : { tags: tagged }) });
}

before(async () => {
  const recorded = recordedStreams({ cwd: folder.path });
  const words = ['build', '--layout', 'three', '--scale', '1', '--out', 'built'];
  assert.equal(await main(words, recorded.streams), 0, recorded.err());
  const db = new Database(join(built, 'chinook.sqlite'));
  tags = db
    .prepare(
      `SELECT min(t.name) AS title, min(ar.name) AS artist, min(al.title) AS album FROM chinook_tracks t
       JOIN chinook_albums al ON al.id = t.album_id JOIN chinook_artists ar ON ar.id = al.artist_id
       GROUP BY lower(t.name), al.id HAVING count(*) = 1 ORDER BY min(t.id) LIMIT ?`,
    )
    .all(SONGS) as Required<WavTags>[];
  db.close();
  mkdirSync(join(music, 'cd 1'), { recursive: true });
  for (const [index, song] of tags.entries())
    writeFileSync(join(music, index < 3 ? 'cd 1' : '', `${index}.wav`), wav(index, song));
});

test('a folder of tagged files becomes vectors; the same with any number of workers; a second time nothing is read', async () => {
  const [one, several] = [freshData(), freshData()];
  const first = await run(one, 'import', music, '--replace', '--workers', '1');
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /model audio@1: 6 imported; 3503 vectors of another model removed\n/);
  assert.match(first.out, /6\.00 s of audio in .* times as fast as it plays, 1 worker\n/);
  assert.match(first.out, /3497 of 3503 tracks have no vector/);
  const rows = vectors(one);
  assert.equal(rows.length, SONGS);
  const db = database(one);
  const genre = db.prepare('SELECT ifnull(genre_id, 0) FROM chinook_tracks WHERE id = ?').pluck();
  for (const row of rows) assert.deepEqual([row.model, row.genre], ['audio@1', genre.get(row.id)]);
  db.close();
  const more = await run(several, 'import', music, '--replace', '--workers', '3', '--json');
  assert.equal(more.code, 0, more.err);
  const { imported, removed, withoutVector, skipped, workers } = JSON.parse(more.out) as Record<
    string,
    unknown
  >;
  assert.deepEqual([imported, removed, withoutVector, skipped, workers], [SONGS, 3503, 3497, [], 3]);
  assert.deepEqual(vectors(several), rows);

  const again = await run(one, 'import', music);
  assert.equal(again.code, 0, again.err);
  assert.match(again.out, /0 imported, 6 unchanged\n/);
  // Another time of change, and the content is compared; another content, and it is read.
  utimesSync(join(music, '5.wav'), 1, 1);
  assert.match((await run(one, 'import', music)).out, /0 imported, 6 unchanged\n/);
  const other = join(folder.path, 'other');
  cpSync(music, other, { recursive: true });
  assert.match((await run(one, 'import', other)).out, /6 imported\n/, 'another folder has other files');
  writeFileSync(join(other, '5.wav'), wav(50, tags[5]));
  assert.match((await run(one, 'import', other)).out, /1 imported, 5 unchanged\n/);
  assert.notDeepEqual(vectors(one), rows);
});

test('vectors of another model: refused in one line, and left as they are', async () => {
  const cwd = freshData();
  const { code, out, err } = await run(cwd, 'import', music);
  assert.equal(code, 2);
  assert.equal(out, '');
  assert.match(
    err,
    /^chinook-eval: track_vectors holds 3503 vectors of "track-data@1", which .* --replace .*\n$/,
  );
  assert.equal(vectors(cwd).length, 3503);
  assert.equal(existsSync(join(cwd, 'data', 'audio-vectors.journal')), false);
});

test('broken, silent, short, mislabelled, unknown, doubled: each is listed with its reason, the rest comes in', async () => {
  const cwd = freshData();
  const mixed = join(cwd, 'mixed');
  mkdirSync(mixed);
  const put = (name: string, content: Uint8Array | string) => writeFileSync(join(mixed, name), content);
  put('1 good.wav', wav(0, tags[0]));
  put('2 mislabelled.mp3', wav(1, tags[1]));
  put('3 cut.wav', wav(2, tags[2]).subarray(0, 20_000));
  put('4 silent.wav', wavFile([new Float32Array(40_000)], { tags: tags[3] ?? {} }));
  put('5 short.wav', wavFile([new Float32Array(100).fill(0.1)], { tags: tags[4] ?? {} }));
  put('6 text.wav', 'a text\n');
  put('7 empty.flac', '');
  put('8 unknown.wav', wav(5, { title: 'Unknown', artist: 'Nobody', album: 'Nothing' }));
  put('9 same.wav', wav(6, tags[0]));
  put('a untagged.wav', wav(7));
  put('b \u001b[31mred.m4a', 'x');
  put('notes.txt', 'x');
  if (process.platform !== 'win32') symlinkSync('loop.wav', join(mixed, 'loop.wav'));
  const result = await run(cwd, 'import', 'mixed', '--replace', '--json');
  assert.equal(result.code, 3);
  const { imported, skipped, notes, ignored } = JSON.parse(result.out) as {
    imported: number;
    ignored: number;
    skipped: { file: string; reason: string }[];
    notes: { file: string; reason: string }[];
  };
  assert.deepEqual([imported, ignored], [2, 1]);
  assert.deepEqual(notes, [
    { file: '2 mislabelled.mp3', reason: 'is WAV by its content, and was read as that' },
  ]);
  const expected: [string, RegExp][] = [
    ['3 cut.wav', /is cut off: \d+ %/],
    ['4 silent.wav', /is silent/],
    ['5 short.wav', /is too short/],
    ['6 text.wav', /is text, not audio/],
    ['7 empty.flac', /is empty/],
    [
      '8 unknown.wav',
      /fits no track by its tags \("Unknown" by Nobody on Nothing\); name its track with --map/,
    ],
    ['9 same.wav', /is track \d+, as 1 good\.wav is/],
    ['a untagged.wav', /has no title in its tags/],
    ['b \u001b[31mred.m4a', /is of another kind/],
    ...(process.platform === 'win32'
      ? []
      : ([['loop.wav', /leads back to itself/]] as const).map(([a, b]): [string, RegExp] => [a, b])),
  ];
  assert.deepEqual(
    skipped.map(({ file }) => file),
    expected.map(([file]) => file),
  );
  for (const [index, [, reason]] of expected.entries()) assert.match(skipped[index]?.reason ?? '', reason);
  const told = await run(cwd, 'import', 'mixed');
  assert.equal(told.code, 3);
  assert.match(told.err, /^chinook-eval: skipped: 3 cut\.wav is cut off/m);
  assert.ok(!told.err.includes('\u001b'));
  assert.match(told.out, /0 imported, 2 unchanged, \d+ skipped\n/);
});

test('files that may not be read are listed', {
  skip: (process.platform === 'win32' || process.getuid?.() === 0) && 'needs a user with limits',
}, async () => {
  const cwd = freshData();
  mkdirSync(join(cwd, 'm', 'closed'), { recursive: true });
  writeFileSync(join(cwd, 'm', 'a.wav'), wav(0, tags[0]));
  chmodSync(join(cwd, 'm', 'a.wav'), 0);
  chmodSync(join(cwd, 'm', 'closed'), 0);
  const { code, err } = await run(cwd, 'import', 'm', '--replace');
  chmodSync(join(cwd, 'm', 'closed'), 0o755);
  assert.equal(code, 3);
  assert.match(err, /a\.wav cannot be read: no permission/);
  assert.match(err, /closed cannot be read: no permission/);
});

test('a map says which file is which track, before the tags do; its errors name the line', async () => {
  const cwd = freshData();
  const map = (text: string) => writeFileSync(join(cwd, 'map.csv'), `file,track_id\n${text}`);
  map('cd 1/0.wav,3000\n');
  const { code, err } = await run(cwd, 'import', music, '--replace', '--map', 'map.csv');
  assert.equal(code, 0, err);
  const ids = vectors(cwd).map(({ id }) => id);
  assert.ok(ids.length === SONGS && ids.includes(3000));
  for (const [text, message] of [
    ['nowhere.wav,1\n', /map\.csv, line 2: there is no audio file nowhere\.wav in the music folder/],
    ['3.wav,1\n4.wav,999999\n', /map\.csv, line 3: there is no track 999999/],
    ['3.wav,one\n', /map\.csv, line 2: "one" is no track_id/],
  ] as const) {
    map(text);
    const refused = await run(cwd, 'import', music, '--replace', '--map', 'map.csv');
    assert.equal(refused.code, 2);
    assert.match(refused.err, message);
  }
});

test('bad input: one line, and the exit code that says what kind', async () => {
  const cwd = freshData();
  mkdirSync(join(cwd, 'nothing', 'here'), { recursive: true });
  writeFileSync(join(cwd, 'song.wav'), wav(0));
  const bare = new TemporaryFolder().path;
  const cases: [string, string[], RegExp][] = [
    [cwd, ['import', 'no-such'], /no-such is not there\. Name a folder with audio files/],
    [cwd, ['import', 'nothing', '--replace'], /nothing holds no audio files \(WAV, FLAC, MP3, Ogg Vorbis\)/],
    [cwd, ['import', 'song.wav'], /song\.wav is a file\. Name the folder/],
    [cwd, ['import', music, '--map', 'no.csv'], /no\.csv is not there/],
    [cwd, ['import', music, '--workers', '0'], /whole number/],
    [cwd, ['import', music, '--layout', 'single'], /data is of layout three, not single/],
    [bare, ['import', music], /no data folder is named/],
    [bare, ['verify', '--data', 'none'], /none holds no layout\.json/],
    [bare, ['export', '--out', 'v.csv'], /no data folder is named/],
    [cwd, ['export', '--out', 'vectors.txt'], /has to end in \.csv or \.jsonl/],
    [cwd, ['export', '--out', 'no/such/v.csv'], /there is no folder/],
  ];
  for (const [where, words, message] of cases) {
    const { code, out, err } = await run(where, ...words);
    assert.equal(code, 2, `${words.join(' ')}: ${err}`);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1);
    assert.equal(out, '');
  }
});

test('a locked database: exit 11, one line, nothing changed', async () => {
  const cwd = freshData();
  const locker = database(cwd);
  locker.exec('BEGIN IMMEDIATE');
  const { code, err } = await run(cwd, 'import', music, '--replace');
  locker.exec('ROLLBACK');
  locker.close();
  assert.equal(code, 11);
  assert.match(err, /^chinook-eval: data is locked by another process\. .*\n$/);
  assert.equal(vectors(cwd).length, 3503);
});

/** importAudio with the map of all songs, in a data folder. */
async function importing(cwd: string, more: Partial<ImportRequest> = {}, from = music) {
  const { layout, files, path } = readDataFolder(join(cwd, 'data'), 'data');
  const session = openLayout(layout, files);
  const signal = more.signal ?? new AbortController().signal;
  try {
    const found = await findAudio(from, signal);
    const lines = found.files.map(({ name }, index) => `"${name}",${index + 1}\n`);
    writeFileSync(join(cwd, 'map.csv'), `file,track_id\n${lines.join('')}`);
    const map = readMap(join(cwd, 'map.csv'), 'map.csv', from);
    const request = { session, dataFolder: path, found, map, shownMap: 'map.csv', workers: 2, replace: true };
    return await importAudio({ ...request, signal, ...more });
  } finally {
    session.close();
  }
}

test('a worker that crashes, hangs or breaks costs the file that it was at', async () => {
  const cwd = freshData();
  const from = join(cwd, 'faulty');
  mkdirSync(from);
  for (const [index, name] of ['a', 'b crash', 'c', 'd hang', 'e', 'f throw', 'g refuse', 'h'].entries())
    writeFileSync(join(from, `${name}.wav`), wav(index));
  const program = {
    file: fileURLToPath(new URL('../support/audio/faulty-process.ts', import.meta.url)),
    node: process.execPath,
  };
  const { imported, skipped } = await importing(cwd, { program, deadlineSeconds: 5 }, from);
  assert.equal(imported, 4);
  const reasons = Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]));
  assert.deepEqual(Object.keys(reasons), ['b crash.wav', 'd hang.wav', 'f throw.wav', 'g refuse.wav']);
  assert.match(reasons['b crash.wav'] ?? '', /could not be read: the process was ended by SIGSEGV/);
  assert.match(reasons['d hang.wav'] ?? '', /could not be read: no answer within 5 s/);
  assert.equal(reasons['f throw.wav'], 'cannot be read: Cannot read properties of undefined');
  assert.equal(reasons['g refuse.wav'], 'is refused');
  assert.deepEqual(
    vectors(cwd).map(({ id }) => id),
    [1, 3, 5, 8],
  );
});

test('interrupted, and killed, and then run again: the end is that of an undisturbed run', async () => {
  const [undisturbed, interrupted, killed] = [freshData(), freshData(), freshData()];
  assert.equal((await importing(undisturbed)).imported, SONGS);
  const expected = vectors(undisturbed);
  const journal = (cwd: string) => readFileSync(join(cwd, 'data', 'audio-vectors.journal'), 'utf8');

  const controller = new AbortController();
  const aborted = importing(interrupted, {
    signal: controller.signal,
    workers: 1,
    onProgress: (doing, fraction) => {
      if (doing === 'importing' && fraction > 0.4) controller.abort();
    },
  });
  await assert.rejects(aborted, {
    exitCode: 130,
    message: /^interrupted; \d of 6 files are done, and the same command goes on from there$/,
  });
  const part = vectors(interrupted);
  assert.ok(part.length > 0 && part.length < SONGS, 'what was ready is kept');
  const rest = await importing(interrupted);
  assert.deepEqual([rest.imported, rest.unchanged], [SONGS - part.length, part.length]);
  assert.deepEqual(vectors(interrupted), expected);
  assert.equal(journal(interrupted), journal(undisturbed));

  const program = fileURLToPath(new URL('../support/audio/import-slowly.ts', import.meta.url));
  const words = [join(killed, 'data'), music, join(undisturbed, 'map.csv')];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words]);
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  child.kill('SIGKILL');
  assert.deepEqual((await ended)[1], 'SIGKILL', 'it was still at work');
  const kept = vectors(killed).length;
  assert.ok(kept > 0 && kept < SONGS);
  const resumed = await importing(killed);
  assert.deepEqual([resumed.imported, resumed.unchanged], [SONGS - kept, kept]);
  assert.deepEqual(vectors(killed), expected);
  assert.equal(journal(killed), journal(undisturbed));
});

test('a journal that is cut off, or does not fit the database, costs time and nothing else', async () => {
  const cwd = freshData();
  await importing(cwd);
  const expected = vectors(cwd);
  const path = join(cwd, 'data', 'audio-vectors.journal');
  writeFileSync(path, `${readFileSync(path, 'utf8').slice(0, -20)}`);
  assert.equal((await importing(cwd)).imported, 1);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, `null\n{"path":1}\n${whole}garbage`);
  assert.equal((await importing(cwd)).imported, 0);
  assert.equal(readFileSync(path, 'utf8'), whole);
  const db = database(cwd);
  db.prepare('DELETE FROM track_vectors WHERE track_id = ?').run(BigInt(expected[2]?.id ?? 0));
  db.close();
  assert.equal((await importing(cwd)).imported, 1);
  assert.deepEqual(vectors(cwd), expected);
});

test('what is exported comes back exactly, as CSV and as JSON lines; another model needs --replace', async () => {
  const [from, to] = [freshData(), freshData()];
  const rows = vectors(from);
  for (const name of ['v.csv', 'v.jsonl']) {
    const written = await run(from, 'export', '--out', name);
    assert.equal(written.code, 0, written.err);
    assert.deepEqual([written.out, written.err], ['', `chinook-eval: 3503 vectors in ${name}\n`]);
    const db = database(to);
    db.exec('DELETE FROM track_vectors');
    db.close();
    const read = await run(to, 'import', join(from, name), '--json');
    assert.equal(read.code, 0, read.err);
    assert.deepEqual(JSON.parse(read.out), {
      model: 'track-data@1',
      imported: 3503,
      removed: 0,
      tracks: 3503,
      withoutVector: 0,
    });
    assert.deepEqual(vectors(to), rows);
  }
  const piped = await run(from, 'export', '--out', '-');
  assert.equal(piped.out, readFileSync(join(from, 'v.jsonl'), 'utf8'));
  const other = piped.out.split('\n').slice(0, 3).join('\n').replaceAll('track-data@1', 'mine@2');
  writeFileSync(join(from, 'other.jsonl'), other);
  assert.match((await run(from, 'import', 'other.jsonl')).err, /"track-data@1".*"mine@2".*--replace/);
  assert.equal((await run(from, 'import', 'other.jsonl', '--replace')).code, 0);
  assert.deepEqual(
    vectors(from).map(({ model }) => model),
    ['mine@2', 'mine@2', 'mine@2'],
  );
  writeFileSync(join(from, 'gone.jsonl'), other.replace('"track_id":1,', '"track_id":999999,'));
  const gone = await run(from, 'import', 'gone.jsonl');
  assert.equal(gone.code, 2);
  assert.match(gone.err, /there is no track 999999 here/);
  const twice = await run(from, 'import', 'gone.jsonl', '--map', 'map.csv');
  assert.match(twice.err, /--map and --workers are for audio files/);
});

test('verify: fine as built; each way to be wrong is found, with exit 4 and a way out', async () => {
  const cwd = freshData();
  const fine = await run(cwd, 'verify');
  assert.equal(fine.code, 0, fine.err);
  assert.equal(fine.out, 'data: 3503 vectors of track-data@1 for 3503 tracks: as they should be\n');
  const db = database(cwd);
  const row = db.prepare('SELECT embedding FROM track_vectors WHERE track_id = 5').pluck().get() as Buffer;
  const put = db.prepare(
    'INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (?, ?, ?, ?)',
  );
  const drop = db.prepare('DELETE FROM track_vectors WHERE track_id = ?');
  const floats = new Float32Array(new Uint8Array(row).buffer);
  const blob = (values: Float32Array) => Buffer.from(values.buffer);
  const genre = (id: number) =>
    BigInt(
      db.prepare('SELECT ifnull(genre_id, 0) FROM chinook_tracks WHERE id = ?').pluck().get(id) as number,
    );
  drop.run(5n);
  put.run(5n, blob(floats.map((value) => value * 2)), genre(5), 'track-data@1');
  drop.run(6n);
  put.run(6n, row, genre(6) + 1n, 'track-data@1');
  drop.run(7n);
  put.run(99_999n, row, 0n, 'track-data@1');
  db.close();
  const broken = await run(cwd, 'verify');
  assert.equal(broken.code, 4);
  for (const line of [
    /^ {2}1 vectors are not 64 finite numbers of length 1 \(5\): /m,
    /^ {2}1 vectors have another genre than their track \(6\): /m,
    /^ {2}1 tracks have no vector \(7\): /m,
    /^ {2}1 vectors belong to no track \(99999\): /m,
  ])
    assert.match(broken.out, line);
  const again = database(cwd);
  again.exec('DELETE FROM track_vectors WHERE track_id = 8');
  const insert = 'INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (?, ?, ?, ?)';
  again.prepare(insert).run(8n, row, 1n, 'another@1');
  again.close();
  const { findings } = JSON.parse((await run(cwd, 'verify', '--json')).out) as {
    findings: { check: string }[];
  };
  assert.ok(findings.some(({ check }) => check === 'one-model'));
  const empty = database(cwd);
  empty.exec('DELETE FROM track_vectors');
  empty.close();
  assert.equal((await run(cwd, 'verify')).code, 4);
  assert.match((await run(cwd, 'export', '--out', '-')).err, /there are no vectors to export/);
});

test('verify compares the inverted file, vector by vector', async () => {
  const cwd = freshData();
  const db = database(cwd);
  for (const sql of createSql('main', 64)) db.exec(sql);
  const index = db.prepare(`INSERT INTO ${INVERTED_FILE.index} VALUES (1, 1, ?, 0, 3503, 0, '{}')`);
  index.run('track-data@1');
  db.exec(
    `INSERT INTO ${INVERTED_FILE.vectors} (track_id, cell, embedding) SELECT track_id, 1, embedding FROM track_vectors`,
  );
  const fine = await run(cwd, 'verify');
  assert.equal(fine.code, 0, fine.out);
  assert.match(fine.out, /for 3503 tracks, and the inverted file: as they should be/);
  db.exec(`DELETE FROM ${INVERTED_FILE.vectors} WHERE track_id = 4;
           DELETE FROM track_vectors WHERE track_id = 9;
           UPDATE ${INVERTED_FILE.index} SET model = 'other@1'`);
  db.close();
  const { code, out } = await run(cwd, 'verify');
  assert.equal(code, 4);
  assert.match(out, /^ {2}1 vectors are not in the inverted file as they are \(4\): .* vectors index$/m);
  assert.match(out, /^ {2}1 rows of the inverted file have no vector \(9\): /m);
  assert.match(
    out,
    /^ {2}3502 vectors are of another model than the inverted file was made of \(other@1\): /m,
  );
});

test('--replace mends a table of two models, also where all files are done already', async () => {
  const cwd = freshData();
  await importing(cwd);
  const rows = vectors(cwd);
  const db = database(cwd);
  db.prepare('INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (3000, ?, 1, ?)').run(
    rows[0]?.embedding,
    'other@1',
  );
  db.close();
  assert.equal((await run(cwd, 'verify')).code, 4);
  await assert.rejects(importing(cwd, { replace: false }), /holds 1 vectors of "other@1"/);
  const { unchanged, removed } = await importing(cwd);
  assert.deepEqual([unchanged, removed], [SONGS, 1]);
  assert.deepEqual(vectors(cwd), rows);
});

test('verify of imported audio: tracks without a file are told of and are no fault', async () => {
  const cwd = freshData();
  await importing(cwd);
  const { code, out } = await run(cwd, 'verify');
  assert.equal(code, 0, out);
  assert.match(
    out,
    /6 vectors of audio@1 for 3503 tracks: as they should be\n {2}3497 tracks have no vector/,
  );
});
