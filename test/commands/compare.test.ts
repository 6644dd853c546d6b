import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { STORED_FLOOR } from '../../src/gate/stored.ts';
import { main } from '../../src/main.ts';
import { Gate } from '../../src/model/gate.ts';
import type { RunDocument } from '../../src/model/run.ts';
import { sampleRun, setPlan, trialsOf } from '../gate/sample-change.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

const all = new TemporaryFolder();

interface Options {
  readonly words?: readonly string[];
  readonly config?: object;
  readonly env?: Record<string, string>;
}

/** compare base.json head.json in a folder of its own. */
async function compare(base: RunDocument, head: RunDocument, { words = [], config, env }: Options = {}) {
  const cwd = mkdtempSync(join(all.path, 'case-'));
  writeFileSync(join(cwd, 'base.json'), JSON.stringify(base));
  writeFileSync(join(cwd, 'head.json'), JSON.stringify(head));
  if (config) writeFileSync(join(cwd, 'chinook-eval.config.json'), JSON.stringify(config));
  const recorded = recordedStreams({ cwd, ...(env && { env }) });
  const code = await main(['compare', 'base.json', 'head.json', ...words], recorded.streams);
  return { code, out: recorded.out(), err: recorded.err(), cwd };
}

const FAIL = ['--fail-on-regression'];
const gateOf = ({ out }: { readonly out: string }) => Gate.parse(JSON.parse(out));
const verdicts = (gate: Gate) =>
  gate.change?.rows.flatMap(({ scenario, time }) => (time ? [`${scenario} ${time.verdict}`] : [])) ?? [];

test('the same figures pass', async () => {
  const { code, out, err } = await compare(sampleRun(), sampleRun(), { words: FAIL });
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /two stored runs, 5 scenarios on 2 layouts/);
  assert.match(out, /relative to the reference query/);
  assert.match(out, /same\s+10 rows/);
  assert.match(out, /\npass\n$/);
});

test('what is slower is told, and fails only where that was asked for', async () => {
  const head = sampleRun({ 'customer-invoices': 1.3 });
  const told = await compare(sampleRun(), head);
  assert.equal(told.code, 0);
  assert.match(told.out, /slower\s+join\/customer-invoices\s+single\s+1\.30/);
  assert.match(told.out, /\nregression: 2 of 10\n$/);
  assert.equal((await compare(sampleRun(), head, { words: FAIL })).code, 1);
  const faster = await compare(head, sampleRun(), { words: FAIL });
  assert.equal(faster.code, 0);
  assert.match(faster.out, /faster\s+join\/customer-invoices/);
});

test('stored runs claim nothing below their floor, and what is open decides nothing', async () => {
  const below = await compare(sampleRun(), sampleRun({ 'customer-invoices': 1 + STORED_FLOOR / 2 }), {
    words: [...FAIL, '--json'],
  });
  assert.equal(below.code, 0, 'two runs of the same code differ by as much');
  assert.equal(verdicts(gateOf(below)).filter((one) => one.endsWith(' same')).length, 10);
  const head = sampleRun({ 'customer-invoices': 1 + STORED_FLOOR });
  const open = await compare(sampleRun(), head, { words: [...FAIL, '--json'] });
  assert.equal(open.code, 4);
  const found = verdicts(gateOf(open));
  assert.equal(found.filter((one) => one === 'customer-invoices inconclusive').length, 2);
  assert.equal(found.filter((one) => one.endsWith(' same')).length, 8);
  assert.equal((await compare(sampleRun(), head)).code, 0, 'only told');
  const warned = await compare(sampleRun(), head, { words: FAIL, config: { inconclusive: 'warn' } });
  assert.equal(warned.code, 0);
});

test('--threshold beats all that a configuration says of thresholds', async () => {
  const head = sampleRun({ 'customer-invoices': 1.3 });
  const config = { threshold: '1%', scenarios: { 'join/*': { threshold: '3%' } } };
  assert.equal((await compare(sampleRun(), head, { words: FAIL, config })).code, 1);
  const words = [...FAIL, '--threshold', '50%'];
  assert.equal((await compare(sampleRun(), head, { words, config })).code, 0);
  const lax = { scenarios: { 'join/customer-invoices': { threshold: '50%' } } };
  assert.equal((await compare(sampleRun(), head, { words: FAIL, config: lax })).code, 0);
});

