import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Difference } from '../../src/gate/differences.ts';
import { compareFigures, compareLayouts, type FigureLevels, levelOf } from '../../src/gate/figures.ts';
import { Figures } from '../../src/model/figures.ts';
import { FigureChange } from '../../src/model/gate.ts';
import type { LayoutResult } from '../../src/model/run.ts';

const few = fc.integer({ min: 0, max: 3 });
const statement = fc.record({
  sql: fc.constantFrom('SELECT 1', 'SELECT 2', 'INSERT', 'DELETE'),
  plan: fc.array(fc.constantFrom('SCAN t', 'SEARCH t'), { maxLength: 2 }),
  bytecodeSha256: fc.constantFrom('aa', 'bb'),
});
const writes = fc.record({
  calls: fc.constantFrom(50, 100),
  walBytes: few,
  walFrames: few,
  writeCalls: fc.option(few),
  writeBytes: fc.option(few),
});
const figures: fc.Arbitrary<Figures> = fc.record({
  statements: fc.array(statement, { maxLength: 4 }),
  rows: few,
  writes: fc.option(writes),
  recallAt10: fc.option(fc.constantFrom(0.5, 0.9, 1)),
});

type Database = LayoutResult['databases'][number];
const database = (name: string): fc.Arbitrary<Database> =>
  fc.record({
    name: fc.constant(name),
    file: fc.constantFrom(`${name}.sqlite`, ':memory:'),
    tables: fc.constant([]),
    pragmas: fc.record({
      page_size: fc.constantFrom(1024, 4096),
      journal_mode: fc.constantFrom('wal', 'delete'),
    }),
    bytes: fc.constant(null),
    objects: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('sqlite_schema', `${name}_a`, 'moving', `${name}_b`),
        table: fc.constant('t'),
        bytes: few.map((pages) => (1 + pages) * 4096),
      }),
      { selector: (one) => one.name },
    ),
    schema: fc.constant(null),
  });
const layout = fc
  .tuple(fc.option(database('main')), fc.option(database('cache')))
  .map((databases) => ({ databases: databases.filter((one) => one !== null) }));

const SWAPPED = { worse: 'better', better: 'worse', changed: 'changed' } as const;
const sorted = (changes: readonly Omit<Difference, 'figure'>[]) =>
  changes.map(({ unit, base, head, effect }) => JSON.stringify([unit, base, head, effect])).sort();
const swapped = (changes: readonly Difference[]) =>
  sorted(changes.map((one) => ({ ...one, base: one.head, head: one.base, effect: SWAPPED[one.effect] })));

test('a document compared with itself has no change, and swapping base and head swaps worse and better', () => {
  fc.assert(
    fc.property(figures, figures, (base, head) => {
      const self = compareFigures(base, structuredClone(base));
      assert.deepEqual(self.changes, []);
      // Plan and bytecode of each statement, and the rows; of writes what the system counts; recall where there is one.
      const counted = base.writes
        ? 2 + Number(base.writes.writeCalls !== null) + Number(base.writes.writeBytes !== null)
        : 0;
      assert.equal(self.equal, 2 * base.statements.length + 1 + counted + Number(base.recallAt10 !== null));
      const [there, back] = [compareFigures(base, head), compareFigures(head, base)];
      assert.deepEqual(sorted(back.changes), swapped(there.changes));
      assert.equal(back.equal, there.equal);
    }),
  );
  fc.assert(
    fc.property(layout, layout, (base, head) => {
      assert.deepEqual(compareLayouts(base, structuredClone(base)).changes, []);
      const [there, back] = [compareLayouts(base, head), compareLayouts(head, base)];
      assert.deepEqual(sorted(back.changes), swapped(there.changes));
      assert.equal(back.equal, there.equal);
    }),
  );
});

const LEVELS: FigureLevels = {
  plan: 'fail',
  bytecode: 'warn',
  rows: 'fail',
  wal: 'fail',
  writes: 'fail',
  pages: 'fail',
  pragmas: 'fail',
  recall: 'fail',
};

test('every change has a level and fits the document', () => {
  fc.assert(
    fc.property(figures, figures, layout, layout, (a, b, c, d) => {
      for (const change of [...compareFigures(a, b).changes, ...compareLayouts(c, d).changes]) {
        const level = levelOf(change, LEVELS);
        FigureChange.parse({ ...change, level });
        assert.equal(level === 'pass', change.effect === 'better');
      }
    }),
  );
});

const BASE: Figures = Figures.parse({
  statements: [
    { sql: 'SELECT a', plan: ['SEARCH t', '  LIST'], bytecodeSha256: 'a1' },
    { sql: 'SELECT b', plan: ['SCAN u'], bytecodeSha256: 'b1' },
  ],
  rows: 16,
  writes: { calls: 100, walBytes: 412_000, walFrames: 100, writeCalls: 200, writeBytes: 412_000 },
  recallAt10: 0.9,
});
const [A, B] = BASE.statements as [Figures['statements'][0], Figures['statements'][0]];

const against = (head: Partial<Figures>, base: Partial<Figures> = {}) =>
  compareFigures({ ...BASE, ...base }, { ...BASE, ...head }).changes.map((one) => [
    one.figure,
    one.base,
    one.head,
    one.effect,
  ]);

