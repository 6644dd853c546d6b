import type { Hypothesis } from '../../model/experiment.ts';
import { formatCount } from '../../render/units.ts';
import type { Kind } from '../purchase/subject.ts';
import { BETWEEN_COMMITS, BETWEEN_READS, LOCKED_APART, MENDED } from './orders.ts';
import type { Watched } from './watch.ts';

export interface Result {
  readonly layout: string;
  readonly kind: Kind;
  readonly watched: readonly Watched[];
}

interface Sum {
  readonly rounds: number;
  readonly telling: number;
  readonly skewed: number;
  readonly refused: number;
}

/** Of these orders on layouts of these kinds; null where none was run. */
function sumOf(results: readonly Result[], kinds: readonly Kind[], orders: readonly string[]): Sum | null {
  const chosen = results
    .filter((one) => kinds.includes(one.kind))
    .flatMap((one) => one.watched.filter(({ order }) => orders.includes(order)));
  if (chosen.length === 0) return null;
  const total = (of: (one: Watched) => number) => chosen.reduce((sum, one) => sum + of(one), 0);
  return {
    rounds: total((one) => one.rounds),
    telling: total((one) => one.telling),
    skewed: total((one) => one.skewed),
    refused: total((one) => one.refused),
  };
}

const inWords = ({ skewed, telling, rounds }: Sum) =>
  `seen in one table only in ${formatCount(skewed)} of ${formatCount(telling)} rounds with a commit${telling < rounds ? ` (${formatCount(rounds - telling)} more had none: a lock was in the way)` : ''}`;

/** Why this decides nothing; null where a purchase was committed that could be seen. */
function whyNothing(found: Sum | null): string | null {
  if (found === null) return 'no layout that ran can show it';
  return found.telling > 0
    ? null
    : `nothing was committed in any of ${formatCount(found.rounds)} rounds: locks refused ${formatCount(found.refused)} attempts`;
}

/** What SQLite's pages and the evaluation document say, against what readers saw. */
export function hypothesesOf(results: readonly Result[]): Hypothesis[] {
  const judged = (
    claim: string,
    source: string,
    found: Sum | null,
    holds: (found: Sum) => boolean,
    more = '',
  ): Hypothesis => {
    const nothing = whyNothing(found);
    return found === null || nothing !== null
      ? { claim, source, outcome: 'not measured', because: nothing ?? '' }
      : { claim, source, outcome: holds(found) ? 'confirmed' : 'refuted', because: inWords(found) + more };
  };
  const apart = sumOf(results, ['separate'], [LOCKED_APART]);
  return [
    judged(
      'In one file a read transaction sees one state, whatever is committed meanwhile',
      'https://www.sqlite.org/isolation.html, https://www.sqlite.org/wal.html (section 2.2)',
      sumOf(results, ['one file'], [BETWEEN_READS]),
      (found) => found.skewed === 0,
    ),
    judged(
      'A read transaction over attached files starts in each file with its first read, so that it can see a commit in one and not in the other',
      'https://www.sqlite.org/lang_transaction.html (DEFERRED), https://www.sqlite.org/lang_attach.html',
      sumOf(results, ['attached'], [BETWEEN_READS]),
      (found) => found.skewed > 0,
    ),
    judged(
      'With a connection for each file a reader can see a purchase half done',
      'evaluation document, section 3.2 (application-level joins, eventual consistency)',
      sumOf(results, ['separate'], [BETWEEN_READS, BETWEEN_COMMITS]),
      (found) => found.skewed > 0,
    ),
    judged(
      'Write locks on every file while the read transactions start give one state of all files, if writers take every lock before they write',
      'https://www.sqlite.org/isolation.html, https://www.sqlite.org/lang_transaction.html (IMMEDIATE)',
      sumOf(results, ['attached', 'separate'], MENDED),
      (found) => found.skewed === 0,
      apart === null || apart.telling === 0
        ? ''
        : `; ${inWords(apart)} where the writer locks one file after the other`,
    ),
  ];
}
