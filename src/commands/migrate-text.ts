import { fateOf, type OwnObject } from '../operations/migrate/carry.ts';
import { shownObject } from '../operations/migrate/own-choice.ts';
import { type Plan, type PlanOptions, shownKey } from '../operations/migrate/plan.ts';
import { MIGRATION_STEPS } from '../operations/migrate/steps.ts';
import { howMany } from '../render/how-many.ts';
import { plain } from '../render/plain.ts';
import { renderTable } from '../render/table.ts';
import { formatBytes, formatCount, formatSeconds } from '../render/units.ts';

/**
 * The dry run, on one screen: the answer first, what stands in the way or gets lost, the steps, the next command. Where it
 * would be refused that is the answer, and nothing is said of steps and time: the reason is the last line, on stderr.
 */
export function describePlan(plan: Plan, options: PlanOptions, command: string | null): string {
  const { shown } = options;
  const { analysis, from, to } = plan;
  const rows = analysis.moves.reduce((sum, one) => sum + one.rows, 0);
  const answer =
    command === null
      ? 'As it is, this would be refused; nothing was changed.'
      : 'This is the plan; nothing was changed.';
  const sections = [
    `${plain(shown)}: ${from} -> ${to}, ${howMany(analysis.moves.length, 'table')}, ${howMany(rows, 'row')}, ${formatBytes(plan.bytes)}. ${answer}`,
    places(plan),
    list('foreign keys that no file will hold any more', analysis.cut.map(shownKey)),
    list('foreign keys that are held from then on', analysis.regained.map(shownKey)),
    list('queries that SQL no longer joins: several statements, joined in the application', plan.apart),
    list('queries that SQL joins from then on', plan.together),
    orphanRows(plan, options),
    list(
      'keys that are there more than once',
      analysis.duplicates.map(
        ({ table, columns, groups, example }) =>
          `${table} (${columns.join(', ')}): ${formatCount(groups)}, first ${plain(example)}`,
      ),
    ),
    ownObjects(plan, options),
    list('in memory', plan.memory),
    list('is not of its layout', analysis.unlike.map(plain)),
    ...(command === null ? [] : whatHappens(plan, command)),
  ];
  return `${sections.filter((one) => one !== '').join('\n\n')}\n`;
}

function whatHappens(plan: Plan, command: string): string[] {
  return [
    `steps\n${MIGRATION_STEPS.map(({ name, does }) => `  ${name.padEnd(12)} ${does}`).join('\n')}`,
    `Writers are locked out from the backup to the switch, readers are not. It takes about ${formatSeconds(plan.seconds)} and ${formatBytes(plan.neededBytes)} of disk (${formatBytes(plan.freeBytes)} are free); the old files stay for chinook-eval rollback.`,
    `do it: ${command}`,
  ];
}

function places({ analysis }: Plan): string {
  const pairs = new Map<string, { tables: number; rows: number }>();
  for (const { from, to, rows } of analysis.moves) {
    const name = `${from} -> ${to}`;
    const known = pairs.get(name) ?? { tables: 0, rows: 0 };
    pairs.set(name, { tables: known.tables + 1, rows: known.rows + rows });
  }
  return renderTable(
    [
      { heading: 'database', align: 'left' },
      { heading: 'tables', align: 'right' },
      { heading: 'rows', align: 'right' },
    ],
    [...pairs].map(([name, { tables, rows }]) => [name, String(tables), formatCount(rows)]),
  );
}

function orphanRows({ analysis }: Plan, { keepOrphans }: PlanOptions): string {
  const becomes = (held: boolean) =>
    held
      ? keepOrphans
        ? 'kept though the new layout holds the key'
        : 'refused by the new layout'
      : 'nothing holds the key';
  return titled(
    'rows that refer to no row',
    [
      { heading: 'foreign key', align: 'left' },
      { heading: 'rows', align: 'right' },
      { heading: '', align: 'left' },
      { heading: 'such as', align: 'left' },
    ],
    analysis.orphans.map(({ key, rows, examples, heldByTarget }) => [
      shownKey(key),
      formatCount(rows),
      becomes(heldByTarget),
      examples.map(plain).join(', '),
    ]),
  );
}

/** What goes with a table of the user's own is only named where it has another fate. */
function ownObjects({ analysis }: Plan, options: PlanOptions): string {
  const { unknown } = analysis;
  const becomes = (one: OwnObject) => {
    const fate = fateOf(one, options);
    if (fate === 'left') return 'left behind as you say';
    if (one.to === null)
      return one.madeBy === null
        ? `cannot be carried: ${one.refused}`
        : `not moved: ${one.refused}; made again by ${one.madeBy}`;
    if (fate === 'open') return 'stops the migration without --carry or --without';
    return one.madeBy === null ? `goes to ${one.to}` : `goes to ${one.to} with the vectors`;
  };
  const owner = (one: OwnObject) => unknown.find(({ name }) => name === one.of);
  const shown = unknown.filter((one) => {
    const other = owner(one);
    return other === undefined || becomes(other) !== becomes(one);
  });
  return titled(
    'in no layout',
    [
      { heading: 'object', align: 'left' },
      { heading: 'rows', align: 'right' },
      { heading: '', align: 'left' },
    ],
    shown.map((one) => [shownObject(one), one.rows === null ? '' : formatCount(one.rows), becomes(one)]),
  );
}

function titled(
  title: string,
  columns: Parameters<typeof renderTable>[0],
  rows: readonly string[][],
): string {
  if (rows.length === 0) return '';
  const table = renderTable(columns, rows);
  return [
    title,
    ...table
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ].join('\n');
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}
