import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { methodWords } from '../../src/commands/recommend-table.ts';
import { pointerTo } from '../../src/database/data-folder.ts';
import { openLayout } from '../../src/database/open.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { main } from '../../src/main.ts';
import { Child } from '../../src/process/child.ts';
import { vectorSearchChart } from '../../src/search/vectors/chart.ts';
import { removeVectors, writeVectors } from '../../src/search/vectors/store.ts';
import { differingRows, storedVector } from '../search/vectors/sample-vectors.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const folder = new TemporaryFolder();
const place = (layout: string) => join(folder.path, `${layout}-1`);

before(async () => {
  const store = await seedStore(folder.path);
  for (const layout of LAYOUTS) {
    buildAndOpen(layout, folder.path, store).close();
    writeFileSync(join(place(layout.name), 'layout.json'), JSON.stringify(pointerTo(layout)));
  }
});

async function run(...words: string[]) {
  const recorded = recordedStreams({ cwd: folder.path });
  const code = await main(words, recorded.streams);
  return { code, out: recorded.out(), err: recorded.err() };
}

interface Answer {
  readonly inputs: readonly { genre: string; name: string }[];
  readonly recommendations: readonly {
    id: number;
    name: string;
    genre: string;
    reasons: Record<string, unknown>;
  }[];
  readonly method: { kind: string; why?: string; recall: number; measured?: number; cached?: boolean };
}

async function ask(...words: string[]): Promise<Answer> {
  const { code, out, err } = await run('recommend', ...words, '--json');
  assert.equal(code, 0, err);
  return JSON.parse(out) as Answer;
}

test('every layout recommends the same: ten others, each song once, with reasons; kept and used again', async () => {
  const answers = new Set<string>();
  for (const { name } of LAYOUTS) {
    const first = await ask('--track', '1234', '--data', `${name}-1`);
    assert.deepEqual(first.method, {
      kind: 'exact',
      recall: 1,
      cached: false,
      why: 'there is no inverted file',
    });
    const ids = first.recommendations.map(({ id }) => id);
    assert.equal(new Set(ids).size, 10);
    assert.ok(!ids.includes(1234));
    const again = await ask('--track', '1234', '--data', `${name}-1`);
    assert.equal(again.method.cached, true);
    assert.deepEqual(again.recommendations, first.recommendations);
    const exact = await ask('--track', '1234', '--data', `${name}-1`, '--exact');
    assert.deepEqual([exact.method.cached, exact.method.why], [false, 'it was asked for']);
    assert.deepEqual(exact.recommendations, first.recommendations);
    answers.add(JSON.stringify(first.recommendations));
  }
  assert.equal(answers.size, 1);
});

test('vectors of tracks that are gone take no place: there are as many recommendations as asked for', async () => {
  const before = await ask('--track', '2000', '--data', 'three-attached-1', '--no-cache');
  const gone = before.recommendations.slice(0, 6).map(({ id }) => id);
  const db = new Database(join(place('three-attached'), 'chinook.sqlite'));
  db.pragma('foreign_keys = OFF');
  for (const id of gone) db.prepare('DELETE FROM chinook_tracks WHERE id = ?').run(id);
  db.close();
  const [genre] = before.recommendations.map((one) => one.genre);
  for (const words of [[], ['--genre', genre ?? ''], ['--k', '1000']]) {
    const args = ['--track', '2000', ...words, '--data', 'three-attached-1', '--no-cache'];
    const { recommendations } = await ask(...args);
    const ids = recommendations.map(({ id }) => id);
    assert.equal(ids.length, words[0] === '--k' ? 1000 : 10, words.join(' '));
    assert.ok(!ids.some((id) => gone.includes(id)));
  }
});

