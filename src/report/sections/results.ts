import type { RunDocument } from '../../model/run.ts';
import type { Interval, ScenarioResult, Trial } from '../../model/run-trials.ts';
import { formatCount, formatRate, formatSeconds } from '../../render/units.ts';
import { byKind } from '../../render/view.ts';
import { code, text } from '../escape.ts';
import { columns, list, markdownTable, section } from '../markdown-table.ts';

const HEAD = columns(
  'Scenario',
  'Layout',
  'Plan',
  '>Median',
  '>Interval',
  '>Mean',
  '>p95',
  '>p99',
  '>Calls/s',
  '>Samples',
  '>Calls per sample',
);

/** Every trial by kind of scenario; a failed one says so in its row, its reason stands under Failed. */
export function resultsSection(run: RunDocument): string {
  const kinds = byKind(run.scenarios).map(({ kind, scenarios }) =>
    section(
      `### ${text(kind)}`,
      list(
        scenarios.map((one) => `${code(one.name)}: ${text(one.description)}${one.writes ? ' (writes)' : ''}`),
      ),
      markdownTable(HEAD, scenarios.flatMap(rowsOf)),
    ),
  );
  return section(
    '## Times',
    kinds.length === 0
      ? 'Nothing was measured.'
      : 'Per call. The interval is that of the median, over process generations. Plan: `SQL` joins in one statement ' +
          'on one connection, `application` joins the results of several statements outside of SQL and writes in one ' +
          'transaction per connection. A sample is the ' +
          'mean of several calls where one is too short for the timer, so p95 and p99 are then those of such means.',
    ...kinds,
  );
}

function rowsOf(scenario: ScenarioResult): string[][] {
  return scenario.trials.map((trial) => [code(scenario.name), code(trial.layout), ...figures(trial)]);
}

function figures(trial: Trial): string[] {
  if (trial.status === 'failed') return ['failed', '', '', '', '', '', '', '', ''];
  const { summary } = trial;
  return [
    trial.plan === 'joined' ? 'SQL' : 'application',
    formatSeconds(summary.medianSeconds),
    summary.interval ? intervalText(summary.interval) : '',
    formatSeconds(summary.meanSeconds),
    formatSeconds(summary.p95Seconds),
    formatSeconds(summary.p99Seconds),
    formatRate(summary.callsPerSecond),
    formatCount(summary.samples),
    formatCount(trial.callsPerSample),
  ];
}

function intervalText({ low, high }: Interval): string {
  return `${formatSeconds(low)} to ${formatSeconds(high)}`;
}
