import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildInvertedFile } from '../../../src/database/inverted-file/build.ts';
import { dropSql } from '../../../src/database/inverted-file/schema.ts';
import { readIndex } from '../../../src/database/inverted-file/state.ts';
import { type OpenLayout, openLayout } from '../../../src/database/open.ts';
import { TRACK_DATA_MODEL, VECTOR_DIMENSIONS } from '../../../src/database/schema/search.ts';
import { three, threeAttached } from '../../../src/layouts/index.ts';
import { Failure } from '../../../src/model/failure.ts';
import type { Sought } from '../../../src/search/vectors/method.ts';
import { createNearest } from '../../../src/search/vectors/nearest.ts';
import { removeVectors, writeVectors } from '../../../src/search/vectors/store.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';
import { bruteForce, differingRows, storedVector } from './sample-vectors.ts';

const folder = new TemporaryFolder();
let open: OpenLayout;
const TRACKS = 3503;

before(async () => {
  open = buildAndOpen(threeAttached, folder.path, await seedStore(folder.path));
});
after(() => open.close());

const sought = (track: number, more: Partial<Sought> = {}): Sought => ({
  vector: storedVector(open, track),
  from: [track],
  wanted: 10,
  count: 10,
  how: {},
  ...more,
});
const genreOf = (track: number) =>
  open
    .prepare<{ genre: number }>(
      ['chinook_tracks'],
      'SELECT genre_id AS genre FROM chinook_tracks WHERE id = ?',
    )
    .get(track)?.genre ?? 0;
const write = (trackId: number, embedding: Float32Array, model = TRACK_DATA_MODEL) =>
  writeVectors(open, [{ trackId, embedding, genreId: genreOf(trackId), model }]);
const all = () => {
  const packed = new Float32Array(TRACKS * VECTOR_DIMENSIONS);
  for (let id = 1; id <= TRACKS; id++) packed.set(storedVector(open, id), (id - 1) * VECTOR_DIMENSIONS);
  return packed;
};
const ids = (found: { similar: readonly { id: number }[] }) => found.similar.map(({ id }) => id);

test('the exact search finds what brute force finds, of all and of one genre; it is kept, and used again', () => {
  const vectors = all();
  const search = createNearest(open);
  for (const track of [1, 700, 3503]) {
    const found = search(sought(track));
    assert.deepEqual(found.method, {
      kind: 'exact',
      recall: 1,
      cached: false,
      why: 'there is no inverted file',
    });
    const expected = bruteForce(vectors, storedVector(open, track), 11).map((index) => index + 1);
    assert.deepEqual(
      ids(found),
      expected.filter((id) => id !== track),
    );
    const again = search(sought(track));
    assert.deepEqual(again.similar, found.similar);
    assert.equal(again.method.kind === 'exact' && again.method.cached, true);
    const more = search(sought(track, { count: 11 }));
    assert.equal(
      more.method.kind === 'exact' && more.method.cached,
      false,
      'a longer answer is not cut short',
    );
    const inGenre = search(sought(track, { genre: 3 }));
    assert.ok(inGenre.similar.every(({ id }) => genreOf(id) === 3));
    assert.equal(inGenre.similar.length, 10);
  }
});

test('an answer to a vector that is no longer that of the track is not kept', () => {
  const search = createNearest(open);
  const before = sought(1200, { vector: storedVector(open, 1300) });
  assert.equal(search(before).method.kind, 'exact');
  const { method } = search(sought(1200));
  assert.equal(method.kind === 'exact' && method.cached, false);
});

test('what the build leaves in similarity_cache is no answer', () => {
  const rows = open
    .prepare<{ n: number }>(
      ['similarity_cache'],
      'SELECT count(*) AS n FROM similarity_cache WHERE track_id = 50',
    )
    .get();
  assert.ok((rows?.n ?? 0) > 5);
  const found = createNearest(open, { keep: false })(sought(50, { count: 5 }));
  assert.equal(found.method.kind === 'exact' && found.method.cached, false);
});

