import type { CustomSeriesOption } from 'echarts';
import { type Mark, markSeries, textWidth, words } from './marks.ts';
import { INK } from './palette.ts';

/** What a mark of a chart stands for. */
export interface LegendEntry {
  readonly text: string;
  /** Its sample: at most ICON pixels wide, centred on (x, y). */
  readonly icon: (x: number, y: number) => readonly Mark[];
}

const ICON = 30;
const GAP = 18;
const LINE = 20;
const SIZE = 12;

export interface Legend {
  readonly series: CustomSeriesOption;
  /** Pixels. */
  readonly height: number;
}

/** The entries in lines from left to right, above the panels. */
export function legend(entries: readonly LegendEntry[], left: number, width: number): Legend {
  let [x, line] = [left, 0];
  const placed = entries.map((entry) => {
    const needed = ICON + textWidth(entry.text, SIZE);
    if (x > left && x + needed > left + width) [x, line] = [left, line + 1];
    const at = { entry, x, y: LINE / 2 + line * LINE };
    x += needed + GAP;
    return at;
  });
  const series = markSeries(
    'legend',
    placed,
    () => [null, null],
    ({ entry, x: start, y }) => [
      ...entry.icon(start + ICON / 2 - 3, y),
      words(entry.text, start + ICON, y, { colour: INK, size: SIZE }),
    ],
  );
  return { series, height: (line + 1) * LINE };
}
