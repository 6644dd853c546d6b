import type { CustomSeriesOption } from 'echarts';
import type { ForestPanel, ForestPoint, ForestRow } from './forest.ts';
import {
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
import { BAND, INK, MUTED, VERDICT_LOOKS } from './palette.ts';
import { clamp, type Domain } from './scale.ts';

/** What one panel of a forest plot shows, from the back to the front. */
export function forestSeries(
  { title, points }: ForestPanel,
  labels: readonly ForestRow[],
  domain: Domain,
): readonly CustomSeriesOption[] {
  const figures = ({ ratio, row, interval }: ForestPoint) => [
    ratio,
    row,
    interval?.low ?? null,
    interval?.high ?? null,
  ];
  const rows = labels.map((label, row) => ({ ...label, row }));
  return [
    markSeries(
      'noise floor and threshold',
      points,
      ({ row, floor, threshold }) => [floor, row, threshold],
      (point, place) => bands(point, domain, place),
    ),
    markSeries(
      '1',
      [title],
      () => [1, 0],
      (_, place) => [one(points, place), heading(title, domain, place)],
    ),
    markSeries(title, points, figures, (point, place) => whisker(point, domain, place)),
    markSeries(
      'scenarios',
      rows,
      ({ row }) => [null, row],
      ({ label, heading: bold, row }, place) => {
        const [x, y] = place(domain.low, row);
        return [
          words(fitting(label, bold ? 168 : 176), x - (bold ? 192 : 184), y, {
            colour: bold ? INK : MUTED,
            bold,
          }),
        ];
      },
    ),
  ];
}

function heading(title: string, domain: Domain, place: Place): Mark {
  const [x, y] = place(domain.low, -0.5);
  const [end] = place(domain.high, -0.5);
  // Bold letters are a tenth wider.
  return words(fitting(title, (end - x) / 1.1, 12), x, y - 11, { colour: INK, size: 12, bold: true });
}

/** The line at 1 over all rows. */
function one(points: readonly ForestPoint[], place: Place): Mark {
  const last = Math.max(...points.map(({ row }) => row));
  const [x, top] = place(1, -0.5);
  const [, bottom] = place(1, last + 0.5);
  return stroke(segment(x, top, x, bottom), INK, 1);
}

function bands({ row, floor, threshold }: ForestPoint, domain: Domain, place: Place): readonly Mark[] {
  const x = (value: number) => place(clamp(value, domain), row)[0];
  const [, top] = place(1, row - 0.5);
  const [, bottom] = place(1, row + 0.5);
  const low = floor === null ? 0 : x(1 / (1 + floor));
  const noise =
    floor === null ? [] : [path(rectangle(low, top, x(1 + floor) - low, bottom - top), { fill: BAND })];
  const edges = [1 / (1 + threshold), 1 + threshold].map((edge) => segment(x(edge), top, x(edge), bottom));
  return [...noise, stroke(edges.join(''), MUTED, 1, [2, 2])];
}

const CAP = 3.5;

function whisker(
  { ratio, interval, verdict, row }: ForestPoint,
  domain: Domain,
  place: Place,
): readonly Mark[] {
  const { stroke: colour, fill, shape } = VERDICT_LOOKS[verdict];
  const [x, y] = place(ratio, row);
  const symbol = path(shape(x, y, 4.5), { fill, stroke: colour, lineWidth: 1.5 });
  if (interval === null) return [symbol];
  const [from] = place(clamp(interval.low, domain), row);
  const [to] = place(clamp(interval.high, domain), row);
  const lowEnd = interval.low < domain.low ? arrow(from, y, 1) : segment(from, y - CAP, from, y + CAP);
  const highEnd = interval.high > domain.high ? arrow(to, y, -1) : segment(to, y - CAP, to, y + CAP);
  return [stroke(segment(from, y, to, y) + lowEnd + highEnd, colour, 1.5), symbol];
}

/** An arrow head at (x, y); its barbs lie in the direction of `back`. */
function arrow(x: number, y: number, back: 1 | -1): string {
  return segment(x + 4 * back, y - 4, x, y) + segment(x, y, x + 4 * back, y + 4);
}
