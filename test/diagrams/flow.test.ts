import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withoutTimes } from '../../src/bench/trace.ts';
import type { Diagram } from '../../src/diagrams/diagram.ts';
import { flow } from '../../src/diagrams/flow.ts';
import { foldSteps, verbOf, writingOf } from '../../src/diagrams/flow-steps.ts';
import type { FlowTrace, TraceStep } from '../../src/model/trace.ts';
import { assertGolden } from '../render/golden.ts';
import { fourLayouts, HOSTILE } from '../render/sample-run.ts';
import { PURCHASE, SINGLE, statement, THREE, traceOf } from './sample-traces.ts';

const run = fourLayouts();
const draw = (...traces: FlowTrace[]) => flow.draw({ layouts: run.layouts, run: null, traces });
const drawOne = (trace: FlowTrace) => draw(trace)[0] as Diagram;
const note = (trace: FlowTrace) => drawOne(trace).text.split('\n').at(-2) ?? '';

test('the flow of the document on one database and on three, and a transaction over two files', () => {
  const drawn = flow.draw({ layouts: run.layouts, run, traces: [SINGLE, THREE, PURCHASE] });
  assert.deepEqual(
    drawn.map(({ id, section, title }) => [id, section, title]),
    [
      ['flow-complex-search-single', '3.1', 'complex-search on single'],
      ['flow-complex-search-three', '3.2', 'complex-search on three'],
      ['flow-purchase-three-attached', '3.2', 'purchase on three-attached'],
    ],
  );
  for (const { id, text } of drawn) assertGolden(`diagram-${id}.mmd`, text);
});

test('without times no time is drawn, and nothing that only a time would say', () => {
  const [single, three] = draw(withoutTimes(SINGLE), withoutTimes(THREE)) as [Diagram, Diagram];
  for (const { text, description, labels } of [single, three]) {
    assert.doesNotMatch(text, /\d [num]?s\b|0 s/);
    assert.doesNotMatch(description, /Times/);
    assert.ok(labels.includes('0 rows'));
  }
  assert.doesNotMatch(single.text, /a->>a/);
  assert.match(three.text, /a->>a: combine in the application\n/);
});

test('a time that adds up medians says so, that of one statement does not', () => {
  const { text } = drawOne(PURCHASE);
  assert.match(text, /3 times\n {2}d1-->>a: 3 rows changed, 15\.0 us, sum of medians\n/);
  assert.equal(text.match(/sum of medians/g)?.length, 1);
  const untimed = statement('main', ['users'], 'SELECT 1', { rows: 1 });
  assert.doesNotMatch(drawOne(traceOf('single', 'joined', [untimed, untimed])).text, /sum of medians/);
});

test('the application works after its last read and before it writes', () => {
  const lines = drawOne(THREE).text.split('\n');
  const at = (what: RegExp) => lines.findIndex((line) => what.test(line));
  assert.ok(at(/SELECT users/) < at(/a->>a/) && at(/a->>a/) < at(/INSERT query_cache/));
  const within = drawOne(PURCHASE).text;
  assert.ok(
    within.indexOf('a->>a') > within.indexOf('COMMIT'),
    'what passes in a transaction is in its time',
  );
});

