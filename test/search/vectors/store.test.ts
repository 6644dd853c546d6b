import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OpenLayout } from '../../../src/database/open.ts';
import { TRACK_DATA_MODEL, VECTOR_DIMENSIONS } from '../../../src/database/schema/search.ts';
import { three } from '../../../src/layouts/index.ts';
import { Failure } from '../../../src/model/failure.ts';
import { modelsOf, requireOneModel } from '../../../src/search/vectors/models.ts';
import { removeVectors, type VectorRow, writeVectors } from '../../../src/search/vectors/store.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
let open: OpenLayout;

before(async () => {
  open = buildAndOpen(three, folder.path, await seedStore(folder.path));
});
after(() => open.close());

/** A unit vector along one axis. */
const axis = (dimension: number) =>
  new Float32Array(VECTOR_DIMENSIONS).fill(0).map((_, i) => Number(i === dimension));
const row = (trackId: number, more: Partial<VectorRow> = {}): VectorRow => ({
  trackId,
  embedding: axis(0),
  genreId: 1,
  model: TRACK_DATA_MODEL,
  ...more,
});
const stored = (id: number) =>
  open.prepare(['track_vectors'], 'SELECT * FROM track_vectors WHERE track_id = ?').get(BigInt(id));
const count = (table: 'track_vectors' | 'similarity_cache', where = '1') =>
  open.prepare<{ n: number }>([table], `SELECT count(*) AS n FROM ${table} WHERE ${where}`).get()?.n ?? 0;

test('a vector is replaced, its similarities are forgotten on both sides, others stay', () => {
  const before = { vectors: count('track_vectors'), similarities: count('similarity_cache') };
  const touched = count('similarity_cache', '5 IN (track_id, similar_track_id)');
  assert.ok(touched > 0);
  writeVectors(open, [row(5, { embedding: axis(7), genreId: 3 })]);
  assert.deepEqual(stored(5), {
    track_id: 5,
    embedding: Buffer.from(axis(7).buffer),
    genre_id: 3,
    model: TRACK_DATA_MODEL,
  });
  assert.equal(count('track_vectors'), before.vectors);
  assert.equal(count('similarity_cache'), before.similarities - touched);
});

test('vectors are removed; a track without one may get one; of two for one track the last counts', () => {
  const before = count('track_vectors');
  removeVectors(open, [11, 12]);
  assert.equal(count('track_vectors'), before - 2);
  removeVectors(open, [11, 12]);
  writeVectors(open, [row(11), row(12), row(12, { embedding: axis(9) })]);
  assert.equal(count('track_vectors'), before);
  assert.deepEqual(stored(12)?.embedding, Buffer.from(axis(9).buffer));
  writeVectors(open, []);
});

test('what is no unit vector of 64 finite numbers, of one model and an existing track, is refused; nothing is written', () => {
  const before = stored(20);
  const wrong: [Partial<VectorRow>, RegExp][] = [
    [{ embedding: new Float32Array(63) }, /track 21 has 63 numbers/],
    [{ embedding: new Float32Array(64) }, /length 0\.000 instead of 1/],
    [{ embedding: axis(0).fill(Number.NaN, 3, 4) }, /not finite/],
    [{ embedding: axis(0).fill(Number.POSITIVE_INFINITY, 3, 4) }, /not finite/],
    [{ embedding: new Float32Array(64).fill(1) }, /length 8\.000/],
    [{ model: ' ' }, /which model/],
    [{ model: 'other@1' }, /is of model "other@1"/],
    [{ genreId: 1.5 }, /genre 1\.5/],
    [{ trackId: 0 }, /no track id/],
    [{ trackId: 999_999 }, /no track 999999/],
  ];
  for (const [more, message] of wrong)
    assert.throws(
      () => writeVectors(open, [row(20), row(21, more)]),
      (error: unknown) => error instanceof Failure && error.exitCode === 2 && message.test(error.message),
      String(message),
    );
  assert.deepEqual(stored(20), before);
});

test('a table of two models is told, and refused by who must have one', () => {
  assert.equal(requireOneModel(open), TRACK_DATA_MODEL);
  writeVectors(open, [row(30, { model: 'audio@1' })]);
  assert.deepEqual(modelsOf(open), ['audio@1', TRACK_DATA_MODEL]);
  assert.throws(
    () => requireOneModel(open),
    (error: unknown) => error instanceof Failure && error.exitCode === 4,
  );
});
