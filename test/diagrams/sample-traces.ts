import type { FlowTrace, TraceStep } from '../../src/model/trace.ts';

/** Hand-made traces for the layouts of test/render/sample-run.ts; nothing was measured. */

export function statement(
  database: string,
  tables: string[],
  sql: string,
  { rows = null, changes = null, seconds = null }: Partial<Extract<TraceStep, { kind: 'statement' }>> = {},
): TraceStep {
  return { kind: 'statement', database, tables, sql, rows, changes, seconds };
}

export function traceOf(
  layout: string,
  plan: FlowTrace['plan'],
  steps: TraceStep[],
  rest: Partial<FlowTrace> = {},
): FlowTrace {
  return {
    scenario: 'complex-search',
    description: 'section 3.2',
    layout,
    plan,
    calls: 200,
    steps,
    totalSeconds: 238e-6,
    applicationSeconds: 15e-6,
    ...rest,
  };
}

const look = 'SELECT value FROM query_cache WHERE key = ? AND expires_at > ?';
const store =
  'INSERT INTO query_cache (key, value, expires_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET value = 1';

export const SINGLE = traceOf(
  'single',
  'joined',
  [
    statement('main', ['query_cache'], look, { rows: 0, seconds: 6.55e-6 }),
    statement('main', ['tracks_fts', 'chinook_tracks', 'users'], 'SELECT t.id FROM f', {
      rows: 20,
      seconds: 117e-6,
    }),
    statement('main', ['query_cache'], store, { changes: 1, seconds: 17.9e-6 }),
  ],
  { totalSeconds: 152e-6, applicationSeconds: 7.03e-6 },
);

export const THREE = traceOf('three', 'application', [
  statement('cache', ['query_cache'], look, { rows: 0, seconds: 4.69e-6 }),
  statement('chinook', ['tracks_fts', 'chinook_tracks'], 'SELECT t.id FROM f', { rows: 50, seconds: 193e-6 }),
  statement('main', ['users'], 'SELECT preferences FROM users WHERE id = ?', { rows: 1, seconds: 5.45e-6 }),
  statement('cache', ['query_cache'], store, { changes: 1, seconds: 12e-6 }),
]);

/** One transaction over two files, with a statement that is repeated. */
export const PURCHASE = traceOf(
  'three-attached',
  'joined',
  [
    { kind: 'begin', database: 'main + chinook', seconds: null },
    statement('chinook', ['chinook_invoices'], 'INSERT INTO i VALUES (1) RETURNING id', {
      rows: 1,
      changes: 1,
      seconds: 20e-6,
    }),
    ...[1, 2, 3].map(() =>
      statement('chinook', ['chinook_invoice_lines'], 'INSERT INTO l VALUES (?)', {
        changes: 1,
        seconds: 5e-6,
      }),
    ),
    statement('main + chinook', ['users', 'chinook_customers'], 'SELECT 1', { rows: 1, seconds: 2e-6 }),
    statement('main', ['activity_log'], 'INSERT INTO a VALUES (?)', { changes: 1, seconds: 6e-6 }),
    { kind: 'commit', database: 'main + chinook', seconds: 90e-6 },
  ],
  { scenario: 'purchase', totalSeconds: 95e-6, applicationSeconds: 5e-6 },
);
