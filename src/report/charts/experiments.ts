import type { LineSeriesOption } from 'echarts';
import type { ExperimentSeries } from '../../model/experiment.ts';
import type { RunDocument } from '../../model/run.ts';
import { formatFigure } from '../../render/figure.ts';
import { type ChartPlan, WIDTH } from './chart.ts';
import { legend } from './legend.ts';
import { segment, stroke } from './marks.ts';
import { list, shown } from './names.ts';
import { look } from './palette.ts';
import { type Axis, panelsOption } from './panel.ts';
import { type Domain, domainOf, linearTicks, logTicks, short, widened } from './scale.ts';

const LEFT = 90;
const RIGHT = 30;
const PLOT = 260;
const FOOT = 56;

/** Lines of what experiments found, a chart for each series; its id is experiment-NAME-N. */
export function experimentPlans(run: RunDocument): readonly ChartPlan[] {
  return run.experiments.flatMap((result) =>
    result.status === 'ran'
      ? result.series.flatMap((series, index) => plan(`experiment-${result.name}-${index + 1}`, series) ?? [])
      : [],
  );
}

function plan(id: string, { title, x, y, lines }: ExperimentSeries): ChartPlan | undefined {
  // A logarithmic axis has no place for 0.
  const drawn = lines
    .map(({ name, points }) => ({
      name,
      points: points.filter(([one, other]) => (!x.log || one > 0) && (!y.log || other > 0)),
    }))
    .filter(({ points }) => points.length > 0);
  const [across, up] = [0, 1].map((at) =>
    domainOf(drawn.flatMap(({ points }) => points.map((one) => one[at as 0 | 1]))),
  );
  if (across === undefined || up === undefined) return undefined;
  const key = legend(
    drawn.map(({ name }, index) => ({
      text: shown(name),
      icon: (left, top) => [
        stroke(segment(left - 12, top, left + 12, top), look(index).colour, 2, look(index).dash),
      ],
    })),
    8,
    WIDTH - 16,
  );
  const panel = {
    left: LEFT,
    top: key.height + 14,
    width: WIDTH - LEFT - RIGHT,
    height: PLOT,
    x: axis(x, across, WIDTH / 90),
    y: axis(y, up, PLOT / 40),
    series: [...drawn.map(({ name, points }, index) => line(name, points, index)), key.series],
  };
  const ends = drawn.map(({ name, points }) => {
    const last = points.at(-1);
    return last ? `${shown(name)} ${formatFigure(last[1], y.unit)} at ${formatFigure(last[0], x.unit)}` : '';
  });
  return {
    id,
    title,
    description: `${y.label} over ${x.label}. At the end: ${list(ends)}.`,
    width: WIDTH,
    height: key.height + 14 + PLOT + FOOT,
    option: panelsOption([panel]),
  };
}

function axis({ label, unit, log }: ExperimentSeries['x'], domain: Domain, most: number): Axis {
  const format = short((value) => formatFigure(value, unit));
  if (log) {
    const wide = widened(domain, 0.04);
    return { type: 'log', ...wide, ticks: logTicks(wide, 1 / most), format, name: label };
  }
  const from0 = { low: Math.min(0, domain.low), high: domain.high > 0 ? domain.high * 1.05 : 1 };
  return { type: 'value', ...from0, ticks: linearTicks(from0, most), format, name: label };
}

function line(name: string, points: readonly (readonly [number, number])[], index: number): LineSeriesOption {
  const { colour, dash } = look(index);
  return {
    type: 'line',
    name,
    silent: true,
    // Few points are measurements, many are a course.
    showSymbol: points.length <= 12,
    symbol: 'circle',
    symbolSize: 6,
    itemStyle: { color: colour },
    data: points.map(([x, y]) => [x, y]),
    lineStyle: { color: colour, width: 2, type: dash.length === 0 ? 'solid' : [...dash] },
  };
}
