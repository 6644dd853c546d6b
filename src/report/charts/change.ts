import type { Change, ChangeRow, TimeChange } from '../../model/gate.ts';
import type { RunDocument } from '../../model/run.ts';
import { layoutNames } from '../../render/gate-rows.ts';
import { sideText } from '../../render/gate-words.ts';
import { formatRatio } from '../../render/units.ts';
import type { ChartPlan } from './chart.ts';
import { type Forest, type ForestRow, forestPlan } from './forest.ts';
import { list, shown } from './names.ts';

type TimedRow = ChangeRow & { readonly time: TimeChange; readonly scenario: string };

/** Head against base, where the run was gated by a change, as a forest plot: a panel for each layout. */
export function changePlan(run: RunDocument): ChartPlan | undefined {
  const change = run.gate?.change ?? null;
  const forest = change && changeForest(change);
  if (change === null || !forest) return undefined;
  return forestPlan(forest, {
    id: 'change',
    title: `Time in ${shown(sideText(change.head))} against ${shown(sideText(change.base))}`,
    description: describe(change),
    axis: 'ratio of times, head / base: above 1 is slower',
  });
}

/** Undefined where no time was compared. */
export function changeForest(change: Change): Forest | undefined {
  const timed = timedRows(change);
  if (timed.length === 0) return undefined;
  const rows: ForestRow[] = [];
  const at = new Map<string, number>();
  for (const kind of new Set(timed.map((row) => row.kind))) {
    rows.push({ label: shown(kind ?? ''), heading: true });
    for (const name of new Set(timed.filter((row) => row.kind === kind).map(({ scenario }) => scenario))) {
      at.set(key(kind, name), rows.length);
      rows.push({ label: shown(name), heading: false });
    }
  }
  const panels = layoutNames(timed).map((layout) => ({
    title: shown(layout),
    points: timed
      .filter((row) => row.layout === layout)
      .map(({ time, kind, scenario }) => ({ ...time, row: at.get(key(kind, scenario)) ?? 0 })),
  }));
  return { rows, panels };
}

function timedRows({ rows }: Change): readonly TimedRow[] {
  return rows.filter((row): row is TimedRow => row.time !== null && row.scenario !== null);
}

function key(kind: string | null, scenario: string): string {
  return JSON.stringify([kind, scenario]);
}

function describe(change: Change): string {
  const timed = timedRows(change);
  const words = (['slower', 'faster', 'same', 'inconclusive'] as const).map(
    (verdict) =>
      `${timed.filter(({ time }) => time.verdict === verdict).length} ${verdict === 'same' ? 'the same' : verdict}`,
  );
  const worst = timed
    .filter(({ time }) => time.verdict === 'slower')
    .sort((a, b) => b.time.ratio - a.time.ratio)[0];
  const furthest = worst
    ? ` Slowest: ${shown(`${worst.kind}/${worst.scenario}`, 60)} on ${shown(worst.layout)} at ${formatRatio(worst.time.ratio)}.`
    : '';
  return `Time per call in ${shown(sideText(change.head))} divided by the time in ${shown(sideText(change.base))}, with its interval. Of ${timed.length} comparisons ${list(words)}.${furthest}`;
}
