import type { ExperimentColumn, ExperimentRow, ExperimentTable } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { formatCount } from '../../render/units.ts';
import { kindOf, ownJournalMode, whyNot } from '../purchase/subject.ts';
import type { ArmResult, CostResult, Fault } from './arms.ts';
import { sumOf } from './tally.ts';

const count = (key: string, label: string, better: ExperimentColumn['better'] = null): ExperimentColumn => ({
  key,
  label,
  unit: 'count',
  better,
});

const FAULTS: Readonly<Record<Fault, string>> = {
  'disk full': 'disk full for the last file',
  kill: 'SIGKILL at a write call',
  cut: 'WALs cut between frames',
};

const TRANSACTION: Readonly<Record<ReturnType<typeof kindOf>, string>> = {
  'one file': 'one transaction in one file',
  attached: 'one transaction over two attached files',
  separate: 'two transactions, one after the other: no connection sees both files',
};

/** What a purchase is on a layout, in words. */
export function transactionOf(layout: Layout): string {
  if (whyNot(layout) !== null) return `${layout.name}: not tried`;
  const group =
    layout.writer === 'group-commit' ? ', of a group of one: a larger group is one transaction as well' : '';
  return `${layout.name}: ${TRANSACTION[kindOf(layout)]}${group}`;
}

const armName = ({ fault, subject }: ArmResult) => `${FAULTS[fault]}, ${subject.journalMode}`;

/** One row for each layout, in the journal mode that it sets: what the verdict reads. */
export function atomicityTable(layouts: readonly Layout[], results: readonly ArmResult[]): ExperimentTable {
  return {
    title: 'atomicity',
    columns: [
      count('points', 'points tried'),
      count('torn', 'torn', 'lower'),
      count('passed', 'torn, and integrity_check says ok'),
      count('left', 'torn left after repair', 'lower'),
    ],
    rows: layouts.map((layout) => atomicityRow(layout, results)),
  };
}

function atomicityRow(layout: Layout, results: readonly ArmResult[]): ExperimentRow {
  const mode = ownJournalMode(layout);
  const own = results.filter(({ subject }) => subject.name === layout.name && subject.journalMode === mode);
  const plain = own.filter((one) => one.protocol === 'plain').map((one) => one.tally);
  const repaired = own.filter((one) => one.protocol === 'outbox').map((one) => one.tally);
  const reason = whyNot(layout);
  if (plain.length === 0)
    return { layout: layout.name, arm: '', figures: {}, note: reason ?? 'no part of it ran' };
  const { tried, torn, passed } = sumOf(plain);
  const left = repaired.length === 0 ? null : sumOf(repaired).left;
  const kind = kindOf(layout);
  const nothing = kind === 'one file' ? '; nothing to repair' : '';
  return {
    layout: layout.name,
    arm: '',
    figures: { points: tried, torn, passed, left },
    note: `${TRANSACTION[kind]}; journal mode ${mode}${nothing}`,
  };
}

export function faultTable(results: readonly ArmResult[]): ExperimentTable {
  return {
    title: 'one purchase in two tables, after each fault',
    columns: [
      count('points', 'points there are'),
      count('tried', 'tried'),
      count('torn', 'torn', 'lower'),
      count('passed', 'torn, and integrity_check says ok'),
      count('lost', 'lost, but whole'),
      count('both', 'all there'),
      count('unsound', 'integrity_check finds something, or unreadable', 'lower'),
    ],
    rows: results
      .filter((one) => one.protocol === 'plain')
      .map((one) => {
        const { points, tried, torn, passed, lost, both, unsound } = one.tally;
        const told =
          one.told === null
            ? null
            : `an error told of it in ${formatCount(one.told)} of ${formatCount(tried)}`;
        return {
          layout: one.subject.name,
          arm: armName(one),
          figures: { points, tried, torn, passed, lost, both, unsound },
          note: told,
        };
      }),
  };
}

export function repairTable(results: readonly ArmResult[]): ExperimentTable {
  return {
    title: 'the same with an outbox and a reconciler',
    columns: [
      count('points', 'points there are'),
      count('tried', 'tried'),
      count('pending', 'torn when reopened'),
      count('left', 'torn left after the reconciler', 'lower'),
    ],
    rows: results
      .filter((one) => one.protocol !== 'plain')
      .map((one) => {
        const { points, tried, torn, left } = one.tally;
        const unsynced = one.protocol === 'unsynced';
        return {
          layout: one.subject.name,
          arm: `${armName(one)}${unsynced ? ', reconciler without syncs' : ''}`,
          figures: { points, tried, pending: torn, left },
          note: unsynced
            ? 'what the syncs are for: an order carried out or forgotten before the disk held what it rests on'
            : null,
        };
      }),
  };
}

export function costTable(costs: readonly CostResult[]): ExperimentTable {
  return {
    title: 'what the outbox costs',
    columns: [
      { key: 'plain', label: 'purchase without', unit: 'seconds', better: 'lower' },
      { key: 'outbox', label: 'with outbox', unit: 'seconds', better: 'lower' },
      { key: 'ratio', label: 'with / without', unit: 'ratio', better: 'lower' },
      { key: 'reconcile', label: 'reconciler, per order', unit: 'seconds', better: 'lower' },
      { key: 'together', label: 'both together / without', unit: 'ratio', better: 'lower' },
    ],
    rows: costs.map(({ subject, cost }) => ({
      layout: subject.name,
      arm: subject.journalMode,
      figures: {
        plain: cost.plainSeconds,
        outbox: cost.outboxSeconds,
        ratio: cost.outboxSeconds / cost.plainSeconds,
        reconcile: cost.reconcilePerOrderSeconds,
        together: (cost.outboxSeconds + cost.reconcilePerOrderSeconds) / cost.plainSeconds,
      },
      note: 'medians; the invoice is written by the reconciler, later',
    })),
  };
}
