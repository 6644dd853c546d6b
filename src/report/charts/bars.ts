import type { BarSeriesOption, CustomSeriesOption } from 'echarts';
import { formatBytes } from '../../render/units.ts';
import { type ChartPlan, WIDTH } from './chart.ts';
import { type LegendEntry, legend } from './legend.ts';
import { fitting, type Mark, markSeries, type Place, path, rectangle, words } from './marks.ts';
import { decal, INK, look } from './palette.ts';
import { type Panel, panelsOption } from './panel.ts';
import { type Domain, domainOf, linearTicks, short } from './scale.ts';

/** Bytes as stacked horizontal bars: a row for each layout with its figures in words above the bar. */
export interface Bars {
  readonly rows: readonly string[];
  readonly parts: readonly BarPart[];
  /** What else the axis has to reach, bytes. */
  readonly reach: readonly number[];
  readonly axis: string;
  /** Drawn over the bars. */
  readonly marks?: (domain: Domain) => readonly CustomSeriesOption[];
  readonly legend?: readonly LegendEntry[];
}

export interface BarPart {
  readonly name: string;
  /** Bytes by row; null where there is no such part. Negative parts lie to the left of 0. */
  readonly bytes: readonly (number | null)[];
}

const ROW = 46;
const BAR = 16;
/** Of the row's middle, where the bar is not: the words stand above it. */
const LIFT = 17;
const SIDE = 24;
const FOOT = 46;

export function barsPlan(bars: Bars, about: Pick<ChartPlan, 'id' | 'title' | 'description'>): ChartPlan {
  const domain = barsDomain(bars);
  const key = legend([...bars.parts.map(entry), ...(bars.legend ?? [])], 8, WIDTH - 16);
  const height = bars.rows.length * ROW;
  const panel: Panel = {
    left: SIDE,
    top: key.height + 8,
    width: WIDTH - 2 * SIDE,
    height,
    x: {
      type: 'value',
      ...domain,
      ticks: linearTicks(domain, 10),
      format: short(formatBytes),
      name: bars.axis,
    },
    y: { bands: bars.rows.length },
    series: [
      ...bars.parts.map(series),
      ...(bars.marks?.(domain) ?? []),
      markSeries(
        'rows',
        bars.rows.map((text, row) => ({ text, row })),
        ({ row }) => [0, row],
        ({ text, row }, place) => rowWords(text, row, domain, place),
      ),
      key.series,
    ],
  };
  return { ...about, width: WIDTH, height: key.height + 8 + height + FOOT, option: panelsOption([panel]) };
}

function rowWords(text: string, row: number, { low }: Domain, place: Place): readonly Mark[] {
  const [x, y] = place(low, row);
  return [words(fitting(text, WIDTH - 2 * SIDE, 12), x + 4, y - LIFT, { colour: INK, size: 12 })];
}

/** From 0, or from what lies below it, to the end of the longest bar. */
export function barsDomain({ rows, parts, reach }: Bars): Domain {
  const ends = rows.flatMap((_, row) => {
    const values = parts.map(({ bytes }) => bytes[row] ?? 0);
    const sum = (of: (value: number) => boolean) => values.filter(of).reduce((a, b) => a + b, 0);
    return [sum((value) => value > 0), sum((value) => value < 0)];
  });
  const { low, high } = domainOf([0, ...ends, ...reach]) ?? { low: 0, high: 0 };
  const room = Math.max(high - low, 1000) * 0.03;
  return { low: low < 0 ? low - room : 0, high: Math.max(high + room, 1000) };
}

function series({ name, bytes }: BarPart, index: number): BarSeriesOption {
  const pattern = decal(index);
  return {
    type: 'bar',
    name,
    stack: 'bytes',
    silent: true,
    barWidth: BAR,
    data: bytes.map((value) => value ?? '-'),
    itemStyle: {
      color: look(index).colour,
      borderColor: INK,
      borderWidth: 0.8,
      ...(pattern === undefined ? {} : { decal: pattern }),
    },
  };
}

function entry({ name }: BarPart, index: number): LegendEntry {
  const pattern = decal(index);
  const fill = { fill: look(index).colour, stroke: INK, lineWidth: 0.8 };
  return {
    text: name,
    icon: (x, y) => [
      path(rectangle(x - 11, y - 6, 22, 12), pattern === undefined ? fill : { ...fill, decal: pattern }),
    ],
  };
}
