import type { CustomSeriesOption, EChartsOption, SeriesOption } from 'echarts';
import { FONT, SMALL } from './marks.ts';
import { MUTED, RULE } from './palette.ts';
import type { Domain } from './scale.ts';

/** One of the small pictures that a chart is made of: a frame, a horizontal axis of figures, and rows or heights. */
export interface Panel {
  /** The frame inside the axes, pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  /** A number: so many rows from the top, 0 in the middle of the first, and places between them. */
  readonly y: Axis | number | Bands;
  readonly series: readonly SeriesOption[];
}

/** Rows for bars: ECharts lays bars along categories only, and knows no place between those. */
export interface Bands {
  readonly bands: number;
}

export interface Axis extends Domain {
  readonly type: 'log' | 'value';
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly name?: string;
}

/** Puts panels beside each other; each series keeps to its own. */
export function panelsOption(panels: readonly Panel[]): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily: FONT },
    grid: panels.map(({ left, top, width, height }) => ({
      left,
      top,
      width,
      height,
      outerBoundsMode: 'none' as const,
    })),
    xAxis: panels.map(({ x }, gridIndex) => ({
      gridIndex,
      ...axisOption(x),
      nameGap: 26,
      nameLocation: 'middle' as const,
    })),
    yAxis: panels.map(({ y }, gridIndex) => ({ gridIndex, ...vertical(y) })),
    series: panels.flatMap(({ series }, index) =>
      // Narrowed for the compiler only: every series of ours lies on axes.
      (series as readonly CustomSeriesOption[]).map((one) => ({
        ...one,
        xAxisIndex: index,
        yAxisIndex: index,
      })),
    ),
  };
}

function vertical(y: Panel['y']) {
  const hidden = { show: false, inverse: true };
  if (typeof y === 'number') return { ...hidden, type: 'value' as const, min: -0.5, max: y - 0.5 };
  if ('bands' in y)
    return { ...hidden, type: 'category' as const, data: Array.from({ length: y.bands }, (_, row) => row) };
  return { ...axisOption(y), nameGap: 56, nameLocation: 'middle' as const };
}

function axisOption({ type, low, high, ticks, format, name }: Axis) {
  return {
    type,
    min: low,
    max: high,
    axisTick: { show: false, customValues: [...ticks] },
    axisLabel: {
      customValues: [...ticks],
      formatter: format,
      color: MUTED,
      fontSize: SMALL,
      // The ends of the axis are no round values; ECharts would label them.
      showMinLabel: null,
      showMaxLabel: null,
      margin: 6,
    },
    axisLine: { show: true, onZero: false, lineStyle: { color: MUTED } },
    splitLine: { show: true, lineStyle: { color: RULE } },
    ...(name === undefined ? {} : { name, nameTextStyle: { color: MUTED, fontSize: SMALL } }),
  };
}
