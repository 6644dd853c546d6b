import type { ChalkInstance } from 'chalk';
import type { RunDocument } from '../model/run.ts';
import { brief, plain, wrap } from './plain.ts';
import { IN_APPLICATION, tableShape } from './terminal-table.ts';
import { formatEffect, formatLevel } from './units.ts';
import { baseAndOthers, failedRows, hasVerdict, noiseFloors, smallestEffects, warningText } from './view.ts';

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
  if (hasVerdict(run, 'same'))
    texts.push(`~ no difference beyond ${formatLevel(run.options.threshold)}; ${precisionText(run)}`);
  if (hasVerdict(run, 'inconclusive'))
    texts.push(
      hasInterval(run)
        ? '? inconclusive: the interval lies neither within what counts as the same nor beyond it; measure longer with --max-time'
        : '? inconclusive: too few processes per trial for an interval; take --generations 8',
    );
  return texts;
}

/** "this run could have shown 2.9 % (median; 6.1 % everywhere), noise floor 0.8 % (median; at most 2.1 %)" */
function precisionText(run: RunDocument): string {
  const [effect, floor] = [smallestEffects(run), noiseFloors(run)];
  const parts = [
    ...(effect
      ? [
          `this run could have shown ${formatEffect(effect.median)} (median; ${formatEffect(effect.most)} everywhere)`,
        ]
      : []),
    floor
      ? `noise floor ${formatEffect(floor.median)} (median; at most ${formatEffect(floor.most)})`
      : 'the noise floor was not measured',
  ];
  return parts.join(', ');
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
