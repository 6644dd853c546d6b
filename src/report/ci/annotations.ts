import type { ChangeRow, Gate } from '../../model/gate.ts';
import { budgetName, budgetText, budgetWords } from '../../render/gate-budgets.ts';
import { figureLines, figureText } from '../../render/gate-figures.ts';
import { layoutNames, rowName, worstFirst } from '../../render/gate-rows.ts';
import { intervalText, notComparable, rowWords, timesText } from '../../render/gate-words.ts';
import { brief, plain } from '../../render/plain.ts';
import { formatCount, formatRatio } from '../../render/units.ts';

/** GitHub shows so many errors, so many warnings and so many notices of a step, and drops the rest. */
const MOST_PER_KIND = 10;

/** Enough to see what became of a plan; the whole is in the report. */
const MOST_DIFF_LINES = 12;
const NAME_LENGTH = 80;

interface Annotation {
  readonly level: 'fail' | 'open' | 'warn';
  readonly title: string;
  /** Lines. */
  readonly message: readonly string[];
}

/**
 * GitHub workflow commands, one line each, to be written to standard output: an error for what fails, a warning for what
 * warns or is not decided, nothing for what passes. Where there are more than GitHub shows, the worst are kept and a notice,
 * which does not take one of their places, says how many are missing.
 */
export function annotations(gate: Gate): string[] {
  const all = [...environment(gate), ...rows(gate), ...budgets(gate)];
  const errors = all.filter(({ level }) => level === 'fail');
  const warnings = all.filter(({ level }) => level !== 'fail');
  const more = [...missing(errors.length, 'error'), ...missing(warnings.length, 'warning')].join(' and ');
  return [
    ...errors.slice(0, MOST_PER_KIND).map((one) => command('error', one.title, one.message)),
    ...warnings.slice(0, MOST_PER_KIND).map((one) => command('warning', one.title, one.message)),
    ...(more === ''
      ? []
      : [command('notice', 'chinook-eval', [`${more} not shown here: see the log of this step`])]),
  ];
}

function missing(count: number, word: string): string[] {
  const more = count - MOST_PER_KIND;
  return more > 0 ? [`${formatCount(more)} more ${word}${more === 1 ? '' : 's'}`] : [];
}

function environment(gate: Gate): Annotation[] {
  if (gate.outcome !== 'not-comparable') return [];
  const { why, wayOut } = notComparable(gate);
  return [
    {
      level: 'fail',
      title: 'not comparable',
      message: [why, `way out: ${wayOut}`],
    },
  ];
}

function rows({ change }: Gate): Annotation[] {
  const all = change?.rows ?? [];
  const several = layoutNames(all).length > 1;
  return [...all].sort(worstFirst).flatMap((row) => {
    const where = row.scenario !== null && several ? ` on ${brief(row.layout, NAME_LENGTH)}` : '';
    const name = `${row.scenario === null ? 'layout ' : ''}${brief(rowName(row), NAME_LENGTH)}${where}`;
    return row.level === 'pass'
      ? []
      : [{ level: row.level, title: `${rowWords(row)}: ${name}`, message: rowMessage(row) }];
  });
}

/** The row in words, then its changed figures, a line each. */
export function rowMessage({ time, whyNoTime, scenario, figures }: ChangeRow): string[] {
  const why = scenario === null ? [] : [`no time compared: ${plain(whyNoTime ?? 'not measured')}`];
  return [
    ...(time
      ? [`${formatRatio(time.ratio)} ${intervalText(time)}, time ${time.verdict}, ${timesText(time)}`]
      : why),
    ...figures.flatMap((figure) => {
      const lines = figureLines(figure);
      const more = lines.length - MOST_DIFF_LINES;
      return [
        figureText(figure),
        ...lines.slice(0, MOST_DIFF_LINES).map(({ sign, line }) => `${sign} ${line}`),
        ...(more > 0 ? [`and ${formatCount(more)} more lines`] : []),
      ];
    }),
  ];
}

function budgets({ budgets }: Gate): Annotation[] {
  return budgets.flatMap((budget) =>
    budget.level === 'pass'
      ? []
      : [
          {
            level: budget.level,
            title: `budget ${budgetWords(budget)}: ${budgetName(budget)}`,
            message: [budgetText(budget)],
          },
        ],
  );
}

/** As @actions/core writes and the runner reads them (actions/toolkit, packages/core/src/command.ts). */
function command(name: 'error' | 'warning' | 'notice', title: string, message: readonly string[]): string {
  const property = escapeMessage(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${name} title=${property}::${escapeMessage(message.join('\n'))}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