test('several tracks, a playlist and words; a genre is kept to, also by number', async () => {
  const several = await ask('--tracks', '1,2,2', '--data', 'three-1', '--k', '3');
  assert.equal(several.recommendations.length, 3);
  const playlist = await ask('--playlist', '12', '--data', 'three-1', '--genre', 'rock', '--k', '50');
  assert.equal(playlist.recommendations.length, 50);
  assert.ok(playlist.recommendations.every(({ genre }) => genre === 'Rock'));
  const byNumber = await ask('--playlist', '12', '--data', 'three-1', '--genre', '1', '--k', '50');
  assert.deepEqual(byNumber.recommendations, playlist.recommendations);
  const words = await ask('--like', 'neon', '--data', 'three-1');
  assert.ok(
    words.recommendations.some(({ name, reasons }) => /neon/i.test(name) && reasons.match !== undefined),
  );
  assert.ok(words.recommendations.some(({ reasons }) => reasons.match === undefined));
});

test('words with a genre mean matches of that genre, however many of others are better; where none matches, any', async () => {
  const rap = await ask('--like', 'love', '--genre', 'Rap', '--data', 'three-1', '--k', '8');
  assert.deepEqual(
    rap.inputs.map(({ genre }) => genre),
    ['Rap', 'Rap', 'Rap'],
  );
  assert.ok(rap.recommendations.every(({ genre }) => genre === 'Rap'));
  assert.ok(
    rap.recommendations.some(({ reasons }) => reasons.match === 4),
    'the fourth of that genre',
  );
  const oratorio = await ask('--like', 'love', '--genre', 'Oratorio', '--data', 'three-1', '--k', '8');
  assert.ok(oratorio.inputs.length === 3 && oratorio.inputs.every(({ genre }) => genre !== 'Oratorio'));
  assert.deepEqual(
    oratorio.recommendations.map(({ genre }) => genre),
    ['Oratorio'],
  );
});

test('text: one track is one, and it is told where there are fewer than asked for', async () => {
  const one = await run('recommend', '--playlist', '9', '--data', 'three-1', '--k', '2');
  assert.match(one.out, /^like playlist 9 \(1 track\) in /);
  assert.doesNotMatch(one.out, /asked for/);
  const few = await run('recommend', '--track', '1', '--genre', 'Oratorio', '--data', 'three-1');
  assert.match(few.out, /\nno more than 1 of the 10 asked for are there to recommend\n/);
});

test('a playlist that is nearly everything, and more than vec0 takes at once, still gets its answer', async () => {
  const { recommendations, method } = await ask('--playlist', '1', '--data', 'three-1', '--k', '1000');
  assert.ok(recommendations.length > 0 && recommendations.length < 1000);
  assert.equal(method.kind, 'exact');
});

test('bad input: one line, the right exit code, nothing on stdout', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /nothing to start from/],
    [['--track', '1', '--like', 'x'], 2, /Name one/],
    [['--track', '999999'], 2, /no track 999999/],
    [['--track', '0'], 2, /whole number/],
    [['--tracks', '1,x'], 2, /whole number/],
    [['--playlist', '9999'], 2, /no playlist 9999\. Name one that exists, such as \d+ \("/],
    [['--like', ''], 2, /text is empty/],
    [['--like', '!!!'], 2, /letter/],
    [['--like', 'zzqqzzqq'], 2, /no track matches/],
    [['--track', '1', '--genre', 'Polka'], 2, /no genre Polka\. Name one of Rock/],
    [['--track', '1', '--k', '5000'], 2, /1 to 1000/],
    [['--track', '1', '--k', '0'], 2, /1 to 1000/],
    [['--track', '1', '--k', '1.5'], 2, /whole number/],
    [['--track', '1', '--recall', '0'], 2, /above 0/],
    [['--track', '1', '--recall', '0.9', '--exact'], 2, /cannot be used/],
    [['--track', '1', '--data', 'nowhere'], 2, /nowhere/],
    [['--track', '1', '--layout', 'two'], 2, /of layout three/],
  ];
  for (const [words, exitCode, message] of cases) {
    const data = words.includes('--data') ? [] : ['--data', 'three-1'];
    const { code, out, err } = await run('recommend', ...words, ...data);
    assert.equal(code, exitCode, `${words.join(' ')}: ${err}`);
    assert.match(err, message);
    assert.match(err, /^[^\n]+\n$/);
    assert.equal(out, '');
  }
});

