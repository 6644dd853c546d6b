import type { ChangeRow } from '../model/gate.ts';
import { figureLines, figureText, figureTitle, SIGNS } from '../render/gate-figures.ts';
import { layoutNames, rowName, scenarioRows } from '../render/gate-rows.ts';
import { intervalText, rowWords } from '../render/gate-words.ts';
import { formatCount, formatPercent, formatRatio, formatSeconds } from '../render/units.ts';
import { code, codeBlock, text } from './escape.ts';
import { columns, markdownTable } from './markdown-table.ts';

/** Result in words, scenario, ratio with interval, times, and what else changed. */
export function rowsTable(rows: readonly ChangeRow[]): string {
  return table(rows, 'What else changed', figuresCell);
}

/** Every row of a scenario, folded; '' when there is none. */
export function allRows(rows: readonly ChangeRow[]): string {
  const ofScenarios = scenarioRows(rows);
  if (ofScenarios.length === 0) return '';
  const hidden = ({ time }: ChangeRow) =>
    time?.smallestEffect === null || time === null ? '' : formatPercent(time.smallestEffect);
  const count = `all ${formatCount(ofScenarios.length)} rows`;
  return folded(count, table(ofScenarios, '>Could have shown', hidden));
}

function table(rows: readonly ChangeRow[], last: string, cell: (row: ChangeRow) => string): string {
  const several = layoutNames(rows).length > 1;
  const head = [
    'Result',
    'Scenario',
    ...(several ? ['Layout'] : []),
    '>Head / base',
    'Interval',
    'Of',
    '>Base',
    '>Head',
    last,
  ];
  const cells = rows.map((row) => [
    row.level === 'fail' ? `**${text(rowWords(row))}**` : text(rowWords(row)),
    code(rowName(row)),
    ...(several ? [code(row.layout)] : []),
    ...timeCells(row),
    cell(row),
  ]);
  return markdownTable(columns(...head), cells);
}

function timeCells({ time, whyNoTime }: ChangeRow): string[] {
  if (time === null) return ['', text(`no time compared: ${whyNoTime ?? 'not measured'}`), '', '', ''];
  return [
    `${formatRatio(time.ratio)} ${time.verdict}`,
    intervalText(time),
    time.statistic,
    formatSeconds(time.baseSeconds),
    formatSeconds(time.headSeconds),
  ];
}

export function figuresCell({ figures }: ChangeRow): string {
  return text(figures.map(figureText).join('; '));
}

/** Each query plan, or other text of several lines, that changed, as a folded difference. */
export function figureDiffs(rows: readonly ChangeRow[]): string {
  const several = layoutNames(rows).length > 1;
  return rows
    .flatMap((row) =>
      row.figures.flatMap((figure) => {
        const lines = figureLines(figure).map(({ sign, line }) => `${sign} ${line}`);
        if (lines.length === 0) return [];
        const where = row.scenario !== null && several ? ` on ${row.layout}` : '';
        return [
          folded(
            `${rowName(row)}${where}: ${figureTitle(figure)} (${SIGNS})`,
            codeBlock('diff', lines.join('\n')),
          ),
        ];
      }),
    )
    .join('\n\n');
}

/** A summary is HTML, in which Markdown's code spans are none: only entities are safe there. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${text(summary)}</summary>\n\n${body}\n\n</details>`;
}
