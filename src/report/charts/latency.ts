import type { RunDocument } from '../../model/run.ts';
import { formatSeconds } from '../../render/units.ts';
import { type ChartPlan, WIDTH } from './chart.ts';
import { type KindSpreads, latencySpreads } from './latency-figures.ts';
import { LANE, latencySeries, SAMPLE } from './latency-marks.ts';
import { type Legend, type LegendEntry, legend } from './legend.ts';
import { list, shown } from './names.ts';
import { look } from './palette.ts';
import { type Panel, panelsOption } from './panel.ts';
import { type Domain, domainOf, logTicks, short, widened } from './scale.ts';

const LABELS = 180;
/** Between two scenarios, so that the lanes of one stand together. */
const APART = 7;
const HEAD = 26;
const FOOT = 48;
const MARGIN = 28;

/** How long a call takes, by layout: a panel for each kind of scenario, with an axis of its own. */
export function latencyPlan(run: RunDocument): ChartPlan | undefined {
  const kinds = latencySpreads(run);
  if (kinds.length === 0) return undefined;
  const present = run.layouts.flatMap(({ name }, layout) =>
    kinds.some((kind) => spreads(kind).some((one) => one.layout === layout)) ? [{ name, layout }] : [],
  );
  const key = legend(entries(present), 8, WIDTH - 16);
  const { panels, height } = arranged(
    kinds,
    present.map(({ layout }) => layout),
    key,
  );
  return {
    id: 'latency',
    title: 'Time per call, by layout',
    description: describe(run, kinds),
    width: WIDTH,
    height,
    option: panelsOption(panels),
  };
}

function spreads({ scenarios }: KindSpreads) {
  return scenarios.flatMap((scenario) => scenario.spreads);
}

/** The kinds go down the first column as far as half of the height, the others down the second. */
function arranged(
  kinds: readonly KindSpreads[],
  layouts: readonly number[],
  key: Legend,
): { panels: readonly Panel[]; height: number } {
  const row = layouts.length * LANE + APART;
  const heights = kinds.map(({ scenarios }) => HEAD + scenarios.length * row + FOOT);
  const columns = kinds.length === 1 ? 1 : 2;
  const half = heights.reduce((sum, height) => sum + height, 0) / 2;
  const width = WIDTH / columns - LABELS - MARGIN;
  const panels: Panel[] = [];
  const tops = [key.height, key.height];
  let before = 0;
  for (const [index, kind] of kinds.entries()) {
    const needed = heights[index] ?? 0;
    const column = columns === 2 && before + needed / 2 > half ? 1 : 0;
    const top = tops[column] ?? 0;
    const domain = domainOfKind(kind);
    panels.push({
      left: LABELS + column * (WIDTH / 2),
      top: top + HEAD,
      width,
      height: needed - HEAD - FOOT,
      x: {
        type: 'log',
        ...domain,
        ticks: logTicks(domain, 52 / width),
        format: short(formatSeconds),
        name: 'time per call',
      },
      y: kind.scenarios.length,
      series: [...latencySeries(kind, layouts, domain, row), ...(index === 0 ? [key.series] : [])],
    });
    tops[column] = top + needed;
    before += needed;
  }
  return { panels, height: Math.max(...tops) };
}

function domainOfKind(kind: KindSpreads): Domain {
  const all = domainOf(spreads(kind).flatMap(({ low, high, p99 }) => [low, high, p99]));
  return widened(all ?? { low: 1, high: 1 }, 0.04);
}

function entries(layouts: readonly { name: string; layout: number }[]): readonly LegendEntry[] {
  return [
    ...layouts.map(
      ({ name, layout }): LegendEntry => ({
        text: shown(name),
        icon: (x, y) => SAMPLE.layout(x, y, look(layout)),
      }),
    ),
    { text: 'middle half, median and range of the blocks', icon: SAMPLE.box },
    { text: '99th percentile', icon: SAMPLE.p99 },
  ];
}

function describe(run: RunDocument, kinds: readonly KindSpreads[]): string {
  const all = kinds.flatMap(({ kind, scenarios }) =>
    scenarios.flatMap(({ name, spreads: ones }) =>
      ones.map((one) => ({
        text: `${shown(`${kind}/${name}`, 60)} on ${shown(run.layouts[one.layout]?.name ?? '')}`,
        ...one,
      })),
    ),
  );
  const sorted = all.sort((a, b) => a.median - b.median);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const layouts = list(
    run.layouts.flatMap(({ name }, layout) =>
      all.some((one) => one.layout === layout) ? [shown(name)] : [],
    ),
  );
  const scenarios = kinds.reduce((sum, kind) => sum + kind.scenarios.length, 0);
  const ends =
    least === undefined || most === undefined
      ? ''
      : ` The shortest median is that of ${least.text}, ${formatSeconds(least.median)}; the longest that of ${most.text}, ${formatSeconds(most.median)}.`;
  return `Time per call of ${scenarios} scenario${scenarios === 1 ? '' : 's'} on ${layouts}: medians of short blocks of calls (of scenarios that write, means), and the 99th percentile of the samples; logarithmic axes, one for each kind.${ends}`;
}
