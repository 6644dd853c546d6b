import type { CustomSeriesOption } from 'echarts';

/** Shapes and words that charts draw beside what ECharts has: whiskers, boxes, bands, row labels, legends. */

export interface PathMark {
  readonly type: 'path';
  readonly shape: { readonly pathData: string };
  readonly style: {
    readonly fill: string;
    readonly stroke?: string;
    readonly lineWidth?: number;
    readonly lineDash?: number[];
    /** A pattern over the fill. */
    readonly decal?: object;
  };
}

export interface TextMark {
  readonly type: 'text';
  /** Never with `rich`: only then would ECharts read {a|b} in a name as its markup. */
  readonly style: {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly fill: string;
    readonly fontSize: number;
    readonly fontWeight: 'bold' | 'normal';
    readonly fontFamily: string;
    readonly align: 'left' | 'center' | 'right';
    readonly verticalAlign: 'middle';
  };
}

export type Mark = PathMark | TextMark;

/** A symbol of about `2 * size` pixels round (x, y), as path data. */
export type Shape = (x: number, y: number, size: number) => string;

export const FONT = 'sans-serif';
/** Pixels: the smallest text of any chart. */
export const SMALL = 11;

export const circle: Shape = (x, y, r) =>
  `M${px(x - r)} ${px(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
export const square: Shape = (x, y, r) => rectangle(x - r, y - r, 2 * r, 2 * r);
export const diamond: Shape = (x, y, r) => polygon([x, y - r], [x + r, y], [x, y + r], [x - r, y]);
export const triangle: Shape = (x, y, r) => polygon([x, y - r], [x + r, y + r], [x - r, y + r]);
export const right: Shape = (x, y, r) => polygon([x - r, y - r], [x + r, y], [x - r, y + r]);
export const left: Shape = (x, y, r) => polygon([x + r, y - r], [x - r, y], [x + r, y + r]);

export function rectangle(x: number, y: number, width: number, height: number): string {
  return polygon([x, y], [x + width, y], [x + width, y + height], [x, y + height]);
}

export function segment(x1: number, y1: number, x2: number, y2: number): string {
  return `M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}`;
}

function polygon(...points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}Z`;
}

/** Tenths of a pixel: more would only be longer. */
function px(value: number): number {
  return Math.round(value * 10) / 10;
}

export function path(pathData: string, style: PathMark['style']): PathMark {
  return { type: 'path', shape: { pathData }, style };
}

/** A line without a fill. */
export function stroke(
  pathData: string,
  colour: string,
  lineWidth: number,
  dash: readonly number[] = [],
): PathMark {
  const lineDash = dash.length > 0 ? { lineDash: [...dash] } : {};
  return path(pathData, { fill: 'none', stroke: colour, lineWidth, ...lineDash });
}

export function words(
  text: string,
  x: number,
  y: number,
  { colour, size = SMALL, bold = false, align = 'left' }: WordStyle,
): TextMark {
  const fontWeight = bold ? 'bold' : 'normal';
  const font = { fontSize: size, fontWeight, fontFamily: FONT } as const;
  return { type: 'text', style: { text, x, y, fill: colour, ...font, align, verticalAlign: 'middle' } };
}

interface WordStyle {
  readonly colour: string;
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
}

/** Pixels that a text takes, about, as no font is at hand: by DejaVu Sans, the widest of what "sans-serif" stands for. */
export function textWidth(text: string, size = SMALL): number {
  let ems = 0;
  for (const letter of text) ems += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? 0.62;
  return Math.ceil(ems * size);
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[^\0-\u024f]/u, 1.05],
  [/[ijlftI.,:;'|! ()[\]-]/, 0.39],
  [/[mwMW@%]/, 0.98],
  [/[A-Z]/, 0.74],
];

/** As much of one line of text as fits into so many pixels, with an ellipsis where that is not all. */
export function fitting(text: string, width: number, size = SMALL): string {
  if (textWidth(text, size) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && textWidth(`${letters.join('')}...`, size) > width) letters.pop();
  return `${letters.join('')}...`;
}

/** Where a value and a row lie, pixels. */
export type Place = (value: number, row: number) => readonly [x: number, y: number];

/**
 * A series of own marks, one group for each of `items`. `values` are the item's figures as they stand in the run,
 * for who reads the option; what is drawn comes from `draw`.
 */
export function markSeries<T>(
  name: string,
  items: readonly T[],
  values: (item: T) => readonly (number | null)[],
  draw: (item: T, place: Place) => readonly Mark[],
): CustomSeriesOption {
  return {
    type: 'custom',
    name,
    silent: true,
    progressive: 0,
    // Above bars and lines.
    z: 3,
    clip: false,
    data: items.map((item) => values(item).map((value) => value ?? '-')),
    renderItem: ({ dataIndex }, api) => {
      const place: Place = (value, row) => api.coord([value, row]) as [number, number];
      const item = items[dataIndex];
      const children = item === undefined ? [] : draw(item, place);
      return { type: 'group', silent: true, children: [...children] };
    },
  };
}
