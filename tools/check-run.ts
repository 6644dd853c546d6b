// Checks the run document of the main job on the official Chinook: complete, right seed, one digest on all layouts.
//   node tools/check-run.ts run.json Chinook_Sqlite.sqlite
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SCENARIOS } from '../scenarios/index.ts';
import { LAYOUTS } from '../src/layouts/index.ts';
import { loadRun } from '../src/report/load.ts';

const [runFile = '', seedFile = ''] = process.argv.slice(2);
const run = loadRun(runFile);
assert.equal(run.outcome, 'complete');
assert.equal(run.seed.sha256, createHash('sha256').update(readFileSync(seedFile)).digest('hex'));
assert.equal(run.seed.official, true);
assert.deepEqual(
  run.layouts.map((layout) => layout.name),
  LAYOUTS.map((layout) => layout.name),
);
assert.deepEqual(
  run.scenarios.map((scenario) => scenario.name),
  SCENARIOS.map((scenario) => scenario.name),
);
for (const scenario of run.scenarios) {
  assert.match(scenario.digest ?? '', /^[0-9a-f]{64}$/);
  assert.equal(scenario.comparisons.length, (LAYOUTS.length * (LAYOUTS.length - 1)) / 2);
  for (const trial of scenario.trials)
    assert.ok(trial.status === 'measured' && trial.summary.medianSeconds > 0, scenario.name);
}
for (const memory of run.memory)
  assert.ok(memory.status === 'measured' && memory.afterReplay.residentBytes > 0);
for (const wal of run.wal)
  for (const database of wal.status === 'measured' ? wal.databases : assert.fail('no WAL')) {
    assert.ok(database.peakBytes > 0);
    assert.equal(database.bytesAfterTruncate, 0);
  }
console.log(
  `run ${run.id} is whole: ${run.scenarios.length} scenarios on ${run.layouts.length} layouts, digest ${run.dataset.digest.slice(0, 16)}`,
);
