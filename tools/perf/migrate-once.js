// Migrates a data folder from single to three with the compiled program, and prints seconds, and the peak memory of any of its processes.

import { builtInScenarios } from '../../dist/src/bench/load.js';
import { scenarioDigests } from '../../dist/src/bench/scenario-digests.js';
import { LAYOUTS } from '../../dist/src/layouts/index.js';
import { migrate } from '../../dist/src/operations/migrate/run.js';

const { path, validate } = JSON.parse(process.argv[2] ?? '{}');
const scenarios = builtInScenarios();
const signal = new AbortController().signal;
const before = performance.now();
const { journal } = await migrate({
  path,
  shown: 'data',
  to: LAYOUTS.find(({ name }) => name === 'three'),
  resume: false,
  carry: [],
  without: [],
  keepOrphans: false,
  validate,
  queries: scenarios.map(({ name, scenario }) => ({ name, tables: scenario.tables })),
  scenarioDigests: (layout, files, stop) => scenarioDigests(scenarios, layout, files, stop),
  signal,
  onProgress: () => {},
  say: () => {},
  now: new Date(),
});
const seconds = (performance.now() - before) / 1000;
const steps = Object.fromEntries(Object.entries(journal.steps).map(([name, step]) => [name, step.seconds]));
process.stdout.write(JSON.stringify({ seconds, steps }));
