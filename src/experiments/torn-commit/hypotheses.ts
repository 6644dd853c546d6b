import type { Hypothesis } from '../../model/experiment.ts';
import { formatCount } from '../../render/units.ts';
import { filesOf, type Subject } from '../purchase/subject.ts';
import type { ArmResult, Fault } from './arms.ts';
import { sumOf, type Tally } from './tally.ts';

interface Verdict {
  readonly claim: string;
  readonly source: string;
  readonly arms: readonly ArmResult[];
  /** Without this fault nothing is decided. */
  readonly needs?: Fault;
  readonly holds: (sum: Tally) => boolean;
  readonly because: (sum: Tally) => string;
}

/** What SQLite's pages and the evaluation document say, against what was found. */
export function hypothesesOf(results: readonly ArmResult[]): readonly Hypothesis[] {
  const plain = results.filter((one) => one.protocol === 'plain');
  const two = plain.filter((one) => one.subject.kind !== 'one file');
  const attached = plain.filter((one) => one.subject.kind === 'attached');
  const tornOf = ({ torn, tried, points }: Tally) =>
    `${formatCount(torn)} of ${formatCount(tried)} points tried${tried < points ? ` (${formatCount(points)} there are)` : ''}`;
  const verdicts: readonly Verdict[] = [
    {
      claim: 'In one file a transaction is there as a whole or not at all after a fault',
      source: 'https://www.sqlite.org/atomiccommit.html; evaluation document, section 3.1 (ACID compliance)',
      // Without a journal on disk SQLite promises nothing.
      arms: plain.filter(({ subject }) => subject.kind === 'one file' && journalled(subject.journalMode)),
      holds: (sum) => sum.torn + sum.unsound === 0,
      because: (sum) =>
        `torn at ${tornOf(sum)}; integrity_check found something, or a file could not be read, at ${formatCount(sum.unsound)}`,
    },
    {
      claim:
        'In WAL mode a transaction over several attached files is atomic in each, but not in all together',
      source: 'https://www.sqlite.org/wal.html (section 1), https://www.sqlite.org/lang_attach.html',
      arms: attached.filter(({ subject }) => subject.journalMode === 'wal'),
      holds: (sum) => sum.torn > 0,
      because: (sum) => `torn at ${tornOf(sum)}`,
    },
    {
      claim:
        'With a rollback journal a transaction over several attached files is atomic, by a super-journal',
      source: 'https://www.sqlite.org/lang_attach.html, https://www.sqlite.org/atomiccommit.html (section 5)',
      // Without syncs SQLite writes no super-journal (sqlite.org/pragma.html#pragma_synchronous, OFF).
      arms: attached.filter(({ subject }) => subject.journalMode === 'delete' && isSynced(subject)),
      needs: 'kill',
      holds: (sum) => sum.torn === 0,
      because: (sum) =>
        `torn at ${tornOf(sum)}, of a full disk and of SIGKILL; power loss was not tried in this mode`,
    },
    {
      claim: 'Several databases arrive at the same state by themselves (eventual consistency)',
      source: 'evaluation document, section 3.2',
      arms: two,
      holds: (sum) => sum.torn === 0,
      because: (sum) =>
        `${tornOf(sum)} left a purchase in one file only, after each file had recovered by itself`,
    },
    {
      claim: 'A check of each file (integrity_check, foreign_key_check) finds a torn commit',
      source: 'evaluation document, section 7.2 (Verify Main Backup, Verify Chinook Backup)',
      arms: two.filter(({ tally }) => tally.torn > 0),
      holds: (sum) => sum.passed === 0,
      because: (sum) => `both said ok for ${formatCount(sum.passed)} of ${formatCount(sum.torn)} torn states`,
    },
    {
      claim: 'An outbox in the file of the writer and an idempotent reconciler leave no torn state',
      source: 'https://microservices.io/patterns/data/transactional-outbox.html',
      arms: results.filter((one) => one.protocol === 'outbox'),
      holds: (sum) => sum.left === 0,
      because: (sum) =>
        `${formatCount(sum.left ?? 0)} of ${formatCount(sum.tried)} after the reconciler${unsynced(results)}`,
    },
  ];
  return verdicts.map(judge);
}

function judge({ claim, source, arms, needs, holds, because }: Verdict): Hypothesis {
  if (arms.length === 0)
    return { claim, source, outcome: 'not measured', because: 'no layout that ran can show it' };
  const sum = sumOf(arms.map((one) => one.tally));
  if (holds(sum) && needs !== undefined && !arms.some((one) => one.fault === needs))
    return {
      claim,
      source,
      outcome: 'not decided',
      because: `${because(sum)}; the fault that decides it was not run`,
    };
  return { claim, source, outcome: holds(sum) ? 'confirmed' : 'refuted', because: because(sum) };
}

function isSynced(subject: Subject): boolean {
  return filesOf(subject).every(({ pragmas }) => !/^(off|0)$/i.test(String(pragmas?.synchronous)));
}

function journalled(mode: string): boolean {
  return mode !== 'off' && mode !== 'memory';
}

function unsynced(results: readonly ArmResult[]): string {
  const arms = results.filter((one) => one.protocol === 'unsynced');
  if (arms.length === 0) return '';
  const { left, tried } = sumOf(arms.map((one) => one.tally));
  return `; ${formatCount(left ?? 0)} of ${formatCount(tried)} cuts where its commits are not synced`;
}
