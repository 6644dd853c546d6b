import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookOf } from '../../../../src/operations/monitor/dashboard/data.ts';
import { dashboardPage } from '../../../../src/operations/monitor/dashboard/page.ts';
import { PANELS, SHOWN_METRICS } from '../../../../src/operations/monitor/dashboard/panels.ts';
import { METRICS } from '../../../../src/operations/monitor/registry.ts';
import { alert } from './stage.ts';

test('the page hears of what fires first, and of these of what is critical', () => {
  const given = [
    alert('pending'),
    alert('inactive'),
    alert('firing'),
    { ...alert('firing'), severity: 'critical' as const },
  ];
  assert.deepEqual(
    lookOf({ run: 'r', moment: { at: 1, steady: 1 }, readings: [] }, given)?.alerts.map(
      ({ state, severity }) => `${state} ${severity}`,
    ),
    ['firing critical', 'firing warning', 'pending warning'],
  );
});

test('the page says how much is in memory: at a very short interval it is less than an hour', () => {
  const options = { title: 'data', intervalSeconds: 0.1, inMemory: [], generator: 'test' };
  const text = (historySeconds: number) => dashboardPage({ ...options, historySeconds }).html.toString();
  assert.match(text(720), /A look every 0\.1 s; 12 minutes of them in memory/);
  assert.match(text(3600), /; an hour of them in memory/);
});

test('every figure that the dashboard shows is one that a monitor measures', () => {
  const known = new Map(METRICS.map((metric) => [metric.name as string, metric]));
  assert.deepEqual(
    SHOWN_METRICS.filter((name) => !known.has(name)),
    [],
  );
  for (const { lines } of PANELS)
    for (const { metric, over } of lines)
      assert.equal(known.get(metric)?.type === 'counter', over !== undefined, metric);
});
