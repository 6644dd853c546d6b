import { isTag, mapStyles, type Piece, type Tag } from '../svg/markup.ts';

/** Two hundredths of a pixel are seen by nobody. */
const DECIMALS = 2;
const NUMBERS = new Set([
  'd',
  'points',
  'transform',
  'x',
  'y',
  'x1',
  'y1',
  'x2',
  'y2',
  'cx',
  'cy',
  'width',
  'height',
]);

/**
 * The same picture with less text: an entity-relationship diagram loses half of it. Numbers are rounded, lines that were
 * drawn as two curves each become lines, and what only Mermaid's scripts read goes.
 */
export function shorten(pieces: readonly Piece[]): Piece[] {
  const classes = usedClasses(pieces);
  const used = referredTo(pieces);
  const kept: Piece[] = [];
  // An element that is dropped takes its closing tag with it.
  let dropped = 0;
  for (const piece of pieces) {
    if (dropped > 0) {
      if (piece.kind === 'open') dropped++;
      else if (piece.kind === 'close') dropped--;
    } else if (isTag(piece) && (hasNoArea(piece) || isUnusedSymbol(piece, used)))
      dropped = piece.kind === 'open' ? 1 : 0;
    else {
      if (isTag(piece)) shortenTag(piece, classes);
      kept.push(piece);
    }
  }
  return kept;
}

/** Mermaid puts its pictures of a clock, a computer and a database into every sequence diagram. */
function isUnusedSymbol({ name, attributes }: Tag, used: ReadonlySet<string>): boolean {
  return name === 'symbol' && !used.has(attributes.get('id') ?? '');
}

/** The ids that something in the picture shows. */
function referredTo(pieces: readonly Piece[]): Set<string> {
  return new Set(
    pieces.flatMap((piece) =>
      isTag(piece)
        ? ['href', 'xlink:href'].flatMap((name) => piece.attributes.get(name)?.replace(/^#/, '') ?? [])
        : [],
    ),
  );
}

/** Numbers that nothing stands between, such as ".045.002-.1", or with an exponent: where one ends is for a reader of paths to say. */
const COMPACT = /\.\d+\.|\d-|\de|[a-df-z]-?\./i;

export function rounded(number: number): string {
  return String(Number(number.toFixed(DECIMALS)));
}

/** Mermaid puts one behind every label, for those with a ground of their own. */
function hasNoArea({ name, attributes }: Tag): boolean {
  return name === 'rect' && !attributes.has('width') && !attributes.has('height') && !attributes.has('id');
}

function shortenTag({ attributes }: Tag, classes: ReadonlySet<string>): void {
  for (const [key, value] of attributes) {
    if ((key.startsWith('data-') && key !== 'data-look') || (key === 'style' && /^[\s;]*$/.test(value)))
      attributes.delete(key);
    else if (key === 'class') {
      const used = value.split(/\s+/).filter((one) => classes.has(one));
      if (used.length > 0) attributes.set(key, used.join(' '));
      else attributes.delete(key);
    } else if (NUMBERS.has(key) && !COMPACT.test(value)) {
      const short = value.replace(/-?\d+\.\d{3,}(?![\d.]*e)/gi, (number) => rounded(Number(number)));
      attributes.set(key, key === 'd' ? straightened(short) : short);
    }
  }
}

const CURVE = /^M(\S+ \S+) C(\S+ [^\s,]+), (\S+ [^\s,]+), (\S+ \S+)$/;

/** Rough.js draws a straight line as two curves along it, of which one sees one. Other paths come back as they are. */
function straightened(path: string): string {
  const lines = new Set<string>();
  for (const part of path.split(/ (?=M)/)) {
    const points = CURVE.exec(part)
      ?.slice(1)
      .map((point) => point.split(' ').map(Number));
    if (points === undefined || !(isStraight(points, 0) || isStraight(points, 1))) return path;
    lines.add(`M${points[0]?.join(' ')}L${points[3]?.join(' ')}`);
  }
  return [...lines].join('');
}

/** Along one axis: the other's coordinate stays. */
function isStraight(points: readonly (readonly number[])[], axis: number): boolean {
  return points.every((point) => point[axis] === points[0]?.[axis]);
}

function usedClasses(pieces: readonly Piece[]): Set<string> {
  const classes = new Set<string>();
  mapStyles(pieces, (css) => {
    for (const [, name = ''] of css.matchAll(/\.(-?[_a-z][\w-]*)/gi)) classes.add(name);
    return css;
  });
  return classes;
}