test('an answer is forgotten when a vector moves into it, and loses a track that goes, without a gap', () => {
  const search = createNearest(open);
  const cached = (track: number, count: number) => {
    const { method } = search(sought(track, { count }));
    return method.kind === 'exact' && method.cached;
  };
  const [second = 0, third = 0] = ids(search(sought(900))).slice(1);
  assert.ok(cached(900, 10));
  const away = storedVector(open, 3000);
  const moved = storedVector(open, third);
  write(third, away);
  assert.ok(!cached(900, 10), 'nine are left');
  write(2500, storedVector(open, 900));
  assert.ok(!cached(900, 5));
  assert.equal(ids(search(sought(900)))[0], 2500);
  removeVectors(open, [second]);
  assert.ok(cached(900, 9), 'what is left is whole');
  assert.ok(!ids(search(sought(900, { count: 9 }))).includes(second));
  write(third, moved);
  assert.ok(ids(search(sought(900))).includes(third));
  write(second, moved);
});

test('a written vector is found by the inverted file; a removed one is not; both tables hold the same', () => {
  buildInvertedFile(open, { recall: 0.9, cells: 20 });
  assert.equal(differingRows(open), 0);
  const search = createNearest(open, { keep: false });
  const approximately = (track: number) => search(sought(track, { how: { recall: 0.5 } }));
  assert.equal(approximately(10).method.kind, 'approximate');
  write(1999, storedVector(open, 1500));
  const found = approximately(1500);
  assert.equal(found.similar[0]?.id, 1999);
  assert.ok(Math.abs((found.similar[0]?.similarity ?? 0) - 1) < 1e-6);
  assert.equal(found.method.kind === 'approximate' && found.method.changedRows, 1);
  const exact = search(sought(1500, { how: 'exact' }));
  const similarities = new Map(exact.similar.map(({ id, similarity }) => [id, similarity]));
  for (const { id, similarity } of found.similar)
    assert.ok(Math.abs(similarity - (similarities.get(id) ?? similarity)) < 1e-5);
  removeVectors(open, [1999]);
  assert.ok(!ids(approximately(1500)).includes(1999));
  assert.equal(differingRows(open), 0);
});

test('the chunks of a cell are found by an index: vec0 itself would read the rows of all', () => {
  const plan = open
    .prepare<{ detail: string }>(
      ['track_vectors'],
      'EXPLAIN QUERY PLAN SELECT chunk_id, validity, rowids FROM track_vectors_ivf_chunks WHERE partition00 = ?',
    )
    .all(1);
  assert.match(plan[0]?.detail ?? '', /^SEARCH .* USING INDEX track_vectors_ivf_by_cell \(partition00=\?\)$/);
});

test('recall: of 200 other queries at least as many are found as was asked for', () => {
  buildInvertedFile(open, { recall: 0.95, cells: 30 });
  const search = createNearest(open, { keep: false });
  let found = 0;
  for (let track = 5; track <= TRACKS; track += 17) {
    if (track === 1999) continue;
    const near = new Set(ids(search(sought(track, { how: { recall: 0.95 } }))));
    found += ids(search(sought(track, { how: 'exact' }))).filter((id) => near.has(id)).length;
  }
  const queries = Math.ceil((TRACKS - 4) / 17);
  assert.ok(found / (10 * queries) >= 0.95, `${found / (10 * queries)}`);
  const { method } = search(sought(5, { wanted: 1000, count: 5000, how: { recall: 0.95 } }));
  assert.equal(method.kind === 'exact' && method.why, 'recall was not measured for the nearest 1000');
});

