import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import complexSearch from '../../scenarios/complex-search.ts';
import trackById from '../../scenarios/track-by-id.ts';
import { builtInScenarios } from '../../src/bench/load.ts';
import type { LoadedScenario } from '../../src/bench/run.ts';
import { traceLayouts, withoutTimes } from '../../src/bench/trace.ts';
import { LAYOUTS, single } from '../../src/layouts/index.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { FlowTrace, TraceResult } from '../../src/model/trace.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../support/dataset.ts';

const folder = new TemporaryFolder();
const store = await seedStore(folder.path);
const work = join(folder.path, 'work');
mkdirSync(work);
for (const layout of LAYOUTS) buildAndOpen(layout, work, store).close();
// traceLayouts looks for a layout in a folder of its name; the scale is not part of it.
const layouts = LAYOUTS.map((layout) => ({ ...layout, name: `${layout.name}-1` }));
const built = readdirSync(work).sort();
const request = {
  layouts,
  scenarios: builtInScenarios(),
  work,
  calls: 3,
  signal: new AbortController().signal,
};

function own(name: string, body: string): LoadedScenario {
  const file = join(folder.path, `${name}.mjs`);
  writeFileSync(
    file,
    `export default { name: '${name}', kind: 'flow', description: 'of a user', tables: ['users'], writes: true,
      parameters: () => [1, 2, 3], joined: (session) => { ${body} } };`,
  );
  return { name, module: pathToFileURL(file).href, scenario: { ...complexSearch, name } };
}

test('the flow of the document as each layout executes it', async () => {
  const doing: string[] = [];
  const told: TraceResult[] = [];
  const traces = await traceLayouts({
    ...request,
    onProgress: (what, fraction) => doing.push(`${what} ${fraction}`),
    onTrace: async (trace) => void told.push(trace),
  });
  assert.deepEqual(told, traces);
  assert.deepEqual(doing[1], 'trace of complex-search on two-1 0.25');
  const shapes = traces.map((trace) => {
    assert.ok(trace.status === 'measured', JSON.stringify(trace));
    assert.deepEqual(TraceResult.parse(trace), trace);
    assert.equal(trace.calls, 3);
    for (const step of trace.steps) assert.ok(step.seconds !== null && step.seconds > 0);
    assert.ok((trace.totalSeconds ?? 0) > (trace.applicationSeconds ?? Number.NaN));
    return [
      trace.layout,
      trace.plan,
      ...trace.steps.map((step) =>
        step.kind === 'statement'
          ? [step.database, step.sql.split(' ', 1)[0], ...step.tables, step.rows, step.changes]
          : step.kind,
      ),
    ];
  });
  const look = (cache: string) => [
    [cache, 'SELECT', 'query_cache', 'query_cache_tags', 0, null],
    [cache, 'SELECT', 'query_cache_tags', 1, null],
  ];
  const keep = (cache: string) => [cache, 'INSERT', 'query_cache', 'query_cache_tags', null, 1];
  const joined = (cache: string, catalog: string, both: string) => [
    ...look(cache),
    [catalog, 'SELECT', 'tracks_fts', 15, null],
    [both, 'SELECT', 'chinook_tracks', 'users', 15, null],
    keep(cache),
  ];
  const application = (cache: string, catalog: string) => [
    ...look(cache),
    [catalog, 'SELECT', 'tracks_fts', 15, null],
    [catalog, 'SELECT', 'chinook_tracks', 15, null],
    ['main', 'SELECT', 'users', 1, null],
    keep(cache),
  ];
  assert.deepEqual(shapes, [
    ['single-1', 'joined', ...joined('main', 'main', 'main')],
    ['two-1', 'application', ...application('cache', 'main')],
    ['three-1', 'application', ...application('cache', 'chinook')],
    ['three-attached-1', 'joined', ...joined('cache', 'chinook', 'main + chinook')],
  ]);
  assert.deepEqual(readdirSync(work).sort(), built, 'no copy is left behind');
});

test('only flows are traced', async () => {
  const scenarios = [{ name: 'track-by-id', module: '', scenario: trackById }];
  assert.deepEqual(await traceLayouts({ ...request, scenarios }), []);
});

test('what cannot be traced is failed with its reason, and costs nothing else', async () => {
  const scenarios = [
    own('throws', `return () => { throw new Error('deliberate'); };`),
    own('dies', 'return () => process.exit(7);'),
    own('silent', 'return () => 1;'),
    own('waits', 'return async () => 1;'),
    own(
      'good',
      `const byId = session.prepare(['users'], 'SELECT name FROM users WHERE id = ?'); return (id) => byId.get(id);`,
    ),
  ];
  const traces = await traceLayouts({ ...request, layouts: layouts.slice(0, 1), scenarios });
  const told = traces.map(
    (trace) => `${trace.scenario}: ${trace.status === 'failed' ? trace.reason : 'measured'}`,
  );
  assert.deepEqual(told, [
    'throws: deliberate',
    'dies: the process ended with exit code 7',
    'silent: a call executes no statement through its session: there is nothing to trace',
    'waits: the operation returns a promise; SQLite answers at once, so write it without async',
    'good: measured',
  ]);
  assert.deepEqual(readdirSync(work).sort(), built);
});

test('interruption ends the process and removes the copy, whatever the scenario does', async () => {
  const controller = new AbortController();
  const started = join(folder.path, 'started');
  const hangs = own(
    'hangs',
    `const { writeFileSync } = process.getBuiltinModule('node:fs');
     return () => { writeFileSync(${JSON.stringify(started)}, String(process.pid)); for (;;); };`,
  );
  const tracing = traceLayouts({ ...request, scenarios: [hangs], signal: controller.signal });
  const appeared = setInterval(() => {
    if (readdirSync(folder.path).includes('started')) controller.abort();
  }, 20);
  await assert.rejects(tracing, Interrupted);
  clearInterval(appeared);
  assert.deepEqual(readdirSync(work).sort(), built);
});

test('without times: the steps stay, no time does', async () => {
  const [trace] = await traceLayouts({ ...request, layouts: [{ ...single, name: 'single-1' }], calls: 1 });
  assert.ok(trace?.status === 'measured');
  const bare = withoutTimes(trace);
  assert.deepEqual(JSON.stringify(bare).match(/"\w*[sS]econds":[^n]/g), null);
  assert.equal(bare.steps.length, trace.steps.length);
  FlowTrace.parse(bare);
});
