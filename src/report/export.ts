import { stringify } from 'csv-stringify/sync';
import { Failure } from '../model/failure.ts';
import type { RunDocument } from '../model/run.ts';
import type { ScenarioResult, Trial } from '../model/run-trials.ts';
import { baseAndOthers, comparisonOf } from '../render/view.ts';
import { benchmarkJson } from './ci/benchmark.ts';
import { junitXml } from './ci/junit.ts';
import { markdownReport } from './markdown.ts';

export type ExportFormat = 'json' | 'csv' | 'markdown' | 'junit' | 'benchmark';

/** The run as text of a format; each ends with a line break. @throws Failure for junit of a run without a gate */
export function exportRun(run: RunDocument, format: ExportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(run, null, 2)}\n`;
    case 'csv':
      return exportCsv(run);
    case 'markdown':
      return markdownReport(run);
    case 'benchmark':
      return benchmarkJson(run);
    case 'junit':
      if (run.gate === null) throw new Failure(NO_GATE);
      return junitXml(run.gate, 'chinook-eval bench');
  }
}

export const NO_GATE =
  'junit tells what a gate says, and nothing was gated. Compare with --against or --baseline, or set budgets in chinook-eval.config.json.';

/** One line per scenario and layout, base units in the column names, unrounded; absent figures are empty cells. */
function exportCsv(run: RunDocument): string {
  const lines = run.scenarios.flatMap((scenario) =>
    scenario.trials.map((trial) => csvLine(run, scenario, trial)),
  );
  return stringify(lines, {
    header: true,
    columns: [...CSV_COLUMNS],
    // A spreadsheet runs a cell that begins with = + - or @; text that does gets an apostrophe, numbers do not.
    escape_formulas: true,
  });
}

const CSV_COLUMNS = [
  'run',
  'seed',
  'seed_sha256',
  'scale',
  'kind',
  'scenario',
  'layout',
  'status',
  'reason',
  'plan',
  'median_seconds',
  'mean_seconds',
  'min_seconds',
  'p95_seconds',
  'p99_seconds',
  'calls_per_second',
  'interval_low_seconds',
  'interval_high_seconds',
  'interval_level_fraction',
  'samples',
  'calls',
  'calls_per_sample',
  'against',
  'ratio',
  'ratio_low',
  'ratio_high',
  'ratio_level_fraction',
  'verdict',
] as const;

type CsvLine = Partial<Record<(typeof CSV_COLUMNS)[number], string | number | undefined>>;

function csvLine(run: RunDocument, scenario: ScenarioResult, trial: Trial): CsvLine {
  const { base } = baseAndOthers(run);
  const comparison = trial.layout === base.name ? undefined : comparisonOf(scenario, trial.layout, base.name);
  const about: CsvLine = {
    run: run.id,
    seed: run.seed.name,
    seed_sha256: run.seed.sha256,
    scale: run.dataset.scale,
    kind: scenario.kind,
    scenario: scenario.name,
    layout: trial.layout,
    status: trial.status,
  };
  if (trial.status === 'failed') return { ...about, reason: trial.reason };
  const { summary } = trial;
  return {
    ...about,
    plan: trial.plan,
    median_seconds: summary.medianSeconds,
    mean_seconds: summary.meanSeconds,
    min_seconds: summary.minSeconds,
    p95_seconds: summary.p95Seconds,
    p99_seconds: summary.p99Seconds,
    calls_per_second: summary.callsPerSecond,
    interval_low_seconds: summary.interval?.low,
    interval_high_seconds: summary.interval?.high,
    interval_level_fraction: summary.interval?.level,
    samples: summary.samples,
    calls: summary.calls,
    calls_per_sample: trial.callsPerSample,
    against: comparison?.against,
    ratio: comparison?.ratio,
    ratio_low: comparison?.interval?.low,
    ratio_high: comparison?.interval?.high,
    ratio_level_fraction: comparison?.interval?.level,
    verdict: comparison?.verdict,
  };
}
