import type { ExperimentResult, ExperimentRow, ExperimentTable, Hypothesis } from '../model/experiment.ts';
import { palette, type Screen } from './colour.ts';
import { formatFigure } from './figure.ts';
import { plain, wrap } from './plain.ts';
import { renderTable } from './table.ts';
import { formatSeconds } from './units.ts';

/** What experiments found, one after another: question, tables, what became of each hypothesis. Ends with a line break. */
export function renderExperiments(results: readonly ExperimentResult[], screen: Screen): string {
  return results.map((result) => renderExperiment(result, screen)).join('\n');
}

export function renderExperiment(result: ExperimentResult, { color, width }: Screen): string {
  const colours = palette(color);
  const lines = (texts: readonly string[]) => texts.map((one) => wrap(plain(one), width, '  ')).join('\n');
  const title = `${colours.bold(result.name)}  ${plain(result.question)}`;
  if (result.status === 'not run')
    return `${wrap(title, width, '  ')}\n${lines([`not run: ${result.reason}`])}\n`;
  const { tables, hypotheses, notRun, conditions, quick, seconds } = result;
  const parts = [
    wrap(title, width, '  '),
    ...tables.map((table) => `${lines([table.title])}\n${indent(tableText(table, width))}`),
    hypotheses.map((one) => hypothesisText(one, width, colours)).join('\n'),
    lines(notRun.map(({ what, reason }) => `not run: ${what}: ${reason}`)),
    colours.dim(
      lines([
        `shows: ${result.shows} Not: ${result.doesNotShow}`,
        ...conditions,
        `${quick ? 'short form: for a first look; ' : ''}took ${formatSeconds(seconds)}`,
      ]),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function tableText({ columns, rows }: ExperimentTable, width: number): string {
  const heads = headsOf(rows);
  const used = columns.filter(({ key }) => rows.some(({ figures }) => isNumber(figures[key])));
  const table = renderTable(
    [
      ...heads.map(({ heading }) => ({ heading, align: 'left' as const })),
      ...used.map(({ label }) => ({ heading: label, align: 'right' as const })),
    ],
    rows.map((row) => [
      ...heads.map(({ of }) => plain(of(row))),
      ...used.map(({ key, unit }) => formatFigure(row.figures[key], unit)),
    ]),
  );
  const notes = rows.flatMap(({ layout, arm, note }) =>
    note === null
      ? []
      : [wrap(plain(`${[layout, arm].filter(Boolean).join(', ')}: ${note}`), width - 2, '  ')],
  );
  return [table, ...new Set(notes)].join('\n');
}

/** The columns before the figures: as many as tell the rows apart. */
export function headsOf(
  rows: readonly ExperimentRow[],
): { heading: string; of: (row: ExperimentRow) => string }[] {
  return [
    ...(rows.some(({ layout }) => layout !== null)
      ? [{ heading: 'layout', of: ({ layout }: ExperimentRow) => layout ?? '' }]
      : []),
    ...(rows.some(({ arm }) => arm !== '') ? [{ heading: 'arm', of: ({ arm }: ExperimentRow) => arm }] : []),
  ];
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}

function hypothesisText(
  { outcome, claim, source, because }: Hypothesis,
  width: number,
  colours: ReturnType<typeof palette>,
): string {
  const colour = {
    confirmed: colours.green,
    refuted: colours.red,
    'not decided': colours.yellow,
    'not measured': colours.dim,
  };
  const text = wrap(plain(`${outcome.padEnd(12)} ${claim} (${source}): ${because}`), width, '  ');
  return text.replace(outcome, colour[outcome](outcome));
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}
