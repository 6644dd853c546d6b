import { palette, type Screen } from '../render/colour.ts';
import { plain, wrap } from '../render/plain.ts';
import { renderTable } from '../render/table.ts';
import { formatCount } from '../render/units.ts';
import { snippet } from '../search/text/highlight.ts';
import type { Hit, HitField, Kind, Page } from '../search/text/index.ts';
import { type SearchFlags, SHOWN } from './search-options.ts';

/** A page with what it is of. */
export interface Found extends Page {
  /** As the user typed it. */
  readonly text: string;
  readonly data: string;
  readonly layout: string;
  readonly counts: Readonly<Partial<Record<Kind, number>>>;
}

/** A page for people: what was found, how many there are, and the command for the next page. */
export function renderFound(found: Found, flags: SearchFlags, screen: Screen): string {
  const { hits, counts } = found;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [
    ...tried(found),
    ...(hits.length > 0 ? [table(hits, found.before, screen)] : []),
    wrap(summary(found, total), screen.width),
    ...(found.next === undefined ? [] : [`next  ${nextCommand(found, flags)}`]),
  ];
  return `${parts.join('\n')}\n`;
}

/** What was searched other than what was typed, and what could not be. */
function tried({ text, searched, ignored, without, hits }: Found): string[] {
  const lines: string[] = [];
  if (hits.length > 0 && searched.as === 'corrected')
    lines.push(`no match for '${text}'; showing '${plain(searched.text)}${searched.typing ? '*' : ''}'`);
  if (hits.length > 0 && searched.as === 'beginning')
    lines.push(`no match for '${text}'; showing what begins so`);
  if (ignored.length > 0)
    lines.push(`passed over, since no letter or digit is in it: ${plain(ignored.join(' '))}`);
  if (without.length > 0) lines.push(`not in ${without.join(' and ')}: they have no such field`);
  return lines;
}

function summary({ hits, before, counts, data, layout, text }: Found, total: number): string {
  const where = `in ${plain(data)} (${layout})`;
  if (total === 0) return `nothing found for '${text}' ${where}. Try fewer words, or a beginning: word*`;
  const parts = Object.entries(counts).map(([kind, count]) =>
    count === 1 ? `1 ${kind.slice(0, -1)}` : `${count === 0 ? 'no' : formatCount(count)} ${kind}`,
  );
  const range = hits.length === total ? '' : `${before + 1} to ${before + hits.length} of `;
  return hits.length === 0
    ? `no more of ${parts.join(' and ')} ${where}`
    : `${range}${parts.join(' and ')} ${where}`;
}

/** A column that must be narrower keeps this much. */
const LEAST_WIDTH = 12;
/** Number, kind, and two spaces between columns. */
const BESIDE = 22;

function table(hits: readonly Hit[], before: number, { width, color }: Screen): string {
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

function nextCommand({ text, next }: Found, flags: SearchFlags): string {
  const words = [
    ...(flags.in === undefined ? [] : ['--in', flags.in.join(',')]),
    ...(flags.limit === SHOWN ? [] : ['--limit', String(flags.limit)]),
    ...(flags.typing ? ['--typing'] : []),
    ...(flags.data === undefined ? [] : ['--data', shellWord(flags.data)]),
    ...(flags.layout === undefined ? [] : ['--layout', shellWord(flags.layout)]),
    '--after',
    next,
    ...(text.startsWith('-') ? ['--'] : []),
    shellWord(text),
  ];
  return `chinook-eval search ${words.join(' ')}`;
}

/** Between single quotes, in which a POSIX shell takes everything as it is. */
function shellWord(text: string): string {
  return /^[\w./,:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
