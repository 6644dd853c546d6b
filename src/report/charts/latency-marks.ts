import type { CustomSeriesOption } from 'echarts';
import type { KindSpreads, Spread } from './latency-figures.ts';
import {
  circle,
  fitting,
  type Mark,
  markSeries,
  type Place,
  path,
  rectangle,
  segment,
  stroke,
  words,
} from './marks.ts';
import { shown } from './names.ts';
import { INK, type Look, look, MUTED, RULE } from './palette.ts';
import type { Domain } from './scale.ts';

const BOX = 6;
/** Pixels of height for a layout in a scenario's row. */
export const LANE = 9;

/** What one kind's panel shows: rules between scenarios, their names, and a box for each layout in its lane. */
export function latencySeries(
  { kind, scenarios }: KindSpreads,
  layouts: readonly number[],
  domain: Domain,
  rowHeight: number,
): readonly CustomSeriesOption[] {
  const rows = scenarios.map(({ name }, row) => ({ name: fitting(shown(name), 166), row }));
  const boxes = scenarios.flatMap(({ spreads }, row) => spreads.map((spread) => ({ ...spread, row })));
  return [
    markSeries(
      'scenarios',
      rows,
      ({ row }) => [null, row],
      ({ name, row }, place) => {
        const [x, y] = place(domain.low, row);
        const [end] = place(domain.high, row);
        const above = y - rowHeight / 2;
        const title = words(fitting(shown(kind), (end - x + 172) / 1.1, 12), x - 172, above - 12, {
          colour: INK,
          size: 12,
          bold: true,
        });
        return [
          ...(row === 0 ? [title] : [stroke(segment(x - 172, above, end, above), RULE, 1)]),
          words(name, x - 8, y, { colour: MUTED, align: 'right' }),
        ];
      },
    ),
    ...layouts.map((layout, lane) =>
      markSeries(
        `layout ${layout}`,
        boxes.filter((one) => one.layout === layout),
        ({ median, row, low, quartile1, quartile3, high, p99 }) => [
          median,
          row,
          low,
          quartile1,
          quartile3,
          high,
          p99,
        ],
        (one, place) => box(one, one.row, (lane - (layouts.length - 1) / 2) * LANE, place),
      ),
    ),
  ];
}

function box(spread: Spread, row: number, shift: number, place: Place): readonly Mark[] {
  const at = (value: number) => place(value, row)[0];
  const y = place(spread.median, row)[1] + shift;
  const { colour, shape } = look(spread.layout);
  const [from, to, middle] = [at(spread.quartile1), at(spread.quartile3), at(spread.median)];
  return [
    stroke(segment(at(spread.low), y, at(spread.high), y), colour, 1.2),
    // A box of nothing would not be seen.
    path(rectangle(from, y - BOX / 2, Math.max(1, to - from), BOX), { fill: colour }),
    stroke(segment(middle, y - BOX / 2 - 1, middle, y + BOX / 2 + 1), INK, 1.5),
    path(shape(at(spread.p99), y, 3), { fill: 'none', stroke: colour, lineWidth: 1.5 }),
  ];
}

/** The same marks for the legend. */
export const SAMPLE = {
  layout: (x: number, y: number, { colour, shape }: Look): readonly Mark[] => [
    path(rectangle(x - 12, y - BOX / 2, 12, BOX), { fill: colour }),
    path(shape(x + 8, y, 3.5), { fill: 'none', stroke: colour, lineWidth: 1.5 }),
  ],
  box: (x: number, y: number): readonly Mark[] => [
    stroke(segment(x - 12, y, x + 12, y), MUTED, 1.2),
    path(rectangle(x - 6, y - BOX / 2, 12, BOX), { fill: MUTED }),
    stroke(segment(x - 1, y - BOX / 2 - 1, x - 1, y + BOX / 2 + 1), INK, 1.5),
  ],
  p99: (x: number, y: number): readonly Mark[] => [
    path(circle(x + 4, y, 3.5), { fill: 'none', stroke: MUTED, lineWidth: 1.5 }),
  ],
};
