import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LAYOUTS, single, three } from '../../../src/layouts/index.ts';
import { ALERT_DEFAULTS, ALERT_NAMES } from '../../../src/model/alert-settings.ts';
import { alertsOf } from '../../../src/operations/monitor/alerts/definitions.ts';
import { promQl, promTime } from '../../../src/operations/monitor/alerts/expression.ts';
import { yaml } from '../../../src/operations/monitor/alerts/yaml.ts';
import { monitorChart } from '../../../src/operations/monitor/chart.ts';
import { PANELS } from '../../../src/operations/monitor/grafana/panels.ts';
import type { EventName } from '../../../src/operations/monitor/monitor.ts';
import { METRICS, MONITORS } from '../../../src/operations/monitor/registry.ts';
import { runMain } from '../../report/run-main.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { needs } from './programs.ts';

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const docs = page('monitor.md');
const GRAFANA = page('grafana/chinook-eval.json');
const folder = new TemporaryFolder();

/** Rows of the tables of docs/monitor.md whose first cell is code. */
const rows = docs.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim());
  return /^`[^`]+`$/.test(cells[1] ?? '') ? [cells.slice(1, -1)] : [];
});

test('metrics are named as Prometheus wants them', () => {
  for (const { name, type, help } of METRICS) {
    assert.match(name, /^chinook_sqlite_[a-z_]+$/);
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    assert.doesNotMatch(name, /milli|kilo|mega|percent|_(ms|us|kb|mb)$/);
    assert.doesNotMatch(help, /\.$/, name);
  }
  assert.equal(new Set(METRICS.map(({ name }) => name)).size, METRICS.length);
  assert.equal(new Set(MONITORS.map(({ name }) => name)).size, MONITORS.length);
});

test('docs/monitor.md lists every metric, as the registry has it, and no other', () => {
  const listed = rows.filter(([name]) => name?.startsWith('`chinook_sqlite_'));
  assert.deepEqual(
    listed,
    METRICS.map(({ name, type, help }) => [`\`${name}\``, type, help]),
  );
});

test('docs/monitor.md lists every alert with its defaults, and has a runbook for each', () => {
  const alerts = alertsOf({});
  const listed = rows.filter((cells) => cells.length === 5);
  assert.deepEqual(
    listed.map(([name, severity, , lasting, condition]) => [name, severity, lasting, condition]),
    alerts.map(({ name, severity, forSeconds, condition }) => [
      `\`${name}\``,
      severity,
      promTime(forSeconds),
      `\`${promQl(condition)}\``,
    ]),
  );
  for (const name of ALERT_NAMES) assert.ok(docs.includes(`\n### ${name}\n`), name);
  for (const [name = '', , limit = ''] of listed) {
    const { unit, limit: usual } = ALERT_DEFAULTS[name.slice(1, -1) as keyof typeof ALERT_DEFAULTS];
    const shown = {
      seconds: promTime,
      bytes: (n: number) => `${n / 1e6} MB`,
      fraction: (n: number) => `${n * 100} %`,
      part: (n: number) => `${n * 100} %`,
      count: String,
    };
    assert.ok(
      unit === null || usual === null ? limit === '' : limit.includes(shown[unit](usual)),
      `${name}: ${limit}`,
    );
  }
});

test('docs/monitor.md lists every event of the log', () => {
  // Complete: the compiler says so.
  const events: Record<EventName | 'slow-query' | 'lines-lost', true> = {
    started: true,
    stopped: true,
    checkpoint: true,
    'slow-probe': true,
    'database-down': true,
    'database-up': true,
    'database-replaced': true,
    'layout-changed': true,
    backup: true,
    integrity: true,
    'check-failed': true,
    defect: true,
    'alert-firing': true,
    'alert-resolved': true,
    'slow-query': true,
    'lines-lost': true,
  };
  const listed = new Set(rows.map(([name]) => name));
  for (const event of Object.keys(events)) assert.ok(listed.has(`\`${event}\``), event);
});

test('the Grafana dashboard in docs/ is the one that is made', async () => {
  const { stdout, code } = await runMain(['monitor', 'rules', '--format', 'grafana'], folder.path);
  assert.deepEqual([code, stdout], [0, GRAFANA]);
});

test(
  'Prometheus takes every expression of the Grafana dashboard, of metrics that there are',
  needs('promtool'),
  () => {
    const expressions = [...GRAFANA.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(
      ([, text]) => JSON.parse(String(text)) as string,
    );
    assert.equal(expressions.length, PANELS.flatMap(({ queries }) => queries).length);
    const known = new Set(METRICS.flatMap(({ name }) => [name, `${name}_bucket`]));
    for (const expression of expressions)
      for (const [name] of expression.matchAll(/chinook_sqlite_\w+/g))
        assert.ok(known.has(name as never), name);
    const rules = expressions.map((expr, index) => ({ record: `panel_${index}`, expr }));
    writeFileSync(join(folder.path, 'panels.yml'), yaml({ groups: [{ name: 'grafana', rules }] }));
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'rules', 'panels.yml'], {
      cwd: folder.path,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
  },
);

test('the chart has every database and every monitor of it, and its edges lead somewhere', () => {
  for (const layout of LAYOUTS) {
    const { nodes, edges, groups } = monitorChart(layout);
    const ids = nodes.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[A-Za-z0-9-]+$/);
    for (const { from, to } of edges) assert.ok(ids.includes(from) && ids.includes(to), `${from} ${to}`);
    for (const { group } of nodes) assert.ok(group === undefined || groups.some(({ id }) => id === group));
    for (const { name } of layout.databases) assert.ok(ids.includes(`db-${name}`));
  }
  const monitorsOf = (layout: typeof three, db: string) =>
    monitorChart(layout)
      .edges.filter(({ from }) => from === `db-${db}`)
      .map(({ to }) => to);
  assert.equal(monitorsOf(single, 'main').length, MONITORS.length);
  assert.ok(!monitorsOf(three, 'chinook').includes('monitor-cache'));
  assert.deepEqual(monitorsOf(three, 'cache'), [], 'nobody sees what is in memory');
});

test('YAML: nesting, empty things, and text that could mean something else', () => {
  assert.equal(
    yaml({ a: [{ b: 1, c: ['x: y', '- z'] }, [], {}], d: { e: true }, f: 'no' }),
    'a:\n  - b: 1\n    c:\n      - "x: y"\n      - "- z"\n  - []\n  - {}\nd:\n  e: true\nf: "no"\n',
  );
});