test('without a data folder: bad input is one line all the same, and an answer says what it is from', async () => {
  const empty = join(folder.path, 'empty');
  mkdirSync(empty, { recursive: true });
  const ask = async (...words: string[]) => {
    const recorded = recordedStreams({ cwd: empty });
    const code = await main(['recommend', ...words], recorded.streams);
    return { code, out: recorded.out(), err: recorded.err() };
  };
  for (const [words, message] of [
    [['--track', '999999'], /no track 999999/],
    [['--track', '1', '--k', '5000'], /1 to 1000/],
    [['--like', '!!!'], /letter/],
  ] as const) {
    const { code, out, err } = await ask(...words);
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, message);
    assert.match(err, /^[^\n]+\n$/);
  }
  const { code, out, err } = await ask('--track', '79');
  assert.equal(code, 0);
  assert.match(out, /like .* in the built-in catalogue \(single\)/);
  assert.match(err, /^[^\n]+built for this command alone\n$/);
});

test('an index is not advised where there are too few vectors for it to help', async () => {
  const { out } = await run('recommend', '--track', '79', '--data', 'three-1', '--no-cache');
  assert.match(out, /there is no inverted file \(it helps from about 10,000 vectors on;\s+here are 3,503\)/);
  const whole = {
    method: { kind: 'exact', recall: 1, cached: false, why: 'there is no inverted file' },
    vectors: 10_000,
    index: "chinook-eval vectors index --data 'my data'",
  } as const;
  assert.match(methodWords(whole), /\(chinook-eval vectors index --data 'my data' makes one\)$/);
});

test('vectors index makes the index, recommend uses it and says so; both as text', async () => {
  const made = await run(
    'vectors',
    'index',
    '--data',
    'single-1',
    '--cells',
    '20',
    '--recall',
    '90%',
    '--json',
  );
  assert.equal(made.code, 0, made.err);
  const { rows, measured } = JSON.parse(made.out) as { rows: number; measured: { cells: number } };
  assert.deepEqual([rows, measured.cells], [3503, 20]);
  const approximate = await ask('--track', '77', '--data', 'single-1', '--recall', '0.5');
  assert.equal(approximate.method.kind, 'approximate');
  assert.equal(approximate.method.recall, 0.5, 'what is sure');
  assert.ok((approximate.method.measured ?? 0) > 0.5);
  const deep = await ask(
    '--track',
    '77',
    '--data',
    'single-1',
    '--k',
    '1000',
    '--recall',
    '0.5',
    '--no-cache',
  );
  assert.equal(deep.method.why, 'recall was not measured for the nearest 1000');
  const exact = await ask('--track', '77', '--data', 'single-1', '--exact', '--no-cache');
  assert.equal(exact.method.why, 'it was asked for');
  const { out } = await run('recommend', '--track', '78', '--data', 'single-1', '--recall', '0.5');
  assert.match(
    out.replaceAll('\n', ' '),
    /approximate: \d+ of 20 cells probed; recall@10 at least 0\.5 \(99 % sure\), 0\.\d{3} measured when the index was made/,
  );
  const one = await run('vectors', 'index', '--data', 'single-1', '--cells', '1');
  assert.match(one.out, /3,503 vectors of track-data@1 in 1 cell, made in/);
  const text = await run('vectors', 'index', '--data', 'single-1', '--cells', '20');
  assert.match(text.out, /3,503 vectors of track-data@1 in 20 cells/);
  assert.match(text.out, /the 10 nearest to a track {4}\S/);
});

test('a killed or interrupted indexing leaves the old index, whole', async () => {
  const [layout] = LAYOUTS;
  assert.ok(layout);
  const request = { layout, files: place('single'), shown: 'single-1', recall: 0.9, cells: 15 };
  for (const stage of ['learning 15 cells', 'writing']) {
    const child: Child = new Child('src/database/inverted-file/index-process', {
      signal: new AbortController().signal,
      onProgress: (doing) => doing === stage && child.kill(),
    });
    await assert.rejects(child.request('index', request, 60), /ended by SIGKILL/);
    await child.end();
    const open = openLayout(layout, place('single'));
    assert.equal(differingRows(open), 0);
    open.close();
    const { method } = await ask('--track', '77', '--data', 'single-1', '--recall', '0.5');
    assert.equal(method.kind, 'approximate');
  }
  const recorded = recordedStreams({ cwd: folder.path });
  const running = main(['vectors', 'index', '--data', 'single-1'], recorded.streams);
  recorded.abort();
  assert.equal(await running, 130, recorded.err());
});

