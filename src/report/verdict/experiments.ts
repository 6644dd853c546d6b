import type { ExperimentRow, RanExperiment } from '../../model/experiment.ts';
import type { RunDocument } from '../../model/run.ts';

/** An experiment of this run; undefined where it was not run, or could not be. */
export function ranExperiment(run: RunDocument, name: string): RanExperiment | undefined {
  const found = run.experiments.find((one) => one.name === name);
  return found?.status === 'ran' ? found : undefined;
}

/** The rows of a layout in a table of an experiment. */
export function rowsOf(experiment: RanExperiment, title: string, layout: string): readonly ExperimentRow[] {
  const table = experiment.tables.find((one) => one.title === title);
  return table?.rows.filter((row) => row.layout === layout) ?? [];
}
