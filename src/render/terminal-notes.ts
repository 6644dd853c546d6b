import type { ChalkInstance } from 'chalk';
import type { RunDocument } from '../model/run.ts';
import { brief, plain, wrap } from './plain.ts';
import { IN_APPLICATION, tableShape } from './terminal-table.ts';
import { formatLevel, formatPercent } from './units.ts';
import { baseAndOthers, failedRows, hasVerdict, resolution, warningText } from './view.ts';

/** A reason on the screen; the whole of it is in the report. */
const REASON_LENGTH = 300;

/** What stands below the table: foreign keys lost, failures, the legend, warnings. Empty when there is nothing. */
const TIMES = 'times are medians; of scenarios that write, means with their share of checkpoints';

export function noteLines(run: RunDocument, width: number, colours: ChalkInstance): string {
  const lines = (texts: readonly string[]) => texts.map((text) => wrap(text, width, '  ')).join('\n');
  return [
    lines(lostForeignKeys(run)),
    colours.red(lines(failures(run))),
    colours.dim(lines(legend(run, width))),
    colours.yellow(lines(warnings(run))),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Layouts that lose the same ones, such as three and three-attached, share a paragraph. */
function lostForeignKeys(run: RunDocument): string[] {
  const losers = new Map<string, string[]>();
  for (const { name, foreignKeys } of run.layouts) {
    const keys = foreignKeys.cut
      .map((key) => plain(`${key.table}.${key.column} -> ${key.references}`))
      .join(', ');
    if (keys !== '') losers.set(keys, [...(losers.get(keys) ?? []), plain(name)]);
  }
  return [...losers].map(([keys, names]) => `foreign keys lost by ${names.join(' and ')}: ${keys}`);
}

function failures(run: RunDocument): string[] {
  return failedRows(run).map(
    ({ what, layout, reason }) =>
      `failed  ${plain(what)} on ${plain(layout)}: ${brief(reason, REASON_LENGTH)}`,
  );
}

/** Explains each sign that this run's table has, and no other. */
function legend(run: RunDocument, width: number): string[] {
  const { base, others } = baseAndOthers(run);
  const texts: string[] = [];
  const compared = run.scenarios.some((scenario) => scenario.comparisons.length > 0);
  if (others.length > 0 && compared)
    texts.push(`a ratio above 1 is slower than ${plain(base.name)}, below 1 faster; ${TIMES}`);
  else texts.push(TIMES);
  const shape = tableShape(run, width);
  if (shape === 'ratios' && hasInterval(run)) texts.push('the intervals of the ratios are in the report');
  if (shape !== 'words' && hasApplicationPlan(run))
    texts.push(
      `${IN_APPLICATION} joined in the application, not in SQL; written in a transaction per connection`,
    );
  const hidden = resolution(run);
  if (hasVerdict(run, 'same') && hidden)
    texts.push(
      `~ no difference found; the ratios' ${levelText(run)}intervals reach +-${formatPercent(hidden.median)} ` +
        `(median) to +-${formatPercent(hidden.widest)} (widest): a smaller difference stays hidden`,
    );
  else if (hasVerdict(run, 'same')) texts.push('~ no difference found');
  if (hasVerdict(run, 'unknown'))
    texts.push('? not known: too few processes per trial for an interval; take --generations 3');
  return texts;
}

/** All intervals of a run have one level; it is named where they do. */
function levelText(run: RunDocument): string {
  const levels = new Set(
    run.scenarios.flatMap((one) => one.comparisons.flatMap(({ interval }) => interval?.level ?? [])),
  );
  const [level] = levels;
  return level !== undefined && levels.size === 1 ? `${formatLevel(level)} ` : '';
}

function hasInterval(run: RunDocument): boolean {
  return run.scenarios.some((scenario) => scenario.comparisons.some((one) => one.interval !== null));
}

function hasApplicationPlan(run: RunDocument): boolean {
  return run.scenarios.some((scenario) =>
    scenario.trials.some((trial) => trial.status === 'measured' && trial.plan === 'application'),
  );
}

function warnings(run: RunDocument): string[] {
  return run.warnings.map((warning) => `warning: ${plain(warningText(warning))}`);
}
