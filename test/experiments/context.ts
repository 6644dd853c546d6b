import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildLayout } from '../../src/database/build.ts';
import type { Experiment, ExperimentContext } from '../../src/experiments/experiment.ts';
import { runExperiments } from '../../src/experiments/run.ts';
import { EXPERIMENT_LAYOUTS } from '../../src/layouts/index.ts';
import { ExperimentResult, type ExperimentRow, type RanExperiment } from '../../src/model/experiment.ts';
import type { Layout } from '../../src/model/layout.ts';
import { seedStore, TemporaryFolder } from '../support/dataset.ts';

/** Runs an experiment in its quick form on the smallest data, as the command does; nothing of it may be left behind. */
export async function runQuick(
  experiment: Experiment,
  layouts: readonly Layout[] = EXPERIMENT_LAYOUTS,
  more: Partial<ExperimentContext> = {},
): Promise<RanExperiment> {
  const result = await tryQuick(experiment, layouts, more);
  assert.ok(result.status === 'ran', result.status === 'not run' ? result.reason : '');
  return result;
}

export async function tryQuick(
  experiment: Experiment,
  layouts: readonly Layout[] = EXPERIMENT_LAYOUTS,
  more: Partial<ExperimentContext> = {},
): Promise<ExperimentResult> {
  const folder = new TemporaryFolder();
  const store = await seedStore(folder.path);
  const work = mkdtempSync(join(folder.path, 'work-'));
  const built = new Map<string, string>();
  const results: ExperimentResult[] = [];
  await runExperiments(
    [experiment],
    {
      layouts,
      built: async (layout) => {
        const known = built.get(layout.name);
        if (known !== undefined) return known;
        const place = join(folder.path, layout.name);
        mkdirSync(place);
        buildLayout({ layout, seedStore: store, scale: 1, folder: place });
        built.set(layout.name, place);
        return place;
      },
      work,
      seedStore: store,
      quick: true,
      maxBytes: 600e6,
      signal: new AbortController().signal,
      ...more,
    },
    { progress: () => {}, save: async (result) => void results.push(result) },
  );
  assert.deepEqual(readdirSync(work), [], 'no folder is left behind');
  const [result] = results;
  assert.ok(result);
  // What it found fits the run document.
  return ExperimentResult.parse(result);
}

/** The rows of a table by its title. */
export function rowsOf({ tables }: RanExperiment, title: string): readonly ExperimentRow[] {
  const found = tables.find((table) => table.title === title);
  assert.ok(found, `there is no table ${title}: ${tables.map((table) => table.title).join(', ')}`);
  return found.rows;
}

export function figure(
  rows: readonly ExperimentRow[],
  layout: string,
  arm: string,
  key: string,
): number | null {
  const found = rows.find((row) => row.layout === layout && row.arm === arm);
  assert.ok(found, `there is no row ${layout}, ${arm}`);
  return found.figures[key] ?? null;
}

export function outcomes({ hypotheses }: RanExperiment): readonly string[] {
  return hypotheses.map(({ outcome }) => outcome);
}
