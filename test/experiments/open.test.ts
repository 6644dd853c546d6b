import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import open from '../../src/experiments/open.ts';
import { EXPERIMENT_LAYOUTS, single, three, threeAttached, two } from '../../src/layouts/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';
import { figure, outcomes, rowsOf, runQuick } from './context.ts';

const TITLE = 'Connections of one process';
const linux = process.platform === 'linux';

test('connections: descriptors of WAL files, a copy of the cache in each set, memory that grows', async () => {
  const result = await runQuick(open, EXPERIMENT_LAYOUTS);
  const rows = rowsOf(result, TITLE);
  assert.equal(rows.length, 4 * 3, 'single-batched has the same files as single');
  const of = (layout: string, sets: number, key: string) =>
    figure(rows, layout, sets === 1 ? '1 set' : `${sets} sets`, key) ?? assert.fail(`${layout} ${key}`);
  for (const { name } of [three, threeAttached]) {
    const each = of(name, 1, 'inMemory');
    assert.ok(each > 0);
    assert.deepEqual([of(name, 4, 'inMemory'), of(name, 16, 'inMemory')], [4 * each, 16 * each], name);
  }
  for (const { name } of [single, two]) assert.equal(of(name, 16, 'inMemory'), 0);
  for (const row of rows)
    for (const key of ['open', 'query', 'close']) assert.ok((row.figures[key] ?? 0) > 0, `${row.arm} ${key}`);
  if (!linux) {
    assert.equal(result.notRun[0]?.what, 'file descriptors');
    return;
  }
  // The file and its WAL for each connection; the shared memory is mapped once for a process.
  const descriptors = (wals: number) => [3 * wals, 9 * wals, 33 * wals];
  for (const [layout, wals] of [
    [single, 1],
    [two, 2],
    [three, 2],
    [threeAttached, 2],
  ] as const)
    assert.deepEqual(
      [1, 4, 16].map((sets) => of(layout.name, sets, 'descriptors')),
      descriptors(wals),
      layout.name,
    );
  for (const { name } of [single, two, three, threeAttached]) {
    assert.ok(of(name, 1, 'private') < of(name, 4, 'private'), name);
    assert.ok(of(name, 4, 'private') < of(name, 16, 'private'), name);
  }
  assert.ok(of('three', 16, 'private') > of('single', 16, 'private'));
  assert.equal(outcomes(result).at(-1), 'confirmed');
  assert.equal(result.series.length, 1);
});

test('a layout that the document does not speak of decides none of its claims; the built files stay as they are', async () => {
  const folder = new TemporaryFolder();
  const journal = {
    ...two,
    name: 'journal',
    databases: two.databases.map((one) => ({ ...one, pragmas: { ...one.pragmas, journal_mode: 'delete' } })),
  };
  buildAndOpen(journal, folder.path, await seedStore(folder.path)).close();
  const place = join(folder.path, 'journal-1');
  const files = () =>
    readdirSync(place).map((name) => [name, readFileSync(join(place, name)).toString('latin1')]);
  const before = files();
  const result = await runQuick(open, [journal], { built: async () => place });
  assert.deepEqual(outcomes(result), ['not measured', 'not measured', 'not measured', 'not measured']);
  if (linux) assert.equal(figure(rowsOf(result, TITLE), 'journal', '16 sets', 'descriptors'), 32);
  assert.deepEqual(files(), before);
});
