import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PANELS, SHOWN_METRICS } from '../../../../src/operations/monitor/dashboard/panels.ts';
import { METRICS } from '../../../../src/operations/monitor/registry.ts';

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
