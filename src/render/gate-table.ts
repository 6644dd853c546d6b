import type { ChalkInstance } from 'chalk';
import type { ChangeRow, FigureChange } from '../model/gate.ts';
import { figureLines, figureText, SIGNS } from './gate-figures.ts';
import { rowName } from './gate-rows.ts';
import { intervalText, rowWord, rowWords, timesText } from './gate-words.ts';
import { fold, notACommand } from './log-line.ts';
import { brief } from './plain.ts';
import { type Column, renderTable } from './table.ts';
import { formatCount, formatRatio } from './units.ts';

export interface RowTable {
  readonly width: number;
  /** Of the first column, so that everything below stands in line with it. */
  readonly wordWidth: number;
  /** Whether there is more than one layout, so that it has to be named. */
  readonly several: boolean;
  readonly colours: ChalkInstance;
}

/** A longer name is cut on the screen; the whole of it is in the document. */
const NAME_LENGTH = 44;
const SHORTEST_NAME = 12;
const LAYOUT_LENGTH = 16;
/** A plan of hundreds of lines would push everything else off the screen. */
const MOST_DIFF_LINES = 12;

/** A line per row, details below it. Where the times do not fit beside the ratio they are the first detail. */
export function rowTable(rows: readonly ChangeRow[], table: RowTable): string {
  if (rows.length === 0) return '';
  const wide = draw(rows, table, true);
  const lines = fits(wide, table) ? wide : draw(rows, table, false);
  const details = (row: ChangeRow) => rowDetails(row, table, lines === wide);
  return rows.flatMap((row, index) => [lines[index] ?? '', ...details(row)]).join('\n');
}

function fits(lines: readonly string[], { width }: RowTable): boolean {
  return lines.every((line) => visible(line) <= width);
}

function visible(line: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts a colour
  return line.replace(/\u001b\[\d+m/g, '').length;
}

const STYLES = { fail: 'red', open: 'yellow', warn: 'yellow', pass: 'green' } as const;

function draw(rows: readonly ChangeRow[], table: RowTable, wide: boolean): string[] {
  const { wordWidth, several, colours, width } = table;
  const ratios = rows.map(({ time }) => (time ? formatRatio(time.ratio) : ''));
  const intervals = rows.map(({ time }) => (time ? intervalText(time) : ''));
  const longest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const room = width - wordWidth - longest(ratios) - longest(intervals) - 8;
  const length = wide ? NAME_LENGTH : Math.min(NAME_LENGTH, Math.max(SHORTEST_NAME, room));
  const columns: Column[] = [
    { heading: '', align: 'left' },
    { heading: '', align: 'left' },
    ...(wide && several ? [{ heading: '', align: 'left' } as const] : []),
    { heading: '', align: 'right' },
    { heading: '', align: 'left' },
    ...(wide ? [{ heading: '', align: 'left' } as const] : []),
  ];
  const cells = rows.map((row, index) => [
    `  ${colours[row.level === 'pass' && row.time?.verdict !== 'faster' ? 'dim' : STYLES[row.level]](rowWords(row).padEnd(wordWidth))}`,
    notACommand(brief(rowName(row), length)),
    ...(wide && several ? [notACommand(brief(row.layout, LAYOUT_LENGTH))] : []),
    ratios[index] ?? '',
    intervals[index] ?? '',
    ...(wide ? [row.time ? timesText(row.time) : ''] : []),
  ]);
  // The table's own headings are one empty line.
  return renderTable(columns, cells).split('\n').slice(1);
}

function rowDetails(row: ChangeRow, table: RowTable, wide: boolean): string[] {
  const { time, whyNoTime } = row;
  const where = !wide && table.several ? `on ${brief(row.layout, LAYOUT_LENGTH)}` : '';
  const times = !wide && time ? timesText(time) : '';
  const verdict = time && time.verdict !== rowWord(row) ? `time ${time.verdict}` : '';
  const why = time ? '' : `no time compared: ${brief(whyNoTime ?? 'not measured', 200)}`;
  const first = [where, times, verdict, why].filter((part) => part !== '').join(', ');
  return [...(first === '' ? [] : [detail(first, table)]), ...figureDetails(row, table)];
}

/** The changed figures of a row, indented below it. */
export function figureDetails({ figures }: ChangeRow, table: RowTable): string[] {
  return figures.flatMap((figure) => {
    const lines = diffDetails(figure, table);
    const signs = lines.length > 0 ? ` (${SIGNS})` : '';
    return [detail(figureText(figure) + signs, table), ...lines];
  });
}

function diffDetails(figure: FigureChange, table: RowTable): string[] {
  const lines = figureLines(figure);
  const more = lines.length - MOST_DIFF_LINES;
  return [
    ...lines.slice(0, MOST_DIFF_LINES).map(({ sign, line }) => {
      const step = line.trimStart();
      return detail(step, table, `  ${sign} ${' '.repeat(line.length - step.length)}`);
    }),
    ...(more > 0 ? [detail(`and ${formatCount(more)} more lines`, table, '  ')] : []),
  ];
}

function detail(text: string, { width, wordWidth }: RowTable, before = ''): string {
  const indent = ' '.repeat(wordWidth + 4);
  return fold(text, width, `${indent}${' '.repeat(before.length)}  `, indent + before);
}
