import type { ChalkInstance } from 'chalk';
import type { ChangeRow, Gate } from '../model/gate.ts';
import { palette, type Screen } from './colour.ts';
import { budgetName, budgetText, budgetWords } from './gate-budgets.ts';
import { headerLines } from './gate-header.ts';
import { outcomeText } from './gate-outcome.ts';
import { groupRows, layoutNames, type RowGroups } from './gate-rows.ts';
import { figureDetails, type RowTable, rowTable } from './gate-table.ts';
import { foreignText, hiddenText, legendText, notComparable, rowWords } from './gate-words.ts';
import { fold } from './log-line.ts';
import { brief } from './plain.ts';
import { formatCount } from './units.ts';

/**
 * What changed and what the gate says of it: both sides, the rows in which something differs, worst first, with their
 * figures; what is the same and what stays hidden; budgets; the outcome in the last line. Ends with a line break.
 */
export function renderGate(gate: Gate, screen: Screen): string {
  const colours = palette(screen.color);
  const { change, budgets } = gate;
  const groups = groupRows(change?.rows ?? []);
  const entries = [...budgetEntries(gate), ...layoutEntries(groups), ...restEntries(gate, groups)];
  const words = [...groups.matter.map(rowWords), ...entries.map(({ word }) => word)];
  const wordWidth = Math.max(...words.map((word) => word.length), 'inconclusive'.length);
  const several = layoutNames(change?.rows ?? []).length > 1;
  const table: RowTable = { width: screen.width, wordWidth, several, colours };
  const met = budgets.filter(({ level }) => level === 'pass').length;
  const parts = [
    headerLines(gate, screen.width, colours),
    rowTable(groups.matter, table),
    entries.map((entry) => entryLines(entry, table)).join('\n'),
    met === 0 ? '' : `  ${formatCount(met)} ${met === 1 ? 'budget' : 'budgets'} met`,
    foreignLines(gate, screen.width, colours),
    change && groups.matter.some(({ time }) => time)
      ? colours.dim(fold(legendText(change), screen.width, '  '))
      : '',
    outcomeLine(gate, screen.width, colours),
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

/** A line of words beside those of the table: a budget, a layout, what is the same. */
interface Entry {
  readonly word: string;
  readonly text: string;
  readonly style: 'red' | 'yellow' | 'dim';
  readonly row?: ChangeRow;
}

const LEVEL_STYLES = { fail: 'red', open: 'yellow', warn: 'yellow', pass: 'dim' } as const;

function budgetEntries({ budgets }: Gate): Entry[] {
  const order = ['fail', 'open', 'warn'] as const;
  return order.flatMap((level) =>
    budgets
      .filter((budget) => budget.level === level)
      .map((budget) => ({
        word: budgetWords(budget),
        text: `${budgetName(budget)}: ${budgetText(budget)}`,
        style: LEVEL_STYLES[level],
      })),
  );
}

function layoutEntries({ layouts }: RowGroups): Entry[] {
  return layouts.map((row) => ({
    word: rowWords(row),
    text: `layout ${brief(row.layout, 60)} as a whole`,
    style: LEVEL_STYLES[row.level],
    row,
  }));
}

/** What is the same, what has no time, what one side alone has. */
function restEntries({ change }: Gate, { same, untimed }: RowGroups): Entry[] {
  if (change === null) return [];
  const several = layoutNames(change.rows).length > 1;
  const count = (rows: number) =>
    `${formatCount(rows)} ${several ? 'row' : 'scenario'}${rows === 1 ? '' : 's'}`;
  const entry = (word: string, text: string): Entry[] => [{ word, text, style: 'dim' }];
  const reasons = Map.groupBy(untimed, ({ whyNoTime }) => brief(whyNoTime ?? 'not measured', 200));
  const equal = change.rows.reduce((sum, { figuresEqual }) => sum + figuresEqual, 0);
  return [
    ...(same.length > 0 ? entry('same', count(same.length) + hiddenText(same)) : []),
    ...[...reasons].flatMap(([why, rows]) => entry('no time', `${count(rows.length)}: ${why}`)),
    ...(equal > 0 ? entry('equal', `${formatCount(equal)} figures without noise`) : []),
    ...(change.onlyBase.length > 0 ? entry('only in base', names(change.onlyBase)) : []),
    ...(change.onlyHead.length > 0 ? entry('only in head', names(change.onlyHead)) : []),
  ];
}

/** More would push the outcome off the screen; the document has all. */
const MOST_NAMES = 20;

function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMES).map((name) => brief(name, 60));
  const more = all.length - shown.length;
  return shown.join(', ') + (more > 0 ? `, and ${formatCount(more)} more` : '');
}

function entryLines({ word, text, style, row }: Entry, table: RowTable): string {
  const indent = ' '.repeat(table.wordWidth + 4);
  const body = fold(text, table.width, indent, indent).slice(indent.length);
  const line = `  ${table.colours[style](word)}${' '.repeat(indent.length - 2 - word.length)}${body}`;
  return [line, ...(row ? figureDetails(row, table) : [])].join('\n');
}

function foreignLines(gate: Gate, width: number, colours: ChalkInstance): string {
  const differences = foreignText(gate);
  const { why, wayOut } = notComparable(gate);
  if (why === '')
    return differences === ''
      ? ''
      : colours.yellow(fold(`the environments differ: ${differences}`, width, '  '));
  return colours.yellow(
    [`not comparable: ${why}`, `way out: ${wayOut}`].map((text) => fold(text, width, '  ')).join('\n'),
  );
}

const OUTCOME_STYLES = {
  pass: 'green',
  warn: 'yellow',
  fail: 'red',
  inconclusive: 'yellow',
  'not-comparable': 'red',
} as const;

function outcomeLine(gate: Gate, width: number, colours: ChalkInstance): string {
  return colours[OUTCOME_STYLES[gate.outcome]](fold(outcomeText(gate), width, '  '));
}