const FOREIGN: readonly [string, (run: RunDocument) => void][] = [
  ['processor', (run) => Object.assign(run.environment, { processor: 'Another CPU' })],
  ['cores', (run) => Object.assign(run.environment, { cores: 64 })],
  ['memory', (run) => Object.assign(run.environment, { memoryBytes: 16_400_000_000 })],
  ['operating system', (run) => Object.assign(run.environment, { operatingSystem: 'darwin 25 arm64' })],
  ['file system', (run) => Object.assign(run.environment, { fileSystem: 'tmpfs' })],
  ['Node', (run) => Object.assign(run.environment, { node: '22.18.0' })],
  ['SQLite', (run) => Object.assign(run.environment, { sqlite: '3.50.0' })],
  ['better-sqlite3', (run) => Object.assign(run.environment, { betterSqlite3: '12.0.0' })],
  ['sqlite-vec', (run) => Object.assign(run.environment, { sqliteVec: 'v0.1.6' })],
  ['trials kept on one core', (run) => Object.assign(run.environment, { pinnedCore: null })],
  ['length of a block', (run) => Object.assign(run.options, { blockSeconds: 0.01 })],
  ['blocks per generation', (run) => Object.assign(run.options, { rounds: 5 })],
  ['PRAGMAs of single', (run) => setPragma(run, 'synchronous', 2)],
];

function setPragma(run: RunDocument, pragma: string, value: number): void {
  for (const database of run.layouts[0]?.databases ?? [])
    database.pragmas = { ...database.pragmas, [pragma]: value };
}

test('runs of another environment are not compared: exit 3 whatever was asked for, and it is named', async () => {
  for (const [what, change] of FOREIGN) {
    // Neither a regression nor a broken plan is claimed, nor is anything passed.
    const head = sampleRun({ 'customer-invoices': 1.3 });
    change(head);
    const { code, out, err } = await compare(sampleRun(), head);
    assert.deepEqual([code, err], [3, ''], what);
    assert.ok(out.includes(`not comparable: ${what} `), out);
    assert.match(out, /\nnot comparable\n$/);
    assert.match(out, /--save-baseline FILE/);
  }
  const nearly = sampleRun();
  nearly.environment.memoryBytes += 100_000_000;
  assert.equal(
    (await compare(sampleRun(), nearly)).code,
    0,
    'machines of one size differ a little in memory',
  );
});

test('--allow-foreign compares what does not depend on the machine, and no time', async () => {
  const head = sampleRun({ 'customer-invoices': 1.3 });
  head.environment.processor = 'Another CPU';
  const words = [...FAIL, '--allow-foreign', '--json'];
  const equal = await compare(sampleRun(), head, { words });
  assert.equal(equal.code, 0);
  assert.equal(gateOf(equal).outcome, 'pass');
  assert.deepEqual(verdicts(gateOf(equal)), []);
  setPlan(head, 'track-by-id', ['SCAN t']);
  assert.equal((await compare(sampleRun(), head, { words })).code, 1);

  const pragmas = sampleRun();
  setPragma(pragmas, 'synchronous', 2);
  const changed = await compare(sampleRun(), pragmas, { words: [...FAIL, '--allow-foreign'] });
  assert.equal(changed.code, 1);
  assert.match(changed.out, /PRAGMA synchronous of main: 1 -> 2/);
});

test('other data, or nothing in common: exit 3, and the way out is one that helps', async () => {
  const other = sampleRun();
  other.dataset.digest = 'ff'.repeat(32);
  const data = await compare(sampleRun(), other, { words: ['--allow-foreign'] });
  assert.equal(data.code, 3);
  assert.match(data.out, /not comparable: dataset /);
  assert.match(data.out, /way out: .*--scale/);
  assert.doesNotMatch(data.out, /--allow-foreign/);

  const renamed = sampleRun();
  for (const scenario of renamed.scenarios) scenario.name = `new-${scenario.name}`;
  const nothing = await compare(sampleRun(), renamed, { env: { GITHUB_ACTIONS: 'true' } });
  assert.equal(nothing.code, 3);
  assert.match(nothing.out, /only in base\s+select\/track-by-id/);
  assert.match(nothing.out, /only in head\s+select\/new-track-by-id/);
  for (const text of [nothing.out, nothing.err]) {
    assert.match(text, /no scenario was measured on the same layout/);
    assert.doesNotMatch(text, /--allow-foreign/);
  }
});

