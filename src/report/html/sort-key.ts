import { parsePercent, parseSize, parseTime } from '../../render/parse-units.ts';

/** What kinds of figures are, in the order in which a column that has several of them sorts them. */
const DIMENSIONS = ['number', 'seconds', 'bytes', 'fraction'] as const;

interface Figure {
  readonly dimension: (typeof DIMENSIONS)[number];
  /** In base units. */
  readonly value: number;
}

/** A sign, digits with or without commas, a decimal part and a unit, as units.ts writes them, at the start of a cell. */
const FIGURE = /^([-+\u2212]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:\s?(%|[a-zµ]{1,3}))?(?=$|[\s;()]|,(?!\d))/i;

/** The figure that a cell begins with: "1.14 (1.11 to 1.17) slower" is 1.14. undefined where it begins with none. */
export function cellFigure(text: string): Figure | undefined {
  const [, sign = '', whole, decimals = '', unit = ''] = FIGURE.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  const digits = whole.replaceAll(',', '') + decimals;
  const direction = sign === '-' || sign === '\u2212' ? -1 : 1;
  const of = (dimension: Figure['dimension'], value: number | undefined) =>
    value === undefined ? undefined : { dimension, value: value * direction };
  return (
    of('seconds', parseTime(digits + unit)) ??
    of('bytes', parseSize(digits + unit)) ??
    of('fraction', parsePercent(digits + unit)) ??
    of('number', Number(digits))
  );
}

/** A cell that says nothing: empty, or "no difference". */
function isBlank(text: string): boolean {
  return /^[~\u2013\u2014-]?$/.test(text.trim());
}

/**
 * The place of each cell of a column when it is sorted upwards, from 0; equal cells share one. undefined comes last
 * whichever way the column is sorted: blank cells, and words between figures ("not known"). A column counts as one of
 * figures when at least half of what is not blank begins with one. The page then only has whole numbers to compare.
 */
export function columnKeys(cells: readonly string[]): readonly (number | undefined)[] {
  const figures = cells.map((cell) => (isBlank(cell) ? undefined : cellFigure(cell)));
  const filled = cells.filter((cell) => !isBlank(cell)).length;
  const found = figures.filter((figure) => figure !== undefined).length;
  if (found * 2 >= filled) return ranks(figures, compareFigures);
  return ranks(
    cells.map((cell) => (isBlank(cell) ? undefined : cell)),
    WORDS.compare,
  );
}

/** Of one language, so that the page is the same wherever it is written. */
const WORDS = new Intl.Collator('en', { numeric: true });

function compareFigures(a: Figure, b: Figure): number {
  return DIMENSIONS.indexOf(a.dimension) - DIMENSIONS.indexOf(b.dimension) || a.value - b.value;
}

function ranks<T>(
  values: readonly (T | undefined)[],
  compare: (a: T, b: T) => number,
): (number | undefined)[] {
  const order = values
    .flatMap((value, index) => (value === undefined ? [] : [{ value, index }]))
    .sort((a, b) => compare(a.value, b.value));
  const places: (number | undefined)[] = values.map(() => undefined);
  let place = -1;
  order.forEach(({ value, index }, position) => {
    const before = order[position - 1];
    if (before === undefined || compare(before.value, value) !== 0) place++;
    places[index] = place;
  });
  return places;
}