test('no vectors, two models, a locked and a damaged database', async () => {
  const two = LAYOUTS.find(({ name }) => name === 'two') ?? assert.fail();
  const open = openLayout(two, place('two'));
  removeVectors(open, [50]);
  writeVectors(open, [{ trackId: 51, embedding: storedVector(open, 52), genreId: 1, model: 'other@1' }]);
  const mixed = await run('recommend', '--track', '1', '--data', 'two-1');
  assert.deepEqual([mixed.code, mixed.out], [4, '']);
  assert.match(mixed.err, /"other@1" and "track-data@1".*\n$/);
  assert.equal((await run('vectors', 'index', '--data', 'two-1')).code, 4);
  removeVectors(open, [51]);
  const without = await run('recommend', '--track', '50', '--data', 'two-1');
  assert.equal(without.code, 2);
  assert.match(without.err, /track 50 has no vector/);
  const partly = await run('recommend', '--tracks', '50,60', '--data', 'two-1');
  assert.match(partly.out, /1 of 2 tracks have no vector/);
  open.close();

  const blocker = new Database(join(place('two'), 'database.sqlite'));
  blocker.pragma('locking_mode = EXCLUSIVE');
  blocker.exec('BEGIN EXCLUSIVE');
  const locked = await run('recommend', '--track', '1', '--data', 'two-1');
  blocker.close();
  assert.equal(locked.code, 11, locked.err);
  assert.match(locked.err, /^[^\n]*locked[^\n]*\n$/);

  const dropped = new Database(join(place('two'), 'database.sqlite'));
  sqliteVec.load(dropped);
  dropped.exec('DELETE FROM track_vectors_vector_chunks00');
  for (const words of [
    ['recommend', '--track', '1'],
    ['vectors', 'verify'],
    ['vectors', 'export', '--out', '-'],
  ]) {
    const { code, out, err } = await run(...words, '--data', 'two-1');
    assert.deepEqual([code, out], [4, '']);
    assert.match(err, /^[^\n]*two-1 has damaged vectors \(Could not fetch[^\n]*vectors index[^\n]*\n$/);
  }
  dropped.exec('DROP TABLE track_vectors');
  dropped.close();
  const missing = await run('recommend', '--track', '1', '--data', 'two-1');
  assert.equal(missing.code, 4);
  assert.match(missing.err, /^[^\n]*two-1 is not whole: track_vectors is missing[^\n]*\n$/);

  mkdirSync(join(folder.path, 'damaged'));
  writeFileSync(
    join(folder.path, 'damaged', 'layout.json'),
    JSON.stringify(pointerTo(LAYOUTS[0] ?? assert.fail())),
  );
  writeFileSync(
    join(folder.path, 'damaged', 'database.sqlite'),
    'no database at all, but longer than a header',
  );
  for (const words of [
    ['recommend', '--track', '1'],
    ['vectors', 'index'],
  ]) {
    const { code, err } = await run(...words, '--data', 'damaged');
    assert.equal(code, 4, err);
    assert.match(err, /damaged is damaged \(file is not a database\)/);
  }
});

test('the chart has the parts of the audio import, of the store and of the search, and no loose ends', () => {
  const audio = [{ id: 'decode', title: 'decode', does: 'WAV' }];
  const chart = vectorSearchChart(audio);
  const ids = chart.nodes.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { from, to } of chart.edges)
    assert.ok(ids.includes(from) && ids.includes(to), `${from} -> ${to}`);
  for (const id of ids)
    assert.ok(
      chart.edges.some(({ from, to }) => from === id || to === id),
      id,
    );
  for (const id of [
    'decode',
    'track_vectors',
    'inverted-file',
    'similarity_cache',
    'by-cells',
    'recommendations',
  ])
    assert.ok(ids.includes(id), id);
  const tables = chart.nodes.filter(({ shape }) => shape === 'store').map(({ lines }) => lines[0]);
  assert.deepEqual(
    tables,
    ['track_vectors', 'track_vectors_ivf', 'similarity_cache'],
    'as SQLite names them',
  );
});