test('a changed plan is shown from both sides; results, rows and a failure count too', async () => {
  const head = sampleRun();
  setPlan(head, 'track-by-id', ['SCAN t', 'USE TEMP B-TREE FOR ORDER BY']);
  const plan = await compare(sampleRun(), head, { words: FAIL });
  assert.equal(plan.code, 1);
  assert.match(plan.out, /- SEARCH t USING INDEX t_name \(name=\?\)\n\s*\+ SCAN t\n\s*\+ USE TEMP B-TREE/);
  const off = { figures: { plan: 'off' } };
  assert.equal((await compare(sampleRun(), head, { words: FAIL, config: off })).code, 0);

  const results = sampleRun({ 'customer-invoices': 1.3 });
  for (const one of results.scenarios) if (one.name === 'customer-invoices') one.digest = 'ee'.repeat(32);
  const other = await compare(sampleRun(), results, { words: [...FAIL, '--json'] });
  assert.equal(other.code, 1);
  assert.ok(!verdicts(gateOf(other)).some((one) => one.startsWith('customer-invoices')), 'other work');

  const failed = sampleRun();
  const [scenario] = failed.scenarios;
  assert.ok(scenario);
  scenario.trials = scenario.trials.map(({ layout }) => ({
    status: 'failed',
    layout,
    reason: 'no such column',
  }));
  const dead = await compare(sampleRun(), failed, { words: FAIL });
  assert.equal(dead.code, 1);
  assert.match(dead.out, /head failed: no such column/);
  assert.equal((await compare(failed, sampleRun(), { words: FAIL })).code, 0, 'mended');
});

test('budgets hold without --fail-on-regression, of head alone', async () => {
  const config = { scenarios: { 'select/*': { budgets: { p95: '1ns' } } } };
  const { code, out } = await compare(sampleRun(), sampleRun(), { config });
  assert.equal(code, 1);
  assert.match(out, /budgets broken: 2 of 2/);
});

