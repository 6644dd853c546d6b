import { circle, diamond, left, right, type Shape, square, triangle } from './marks.ts';

/**
 * Colours of Okabe and Ito ("Color Universal Design", 2008), which people with any colour vision tell apart. None
 * stands alone: a shape, a dash or a pattern says the same, so that a print in grey does too.
 */
const BLUE = '#0072B2';
const VERMILLION = '#D55E00';
const GREEN = '#009E73';
const PURPLE = '#CC79A7';
const ORANGE = '#E69F00';
const SKY = '#56B4E9';

/** Those with a contrast of 3 and more on paper first (WCAG 2.2, 1.4.11). */
const COLOURS = [BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY] as const;

export const INK = '#222222';
export const MUTED = '#555555';
export const RULE = '#D9D9D9';
export const BAND = '#E6E6E6';
export const PAPER = '#FFFFFF';

const SHAPES: readonly Shape[] = [circle, square, triangle, diamond];
/** Pixels of line and gap. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5]];

export interface Look {
  readonly colour: string;
  readonly shape: Shape;
  readonly dash: readonly number[];
}

/** How the n-th layout or database looks. Colours, shapes and dashes repeat at different lengths. */
export function look(index: number): Look {
  return {
    colour: at(COLOURS, index),
    shape: at(SHAPES, index),
    dash: at(DASHES, index),
  };
}

/** ECharts' patterns over the fill: none, then lines and dots of different slopes. */
export function decal(index: number): object | undefined {
  const patterns = [
    undefined,
    { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
    { symbol: 'circle', dashArrayX: [[6, 6]], dashArrayY: [6, 0], symbolSize: 0.6 },
    { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
    { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 2 },
  ];
  const found = patterns[index % patterns.length];
  return found && { color: 'rgba(0,0,0,0.45)', ...found };
}

export interface VerdictLook {
  readonly stroke: string;
  readonly fill: string;
  readonly shape: Shape;
}

/** The triangles point to where the figure lies: to the right of 1 is slower. */
export const VERDICT_LOOKS = {
  slower: { stroke: VERMILLION, fill: VERMILLION, shape: right },
  faster: { stroke: BLUE, fill: BLUE, shape: left },
  same: { stroke: INK, fill: INK, shape: circle },
  inconclusive: { stroke: MUTED, fill: PAPER, shape: diamond },
} as const satisfies Record<string, VerdictLook>;

function at<T>(values: readonly [T, ...T[]] | readonly T[], index: number): T {
  return values[index % values.length] as T;
}
