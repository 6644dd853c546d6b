import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookOf } from '../../../../src/operations/monitor/dashboard/data.ts';
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