test('what the note says of transactions follows from what was executed', () => {
  const write = (database: string) =>
    statement(database, ['users'], 'UPDATE users SET a = 1', { changes: 1 });
  const read = statement('main', ['users'], 'SELECT 1', { rows: 1 });
  const within = (database: string, ...steps: TraceStep[]): TraceStep[] => [
    { kind: 'begin', database, seconds: null },
    ...steps,
    { kind: 'commit', database, seconds: null },
  ];
  const on = (layout: string, ...steps: TraceStep[]) => note(traceOf(layout, 'joined', steps));
  assert.match(on('single', read), /1 connection, .*writes nothing/);
  assert.match(on('single', ...within('main', read)), /writes nothing/);
  assert.match(on('single', write('main')), /1 write transaction#58; atomic</);
  assert.match(
    on('single', ...within('main', write('main'), write('main'))),
    /1 write transaction#58; atomic</,
  );
  assert.match(on('single', write('main'), write('main')), /2 write transactions#58; not atomic together/);
  // Another connection than that of the open transaction.
  assert.match(
    on('three', ...within('main', write('main'), write('cache'))),
    /3 connections, .*2 write transactions/,
  );
  assert.match(
    on('three-attached', ...within('main', write('main'), write('chinook'))),
    /1 connection with ATTACH, .*1 write transaction over main \+ chinook#58; in WAL mode atomic in each file only/,
  );
  // A cache in memory has no WAL; and of a statement over both it is not known which of them it writes.
  assert.match(on('three-attached', ...within('main', write('main'), write('cache'))), /over main \+ cache</);
  assert.match(on('three-attached', write('main + chinook')), /over main \+ chinook</);
});

test('a layout that the source does not have: names stand for files, and of connections nothing is said', () => {
  const { text, section } = drawOne({ ...THREE, layout: 'gone' });
  assert.match(text, /participant d0 as cache\n {2}participant d1 as chinook\n/);
  assert.equal(section, '3.2');
  assert.doesNotMatch(text, /connection/);
});

test('a long call ends with what is not shown', () => {
  const steps = Array.from({ length: 1000 }, (_, index) =>
    statement('main', ['users'], `SELECT ${index}`, { rows: 1, seconds: 1e-6 }),
  );
  const { text } = drawOne(traceOf('single', 'joined', steps));
  assert.equal(text.match(/a->>d0/g)?.length, 40);
  assert.match(text, /960 further steps are not shown/);
  assert.match(text, /a->>a: in the application/);
});

test('verbs: comments and common table expressions are seen through', () => {
  const verbs = {
    'select 1': 'SELECT',
    '-- first\n /* then */ delete FROM a': 'DELETE',
    'WITH a AS (SELECT 1), b AS (SELECT (2)) INSERT INTO c SELECT * FROM a': 'INSERT',
    'WITH RECURSIVE select_me(n) AS (VALUES (1)) UPDATE c SET d = 1': 'UPDATE',
    'WITH cut AS (SELECT ...': 'WITH',
    '': 'SQL',
  };
  for (const [sql, verb] of Object.entries(verbs)) assert.equal(verbOf(sql), verb, sql);
});

const anyStep: fc.Arbitrary<TraceStep> = fc.oneof(
  fc.record({
    kind: fc.constant('statement' as const),
    database: fc.oneof(fc.constantFrom('main', 'cache', 'main + chinook'), fc.string({ unit: 'binary' })),
    tables: fc.array(fc.oneof(fc.constantFrom('users', HOSTILE), fc.string({ unit: 'binary' })), {
      maxLength: 3,
    }),
    sql: fc.oneof(fc.constantFrom('SELECT 1', 'INSERT'), fc.string()),
    rows: fc.option(fc.nat()),
    changes: fc.option(fc.nat()),
    seconds: fc.option(fc.constantFrom(0, 1e-6, 2e-3)),
  }),
  fc.record({
    kind: fc.constantFrom('begin' as const, 'commit' as const),
    database: fc.constantFrom('main', 'main + chinook'),
    seconds: fc.option(fc.constant(1e-6)),
  }),
);

test('folding keeps the order and every execution, and adds the figures up', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
      const folded = foldSteps(steps);
      assert.equal(
        folded.reduce((sum, { times }) => sum + times, 0),
        steps.length,
      );
      let at = 0;
      for (const step of folded) {
        const among = steps.slice(at, at + step.times);
        at += step.times;
        for (const one of among) assert.deepEqual([one.kind, one.database], [step.kind, step.database]);
        if (step.kind !== 'statement') assert.equal(step.times, 1);
        else if (step.rows !== null)
          assert.equal(
            step.rows,
            among.reduce((sum, one) => sum + ((one.kind === 'statement' && one.rows) || 0), 0),
          );
      }
      const { transactions, databases } = writingOf(traceOf('x', 'joined', steps), true);
      assert.equal(
        databases.length > 0,
        steps.some((one) => one.kind === 'statement' && one.changes !== null),
      );
      assert.ok(transactions <= steps.length);
    }),
  );
});

test('whatever names and SQL are, each line of the text is one of the few that we write', () => {
  const quiet = /(?:(?!<br\/>)[^"%<>{}[\]\n;:#]|#\d+;|<br\/>)*/.source;
  const allowed = new RegExp(
    `^(sequenceDiagram|  accTitle: ${quiet}|  accDescr: ${quiet}|  participant (a|d\\d+) as ${quiet}|` +
      `  (a|d\\d+)--?>>(a|d\\d+): ${quiet}|  Note over (a|d\\d+),(a|d\\d+): ${quiet}|)$`,
    'u',
  );
  const name = fc.oneof(fc.constant(HOSTILE), fc.constant('%%{init: {}}%%'), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(name, name, fc.array(anyStep, { minLength: 1, maxLength: 8 }), (scenario, layout, steps) => {
      const { text, id } = drawOne(traceOf(layout, 'application', steps, { scenario }));
      for (const line of text.split('\n')) assert.match(line, allowed);
      assert.match(id, /^[a-z0-9-]+$/);
    }),
  );
});
