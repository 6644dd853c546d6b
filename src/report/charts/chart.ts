import type { EChartsOption } from 'echarts';

/** A picture of figures of a run, ready to be put in a page or a file. */
export interface Chart {
  /** Names its file: lower-case letters and dashes, such as "ratios". */
  readonly id: string;
  /** For the heading or caption beside it; in the picture only as <title>. Names in it are plain text, not escaped. */
  readonly title: string;
  /** What it shows and what it says, in words, for who cannot see it; <desc> of the picture. */
  readonly description: string;
  readonly svg: string;
}

/** A chart before it is drawn. */
export interface ChartPlan extends Omit<Chart, 'svg'> {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly option: EChartsOption;
}

/** All charts are as wide, pixels; a page scales them by their viewBox. */
export const WIDTH = 960;
