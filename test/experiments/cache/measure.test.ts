import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effortFor } from '../../../src/experiments/cache/effort.ts';
import { measureArm, prepareFilling } from '../../../src/experiments/cache/measure.ts';
import { placeOf } from '../../../src/experiments/cache/places.ts';
import { drawQuestions, searcher } from '../../../src/experiments/cache/search.ts';
import { percentile } from '../../../src/experiments/cache/tables.ts';
import { compileOnce } from '../../../src/experiments/compile-cache.ts';
import { LAYOUTS, single, three, threeAttached, two } from '../../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const answersOf = LAYOUTS.map((layout) => {
  const open = buildAndOpen(layout, folder.path, store);
  const questions = drawQuestions(open, 60);
  const search = searcher(open);
  const answers = questions.map((question) => search(question));
  open.close();
  return { layout, questions, answers };
});

test('the search gives the same answers on every layout, and most questions have one', () => {
  const [first, ...others] = answersOf;
  assert.ok(first);
  for (const other of others) assert.deepEqual(other, { ...first, layout: other.layout });
  assert.ok(first.answers.filter((answer) => answer !== '[]').length > 50);
  for (const answer of first.answers) assert.ok(JSON.parse(answer).length <= 20);
});

test('each place works on layouts with several databases, and sharing is as it must be', async () => {
  for (const { layout, questions } of answersOf.filter(
    ({ layout }) => layout === three || layout === threeAttached,
  )) {
    const subject = {
      layout,
      folder: `${folder.path}/${layout.name}-1`,
      questions,
      keys: questions.map((_, n) => `key:${n}`),
      effort: {
        ...effortFor(true),
        questions: 60,
        capacity: 30,
        slices: 3,
        firstSlices: 3,
        getsPerSlice: 40,
        changeEvery: 5,
        filling: { entries: 50, entryBytes: 100 },
      },
      execArgv: ['--expose-gc', ...compileOnce(folder.path)],
      signal: new AbortController().signal,
    };
    prepareFilling(subject);
    const table = await measureArm(subject, 'table', 2, true);
    assert.equal(table.stale, 0, 'the change and the removal are one transaction');
    assert.equal(table.found, 1);
    assert.equal(table.gets.length, 2 * 2 * 3 * 40);
    assert.equal(table.hits.length + table.misses.length, table.gets.length);
    assert.ok((table.restart?.left ?? 0) > 0);
    assert.ok(table.held.entries <= 30);
    const memory = await measureArm(subject, 'memory', 2, true);
    assert.equal(memory.found, 0);
    assert.equal(memory.restart?.left, 0);
    assert.ok(memory.stale > 0);
    assert.ok(memory.held.entries > 30, 'two caches hold more than one may');
  }
});

test('which place a layout gives its own query cache', () => {
  assert.deepEqual([single, two, three, threeAttached].map(placeOf), ['table', 'file', 'memory', 'memory']);
});

test('a percentile is given only where enough values lie beyond it', () => {
  const values = Float64Array.from({ length: 500 }, (_, i) => i);
  assert.equal(percentile(values, 0.5), 249.5);
  assert.ok((percentile(values, 0.99) ?? 0) > 493);
  assert.equal(percentile(values.subarray(0, 499), 0.99), null);
  assert.equal(percentile(values.subarray(0, 9), 0.5), null);
});
