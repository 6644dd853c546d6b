import { databaseOf } from '../../layouts/check.ts';
import type { Hypothesis } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import type { Blocking } from './blocking.ts';
import { KINDS, type Kind, tablesOf } from './kinds.ts';

/** Hypotheses that a held lock decides: asked, not timed, and therefore without a margin. */
export function lockHypotheses(found: readonly Blocking[]): Hypothesis[] {
  // Where sessions are in memory no process can hold a lock that another would meet.
  const asked = found.filter(
    ({ layout, waits }) => waits !== null && databaseOf(layout, 'sessions').file !== ':memory:',
  );
  const separate = asked.filter(({ layout }) => layout.connection === 'separate');
  return [
    {
      claim: 'one process at a time writes to a database',
      source: 'evaluation document, section 1.2 (Concurrent Writers: 1); https://www.sqlite.org/wal.html',
      ...decide(asked, (one) => mustWait(one, (kind) => sharesFile(one.layout, kind), true)),
    },
    {
      claim: 'readers go on while a process writes',
      source:
        'evaluation document, section 1.2 (Concurrent Readers: Unlimited); https://www.sqlite.org/wal.html',
      ...decide(asked, (one) =>
        one.searchWaits === null
          ? null
          : { holds: !one.searchWaits, told: one.searchWaits ? 'a search waits' : 'a search does not wait' },
      ),
    },
    {
      claim: 'with a connection per database, a writer waits only for writers of the same file',
      source: 'evaluation document, section 2.3 (a connection pool per database)',
      ...decide(separate, (one) => mustWait(one, (kind) => !sharesFile(one.layout, kind), false)),
    },
    {
      claim: 'with ATTACH a writer waits for the writers of every file: BEGIN IMMEDIATE locks them all',
      source: 'https://www.sqlite.org/lang_transaction.html (IMMEDIATE starts the write at once)',
      ...decide(
        asked.filter(({ layout }) => layout.connection === 'attached' && layout.databases.length > 1),
        (one) => mustWait(one, () => true, true),
      ),
    },
  ];
}

interface Seen {
  readonly holds: boolean;
  readonly told: string;
}

/** Whether the kinds chosen all wait, or none does; null where there is no such kind. */
function mustWait({ waits }: Blocking, chosen: (kind: Kind) => boolean, expected: boolean): Seen | null {
  const kinds = KINDS.filter(chosen);
  if (waits === null || kinds.length === 0) return null;
  const waiting = kinds.filter((kind) => waits.get(kind));
  const free = kinds.filter((kind) => !waits.get(kind));
  return {
    holds: kinds.every((kind) => waits.get(kind) === expected),
    told: [...tell(waiting, 'wait'), ...tell(free, 'do not wait')].join(', '),
  };
}

function tell(kinds: readonly Kind[], does: string): string[] {
  return kinds.length === 0 ? [] : [`writers of ${kinds.join(', ')} ${does}`];
}

function sharesFile(layout: Layout, kind: Kind): boolean {
  const file = databaseOf(layout, 'sessions').file;
  return file !== ':memory:' && tablesOf(kind).some((table) => databaseOf(layout, table).file === file);
}

function decide(
  found: readonly Blocking[],
  look: (one: Blocking) => Seen | null,
): Pick<Hypothesis, 'outcome' | 'because'> {
  const seen = found.flatMap((one) => {
    const result = look(one);
    return result === null ? [] : [{ name: one.layout.name, ...result }];
  });
  if (seen.length === 0) return { outcome: 'not measured', because: 'no layout of this run can show it' };
  return {
    outcome: seen.every((one) => one.holds) ? 'confirmed' : 'refuted',
    because: `while a session is being written: ${seen.map(({ name, told }) => `${name}: ${told}`).join('; ')}`,
  };
}
