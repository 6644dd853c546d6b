import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureSizes } from '../../src/experiments/scale/all-sizes.ts';
import { OPERATIONS } from '../../src/experiments/scale/operations.ts';
import scale from '../../src/experiments/scale.ts';
import { single, three } from '../../src/layouts/index.ts';
import { defineLayout } from '../../src/model/layout.ts';
import { TABLE_GROUPS, type TableName } from '../../src/model/tables.ts';
import { seedStore, TemporaryFolder } from '../support/dataset.ts';
import { rowsOf, runQuick } from './context.ts';

/** Two copies: one more would only take longer. */
const SMALL = { maxBytes: 7e6 };

test('each operation is timed at each size on the first layout and one other, and what was built grows', async () => {
  const result = await runQuick(scale, undefined, SMALL);
  const latency = rowsOf(result, 'Latency by size of the data (of the first layout)');
  assert.deepEqual(
    latency.map(({ layout, arm }) => [arm, layout]),
    OPERATIONS.flatMap(({ label }) => [single, three].map(({ name }) => [label, name])),
  );
  for (const { figures, arm, note } of latency) {
    assert.deepEqual(Object.keys(figures), ['copies-1', 'copies-2'], arm);
    assert.ok(
      Object.values(figures).every((one) => typeof one === 'number' && one > 0),
      arm,
    );
    assert.equal(note, null);
  }
  const built = rowsOf(result, 'What was built');
  const data = (layout: string) =>
    built.filter((row) => row.layout === layout).map(({ figures }) => figures.data ?? 0);
  for (const layout of ['single', 'three']) {
    const [small = 0, large = 0] = data(layout);
    assert.ok(large > 1.5 * small && large < 2.5 * small, layout);
  }
  const growth = rowsOf(result, result.tables[1]?.title ?? '');
  assert.equal(growth.length, latency.length);
  for (const { figures } of growth) {
    assert.equal(figures.sizes, 2);
    assert.equal(figures.outgrown, 0);
    assert.equal(typeof figures.exponent, 'number');
    assert.equal(figures.error, null, 'two points leave nothing over for an error');
  }
  assert.deepEqual(
    result.hypotheses.map(({ outcome }) => outcome),
    ['not measured', 'not measured', 'not measured'],
    'two sizes decide nothing',
  );
  assert.equal(result.series.length, OPERATIONS.length);
  assert.ok(result.series.every(({ lines, x, y }) => lines.length === 2 && x.log && y.log));
});

test('a layout that a scenario has no plan for has no figures there, and says why', async () => {
  const store = [
    'chinook_employees',
    'chinook_customers',
    'chinook_invoices',
    'chinook_invoice_lines',
  ] as const;
  const elsewhere = new Set<TableName>(store);
  const scattered = defineLayout({
    name: 'scattered',
    description: 'the store in a file of its own',
    connection: 'separate',
    databases: [
      {
        name: 'main',
        file: 'main.sqlite',
        groups: ['app', 'cache'],
        tables: TABLE_GROUPS.catalog.filter((table) => !elsewhere.has(table)),
      },
      { name: 'store', file: 'store.sqlite', tables: store },
    ],
  });
  const result = await runQuick(scale, [single, scattered], { maxBytes: 1 });
  const row = rowsOf(result, 'Latency by size of the data (of the first layout)').find(
    ({ layout, arm }) => layout === 'scattered' && arm.startsWith('customer JOIN'),
  );
  assert.equal(row?.figures['copies-1'], null);
  assert.match(row?.note ?? '', /no connection sees .*chinook_customers/);
  const growth = rowsOf(result, result.tables[1]?.title ?? '');
  assert.ok(growth.every(({ figures }) => figures.exponent === null));
});

test('sizes that the disk has no room for are told as not run, and the others measured', async () => {
  const folder = new TemporaryFolder();
  const { sizes, notRun } = await measureSizes(
    [single],
    {
      layouts: [single],
      built: () => assert.fail('it builds its own'),
      work: folder.path,
      seedStore: await seedStore(folder.path),
      quick: true,
      maxBytes: 7e6,
      signal: new AbortController().signal,
      onProgress: () => {},
    },
    async (_, bytes) => (bytes > 5e6 ? 'the disk is small' : null),
  );
  assert.deepEqual(
    sizes.map(({ copies }) => copies),
    [1],
  );
  assert.equal(notRun.length, 1);
  assert.match(notRun[0]?.what ?? '', /^the data at 7\.\d+ MB$/);
  assert.equal(notRun[0]?.reason, 'the disk is small');
});