test('an index is stale when rows came past the store, or too many changed; searches are exact then, and say so', () => {
  buildInvertedFile(open, { recall: 0.9, cells: 10 });
  const why = () => {
    const { method } = createNearest(open, { keep: false })(sought(10, { how: { recall: 0.5 } }));
    return method.kind === 'exact' ? method.why : method.kind;
  };
  assert.equal(why(), 'approximate');
  open.prepare(['track_vectors'], 'DELETE FROM track_vectors WHERE track_id = 3333').run();
  assert.match(why(), /stale: it holds \d+ vectors, track_vectors \d+/);
  assert.equal(differingRows(open), 1);
  write(3333, storedVector(open, 3332));
  assert.equal(why(), 'approximate');
  const rows = Array.from({ length: 360 }, (_, index) => ({
    trackId: index + 1,
    embedding: storedVector(open, index + 1),
    genreId: genreOf(index + 1),
    model: TRACK_DATA_MODEL,
  }));
  writeVectors(open, rows);
  assert.match(why(), /stale: 361 of \d+ vectors have changed/);
  buildInvertedFile(open, { recall: 0.9, cells: 10 });
  assert.equal(why(), 'approximate');
  const damaged = (sql: string) => {
    open.prepare(['track_vectors'], sql).run();
    const words = why();
    buildInvertedFile(open, { recall: 0.9, cells: 10 });
    return words;
  };
  for (const sql of [
    `UPDATE track_vector_index SET measured = 'x'`,
    `UPDATE track_vector_index SET measured = '{}'`,
    `DELETE FROM track_vector_cells WHERE cell = 5`,
    `DELETE FROM track_vector_cells`,
    `UPDATE track_vector_cells SET cell = 77 WHERE cell = 5`,
    `UPDATE track_vector_cells SET centroid = x'0102' WHERE cell = 5`,
  ])
    assert.equal(damaged(sql), 'the inverted file is damaged', sql);
  open.prepare(['track_vectors'], 'UPDATE track_vector_index SET version = 99').run();
  assert.match(why(), /another version/);
  for (const sql of dropSql('chinook')) open.prepare(['track_vectors'], sql).run();
  assert.equal(why(), 'there is no inverted file');
});

test('a search sees at once what its own connection writes, and another connection has the old index until the new is whole', () => {
  buildInvertedFile(open, { recall: 0.9, cells: 10 });
  const other = openLayout(threeAttached, `${folder.path}/three-attached-1`);
  const state = () => readIndex(other, TRACK_DATA_MODEL);
  const cells = () => {
    const found = state();
    return 'why' in found ? found.why : found.measured.cells;
  };
  let looked = 0;
  buildInvertedFile(open, { recall: 0.9, cells: 12 }, () => {
    looked++;
    assert.equal(cells(), 10);
  });
  assert.ok(looked > 5);
  assert.equal(cells(), 12);
  const search = createNearest(other, { keep: false });
  const found = () => search(sought(1500, { how: { recall: 0.5 } })).method;
  const before = found();
  assert.equal(before.kind === 'approximate' && before.cells, 12);
  buildInvertedFile(open, { recall: 0.9, cells: 25 });
  const after = found();
  assert.equal(after.kind === 'approximate' && after.cells, 25);
  for (const sql of dropSql('chinook')) open.prepare(['track_vectors'], sql).run();
  assert.equal(found().kind, 'exact');
  other.close();
});

test('vectors of two models, or none, are refused in one line', () => {
  const search = createNearest(open, { keep: false });
  write(77, storedVector(open, 77), 'other@1');
  const refused = (exitCode: number, message: RegExp) => (error: unknown) =>
    error instanceof Failure && error.exitCode === exitCode && message.test(error.message);
  assert.throws(() => search(sought(10)), refused(4, /"other@1" and "track-data@1"/));
  assert.throws(() => createNearest(open), refused(4, /two|nothing to say/));
  assert.throws(() => buildInvertedFile(open, { recall: 0.9 }), refused(4, /one index/));
  removeVectors(
    open,
    Array.from({ length: TRACKS }, (_, index) => index + 1),
  );
  assert.throws(() => createNearest(open), refused(2, /there are no vectors/));
  assert.throws(() => buildInvertedFile(open, { recall: 0.9 }), refused(2, /no vectors to index/));
});

test('where nothing may be written the answer is the same and is not kept', async () => {
  const store = await seedStore(folder.path);
  const reading = buildAndOpen(three, folder.path, store);
  reading.refuseWrites();
  const search = createNearest(reading);
  const query: Sought = { vector: storedVector(reading, 5), from: [5], wanted: 3, count: 3, how: {} };
  const found = search(query);
  assert.deepEqual(search(query), found);
  reading.close();
});