test('--json prints the gate alone; every export is written but csv, which is of one run', async () => {
  const head = sampleRun({ 'customer-invoices': 1.3 });
  const formats = ['junit', 'benchmark', 'markdown', 'json'];
  const exports = formats.flatMap((format) => ['--export', `${format}=${format}.out`]);
  const ended = await compare(sampleRun(), head, { words: ['--json', ...exports] });
  assert.equal(ended.err, '');
  const gate = gateOf(ended);
  assert.equal(gate.outcome, 'fail');
  assert.equal(gate.change?.pairing, 'stored');
  const [junit, benchmark, markdown, json] = formats.map((format) =>
    readFileSync(join(ended.cwd, `${format}.out`), 'utf8'),
  );
  assert.match(junit ?? '', /<testsuites name="chinook-eval compare" tests="12" failures="2"/);
  assert.equal(JSON.parse(benchmark ?? '').length, 10);
  assert.match(markdown ?? '', /^## chinook-eval: regression: 2 of 10\n/);
  assert.deepEqual(Gate.parse(JSON.parse(json ?? '')), gate);

  const csv = await compare(sampleRun(), head, { words: ['--export', 'csv=x.csv'] });
  assert.deepEqual([csv.code, csv.out], [2, '']);
  assert.match(csv.err, /^chinook-eval: --export csv is of one run\.[^\n]*\n$/);
  assert.ok(!existsSync(join(csv.cwd, 'x.csv')));
});

test('a run that was interrupted is neither side: what it lacks would never be missed', async () => {
  const part = sampleRun();
  part.outcome = 'interrupted';
  part.scenarios = part.scenarios.slice(0, 1);
  for (const pair of [
    [part, sampleRun()],
    [sampleRun(), part],
  ] as const) {
    const { code, err } = await compare(...pair, { words: FAIL });
    assert.equal(code, 3);
    assert.match(err, /^chinook-eval: .* is of a run that was interrupted: [^\n]*\n$/);
  }
});

test('a pattern that fits no scenario is told of', async () => {
  const config = { scenarios: { 'select/trak-by-id': { threshold: '3%' } } };
  const { code, err } = await compare(sampleRun(), sampleRun(), { config });
  assert.equal(code, 2);
  assert.match(err, /track-by-id/);
});

test('what is no run document is one line that names it, and nothing is written', async () => {
  const cwd = mkdtempSync(join(all.path, 'case-'));
  mkdirSync(join(cwd, 'folder'));
  const files: Record<string, string> = {
    'good.json': JSON.stringify(sampleRun()),
    'text.json': 'not JSON',
    'empty.json': '',
    'other.json': '{"name":"x"}',
    'newer.json': JSON.stringify({ ...sampleRun(), schema: 'chinook-eval/run@2' }),
    'damaged.json': JSON.stringify({ ...sampleRun(), scenarios: [{ name: 1 }] }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  const before = readdirSync(cwd);
  const cases: readonly [string, RegExp][] = [
    ['none.json', /none\.json does not exist/],
    ['text.json', /text\.json is not JSON/],
    ['empty.json', /empty\.json is not JSON, it is empty/],
    ['other.json', /other\.json is not a run document/],
    [
      'newer.json',
      /newer\.json has the schema "?chinook-eval\/run@2"?; this version reads chinook-eval\/run@1/,
    ],
    ['damaged.json', /damaged\.json is damaged: scenarios\[0\]/],
    ['folder', /folder.run\.json does not exist/],
  ];
  for (const [name, message] of cases)
    for (const pair of [
      ['good.json', name],
      [name, 'good.json'],
    ]) {
      const recorded = recordedStreams({ cwd });
      const words = ['compare', ...pair, '--export', 'json=gate.json'];
      assert.equal(await main(words, recorded.streams), 2, name);
      assert.equal(recorded.out(), '');
      assert.match(recorded.err(), message);
      assert.match(recorded.err(), /^chinook-eval: [^\n]*\n$/);
    }
  assert.deepEqual(readdirSync(cwd), before);
});

test('on GitHub: annotations beside the result, a step summary, and no failure where that cannot be written', async () => {
  const head = sampleRun({ 'customer-invoices': 1.3 });
  const summary = join(all.path, 'summary.md');
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
  const told = await compare(sampleRun(), head, { words: ['--json'], env });
  assert.equal(told.code, 0);
  assert.equal(gateOf(told).outcome, 'fail', 'standard output stays JSON');
  const lines = told.err.trim().split('\n');
  assert.equal(lines.length, 2);
  for (const line of lines)
    assert.match(line, /^::error title=slower%3A join\/customer-invoices on (single|three)::/);
  assert.match(readFileSync(summary, 'utf8'), /^## chinook-eval: regression: 2 of 10\n/);

  // A folder, which nobody can write to as a file.
  const unwritable = await compare(sampleRun(), head, {
    words: FAIL,
    env: { GITHUB_STEP_SUMMARY: all.path },
  });
  assert.equal(unwritable.code, 1, 'the result stands');
  assert.match(unwritable.err, /^chinook-eval: [^\n]*GITHUB_STEP_SUMMARY[^\n]*\n$/);
});

test('one generation has no interval: nothing is claimed of it, and the others are judged', async () => {
  const base = sampleRun();
  const head = sampleRun({ 'customer-invoices': 1.3, 'fts-tracks': 1.3 });
  for (const trial of trialsOf(head, 'customer-invoices')) trial.generations = trial.generations.slice(0, 1);
  const gate = gateOf(await compare(base, head, { words: ['--json'] }));
  assert.deepEqual(
    verdicts(gate).filter((one) => /customer-invoices|fts-tracks/.test(one)),
    [
      'customer-invoices inconclusive',
      'customer-invoices inconclusive',
      'fts-tracks slower',
      'fts-tracks slower',
    ],
  );
});
