import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { twoLayouts } from '../render/sample-run.ts';
import { runMain } from '../report/run-main.ts';

it('prints the JSON Schema that a run document fits', async () => {
  const { code, stdout, stderr } = await runMain(['schema']);
  assert.deepEqual([code, stderr], [0, '']);
  const schema = JSON.parse(stdout);
  assert.equal(schema.title, 'chinook-eval/run@1');
  assert.match(schema.$schema, /2020-12/);
  // Read back, it takes what our own schema takes, and refuses what it refuses.
  const readBack = z.fromJSONSchema(schema);
  assert.equal(readBack.safeParse(twoLayouts()).success, true);
  assert.equal(readBack.safeParse({ ...twoLayouts(), layouts: [] }).success, false);
});
