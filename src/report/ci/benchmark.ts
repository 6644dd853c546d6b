import type { RunDocument } from '../../model/run.ts';
import type { MeasuredTrial, ScenarioResult } from '../../model/run-trials.ts';
import { plain } from '../../render/plain.ts';
import { formatPercent, formatSeconds } from '../../render/units.ts';
import { typicalSeconds } from '../../render/view.ts';

interface Entry {
  readonly name: string;
  readonly unit: 'us';
  /** Microseconds per call. */
  readonly value: number;
  readonly range?: string;
  readonly extra: string;
}

/**
 * The run for github-action-benchmark (`tool: customSmallerIsBetter`): medians of what reads, means of what writes, always
 * in microseconds, as the action compares the numbers of two commits and does not look at units. Failed trials are left
 * out. Ends with a line break.
 */
export function benchmarkJson(run: RunDocument): string {
  const entries = run.scenarios.flatMap((scenario) =>
    scenario.trials.flatMap((trial) => (trial.status === 'measured' ? [entryOf(run, scenario, trial)] : [])),
  );
  return `${JSON.stringify(entries, null, 2)}\n`;
}

function entryOf(run: RunDocument, scenario: ScenarioResult, trial: MeasuredTrial): Entry {
  const { summary } = trial;
  const seconds = typicalSeconds(scenario, trial);
  // The interval of a summary is of its median; a mean beside it would be given a range that is not its own.
  const interval = scenario.writes ? null : summary.interval;
  const half = interval && seconds > 0 ? (interval.high - interval.low) / 2 / seconds : null;
  return {
    name: plain(`${scenario.kind}/${scenario.name} (${trial.layout})`),
    unit: 'us',
    value: microseconds(seconds),
    ...(half === null ? {} : { range: `± ${formatPercent(half).replace(' ', '')}` }),
    extra: [
      scenario.writes ? 'mean' : 'median',
      `p95 ${formatSeconds(summary.p95Seconds)}`,
      ...machine(run),
    ].join('\n'),
  };
}

/** Without the tail of digits that multiplying by a million brings. */
function microseconds(seconds: number): number {
  return Number((seconds * 1e6).toPrecision(12));
}

function machine({ environment }: RunDocument): string[] {
  const { processor, cores, operatingSystem, node, sqlite } = environment;
  return [
    `${plain(processor)}, ${cores} cores, ${plain(operatingSystem)}`,
    `Node ${plain(node)}, SQLite ${plain(sqlite)}`,
  ];
}