test('plans and bytecode: the plan speaks first; statements are matched by their SQL, then by their order', () => {
  const scan = { ...A, plan: ['SCAN t'], bytecodeSha256: 'a2' };
  assert.deepEqual(against({ statements: [scan, B] }), [
    ['query plan of statement 1', 'SEARCH t\n  LIST', 'SCAN t', 'changed'],
  ]);
  assert.deepEqual(against({ statements: [scan] }, { statements: [A] })[0]?.[0], 'query plan');
  assert.deepEqual(against({ statements: [A, { ...B, bytecodeSha256: 'b2' }] }), [
    ['bytecode of statement 2', 'b1', 'b2', 'changed'],
  ]);
  const fresh = { sql: 'SELECT c', plan: [], bytecodeSha256: 'c1' };
  assert.deepEqual(against({ statements: [fresh, A, B] }), [['statement 1', null, 'SELECT c', 'changed']]);
  assert.deepEqual(against({ statements: [B] }), [['statement 1', 'SELECT a', null, 'changed']]);
  assert.deepEqual(against({ statements: [B, A] }), [], 'the order of preparing costs nothing');
  const rewritten = { ...A, sql: 'SELECT  a', plan: ['SCAN t'] };
  assert.deepEqual(against({ statements: [rewritten, B] })[0]?.slice(0, 1), ['query plan of statement 1']);
});

test('what is written is worse above and better below, per call; recall the other way round', () => {
  const writes = BASE.writes ?? assert.fail();
  assert.deepEqual(against({ writes: { ...writes, walBytes: 824_000, walFrames: 200, writeCalls: 100 } }), [
    ['WAL bytes per call', 4120, 8240, 'worse'],
    ['WAL frames per call', 1, 2, 'worse'],
    ['write system calls per call', 2, 1, 'better'],
  ]);
  const half = { calls: 50, walBytes: 206_000, walFrames: 50, writeCalls: 100, writeBytes: 206_001 };
  assert.deepEqual(against({ writes: half }), [['bytes written per call', 4120, 4120.02, 'worse']]);
  assert.deepEqual(against({ writes: { ...writes, writeCalls: null, writeBytes: null } }), []);
  assert.deepEqual(against({ writes: null })[0], ['WAL bytes per call', 4120, null, 'changed']);
  assert.deepEqual(against({ recallAt10: 0.8 }), [['recall@10', 0.9, 0.8, 'worse']]);
  assert.deepEqual(against({ recallAt10: 1 }), [['recall@10', 0.9, 1, 'better']]);
  assert.deepEqual(against({ rows: 15 }), [['rows returned', 16, 15, 'changed']]);
});

test('figures that one side could not have are not compared', () => {
  assert.deepEqual(compareFigures(null, BASE), { changes: [], equal: 0 });
  assert.deepEqual(compareFigures(BASE, null), { changes: [], equal: 0 });
});

test('levels: better passes, worse and changed take the configured level, off is not heard of', () => {
  const change = (figure: string, effect: Difference['effect']): Difference => ({
    figure,
    unit: 'count',
    base: 1,
    head: 2,
    effect,
  });
  assert.equal(levelOf(change('query plan of statement 2', 'changed'), LEVELS), 'fail');
  assert.equal(levelOf(change('bytecode', 'changed'), LEVELS), 'warn');
  assert.equal(levelOf(change('WAL bytes per call', 'worse'), { ...LEVELS, wal: 'warn' }), 'warn');
  assert.equal(levelOf(change('WAL bytes per call', 'better'), LEVELS), 'pass');
  assert.equal(levelOf(change('pages of query plan', 'worse'), { ...LEVELS, pages: 'off' }), null);
  assert.throws(() => levelOf(change('luck', 'worse'), LEVELS), TypeError);
});

test('layouts: pages by table wherever it lies, PRAGMAs by database, databases that come and go', () => {
  const main: Database = {
    name: 'main',
    file: 'database.sqlite',
    tables: [],
    pragmas: { page_size: 4096, synchronous: 1, old: 1 },
    bytes: null,
    schema: null,
    objects: [
      { name: 'users', table: 'users', bytes: 8192 },
      { name: 'cache', table: 'cache', bytes: 4096 },
      { name: 'sqlite_schema', table: 'sqlite_schema', bytes: 4096 },
    ],
  };
  const apart: Database = {
    ...main,
    name: 'side',
    file: 'side.sqlite',
    objects: [
      { name: 'cache', table: 'cache', bytes: 8192 },
      { name: 'sqlite_schema', table: 'sqlite_schema', bytes: 4096 },
    ],
  };
  const users = { name: 'users', table: 'users', bytes: 4096 };
  const head = {
    ...main,
    pragmas: { page_size: 4096, synchronous: 2, fresh: 1 },
    objects: [users, { name: 'sqlite_schema', table: 'sqlite_schema', bytes: 4096 }],
  };
  const list = (base: Database[], head: Database[]) =>
    compareLayouts({ databases: base }, { databases: head }).changes.map((one) => [
      one.figure,
      one.base,
      one.head,
      one.effect,
    ]);
  assert.deepEqual(list([main], [head, apart]), [
    ['database side', null, 'side.sqlite', 'changed'],
    ['PRAGMA synchronous of main', '1', '2', 'changed'],
    ['pages of users', 2, 1, 'better'],
    ['pages of cache', 1, 2, 'worse'],
    ['pages of side.sqlite_schema', null, 1, 'changed'],
  ]);
  const smaller = { ...main, pragmas: { ...main.pragmas, page_size: 2048 }, objects: [users] };
  assert.deepEqual(list([{ ...main, objects: [users] }], [smaller]), [
    ['PRAGMA page_size of main', '4096', '2048', 'changed'],
    ['pages of users', 1, 2, 'changed'],
  ]);
});
