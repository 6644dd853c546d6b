import { palette, type Screen } from '../render/colour.ts';
import { renderTable } from '../render/table.ts';
import { snippet } from '../search/text/highlight.ts';
import type { Hit, HitField } from '../search/text/index.ts';

/** A column that must be narrower keeps this much. */
const LEAST_WIDTH = 12;
/** Number, kind, and two spaces between columns. */
const BESIDE = 22;

/** The hits of a page in columns as wide as the screen allows. */
export function renderHits(hits: readonly Hit[], before: number, { width, color }: Screen): string {
  const rows = hits.map((hit) => cellsOf(hit));
  const widths = shared(
    [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((cells) => lengthOf(cells[column] ?? [])))),
    width - BESIDE,
  );
  return renderTable(
    [
      { heading: '', align: 'right' },
      { heading: '', align: 'left' },
      { heading: 'title', align: 'left' },
      { heading: 'artist', align: 'left' },
      { heading: 'album', align: 'left' },
      { heading: 'found in', align: 'left' },
    ],
    rows.map((cells, at) => [
      String(before + at + 1),
      hits[at]?.kind === 'tracks' ? 'track' : 'album',
      ...cells.map((cell, column) => paintedCell(cell, widths[column] ?? LEAST_WIDTH, color)),
    ]),
  );
}

/** The widest gives way first, until all have room. */
function shared(wanted: readonly number[], room: number): readonly number[] {
  const widths = [...wanted];
  for (let over = widths.reduce((sum, one) => sum + one, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= LEAST_WIDTH) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** Words of ours and a field's text, in which what was looked for is marked. */
type Cell = readonly (string | HitField)[];

/** Title, artist, album, and where something was found: a composer has no column, so there with the text. */
function cellsOf({ fields }: Hit): readonly Cell[] {
  const [title, ...others] = fields;
  const cell = (field: HitField | undefined): Cell => (field === undefined ? [] : [field]);
  const places = fields
    .filter(({ marks }) => marks.length > 0)
    .map((field) =>
      field.name === 'composer' ? ['composer ', field] : [field.name === 'name' ? 'title' : field.name],
    );
  return [
    cell(title),
    cell(others.find(({ name }) => name === 'artist')),
    cell(others.find(({ name }) => name === 'album')),
    places.flatMap((place, at) => (at === 0 ? place : [', ', ...place])),
  ];
}

function lengthOf(cell: Cell): number {
  return cell.reduce((sum, part) => sum + (typeof part === 'string' ? part : part.text).length, 0);
}

function paintedCell(cell: Cell, width: number, color: boolean): string {
  const words = cell.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  return cell
    .map((part) =>
      typeof part === 'string' ? part : marked(part, Math.max(LEAST_WIDTH, width - words), color),
    )
    .join('');
}

/** What was looked for stands out by colour; where, "found in" says in words. */
function marked({ text, marks }: HitField, width: number, color: boolean): string {
  const cut = snippet(printable(text), marks, width);
  const paint = palette(color).bold.cyan;
  let [line, at] = ['', 0];
  for (const [start, end] of cut.marks) {
    line += cut.text.slice(at, start) + paint(cut.text.slice(start, end));
    at = end;
  }
  return line + cut.text.slice(at);
}

/** As plain() makes it, but of the same length, so that marks stay where they are. */
function printable(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, (character) => ' '.repeat(character.length));
}
