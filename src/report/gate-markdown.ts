import type { Change, ChangeRow, Gate } from '../model/gate.ts';
import { headerNotes, headerText } from '../render/gate-header.ts';
import { outcomeText } from '../render/gate-outcome.ts';
import { groupRows, rowName } from '../render/gate-rows.ts';
import { foreignText, hiddenText, legendText, notComparable, rowWords } from '../render/gate-words.ts';
import { formatCount } from '../render/units.ts';
import { code, text } from './escape.ts';
import { budgetsSection } from './gate-budgets.ts';
import { allRows, figureDiffs, figuresCell, rowsTable } from './gate-tables.ts';
import { columns, list, markdownTable, section } from './markdown-table.ts';

/**
 * The change and what the gate says of it as GitHub Markdown, for a step summary, a comment or a file: the outcome as
 * heading, the rows in which something differs, their query plans; all rows at the end, folded. Ends with a line break.
 */
export function gateMarkdown(gate: Gate): string {
  const { change } = gate;
  const parts = [
    `## chinook-eval: ${text(outcomeText(gate))}`,
    `${[headerText(gate), ...headerNotes(gate)].map(text).join('; ')}.`,
    foreignSection(gate),
    ...(change ? changeParts(change) : []),
    budgetsSection(gate.budgets),
    ...(change ? [allRows(change.rows)] : []),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function changeParts(change: Change): string[] {
  const { matter, layouts } = groupRows(change.rows);
  const legend = legendText(change);
  return [
    matter.length === 0
      ? ''
      : section('### What differs', rowsTable(matter), legend === '' ? '' : `${text(legend)}.`),
    figureDiffs(matter),
    layoutsSection(layouts),
    list(rest(change)),
  ];
}

function layoutsSection(rows: readonly ChangeRow[]): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => [text(rowWords(row)), code(row.layout), figuresCell(row)]);
  const table = markdownTable(columns('Result', 'Layout', 'What changed'), cells);
  return section('### Layouts as a whole', table, figureDiffs(rows));
}

/** What is the same, what has no time, what one side alone has. */
function rest(change: Change): string[] {
  const { same, untimed } = groupRows(change.rows);
  const equal = change.rows.reduce((sum, { figuresEqual }) => sum + figuresEqual, 0);
  const reasons = Map.groupBy(untimed, ({ whyNoTime }) => whyNoTime ?? 'not measured');
  const names = (all: readonly string[]) => all.map(code).join(', ');
  return [
    ...(same.length > 0 ? [text(`same: ${rowsText(same.length)}${hiddenText(same)}`)] : []),
    ...[...reasons].map(
      ([why, rows]) =>
        `no time compared: ${rowsText(rows.length)} (${names(rows.map(rowName))}): ${text(why)}`,
    ),
    ...(equal > 0 ? [`equal: ${formatCount(equal)} figures without noise`] : []),
    ...(change.onlyBase.length > 0 ? [`only in base: ${names(change.onlyBase)}`] : []),
    ...(change.onlyHead.length > 0 ? [`only in head: ${names(change.onlyHead)}`] : []),
  ];
}

function rowsText(rows: number): string {
  return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

function foreignSection(gate: Gate): string {
  const differences = foreignText(gate);
  const { why, wayOut } = notComparable(gate);
  if (why !== '') return `**Not comparable**: ${text(why)}. Way out: ${text(wayOut)}.`;
  return differences === '' ? '' : `**The environments differ**: ${text(differences)}.`;
}
