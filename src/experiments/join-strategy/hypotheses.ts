import type { Hypothesis } from '../../model/experiment.ts';
import { formatCount, formatRatio, formatSeconds } from '../../render/units.ts';
import type { CopyCost, Read } from './figures.ts';
import { ATTACH_JOIN, isInBatches, N_PLUS_ONE, SQL_JOIN } from './strategies.ts';

/** sqlite.org/np1queryprob.html speaks of some 200 statements for a page. */
const STATEMENTS = 200;
/** The same page: a page is made in less than 25 ms. */
const PAGE_SECONDS = 0.025;
/** A difference up to this does not matter, as a fraction. */
const SAME = 0.1;

/** @param separate layouts whose connections do not see both tables: they have to join in the application */
export function hypothesesOf(
  reads: readonly Read[],
  separate: readonly string[],
  costs: readonly CopyCost[],
): Hypothesis[] {
  return [
    crossingIsSlower(reads, separate),
    attachCostsNothing(reads),
    manySmallQueries(reads),
    copyGoesStale(costs),
  ];
}

type Compared = Read & { readonly ratio: { ratio: number; low: number; high: number } };

function compared(reads: readonly Read[]): Compared[] {
  return reads.filter(
    (one): one is Compared => one.ratio !== null && one.ratio.low !== null && one.ratio.high !== null,
  );
}

function told({ layout, strategy, rows, ratio }: Compared): string {
  return `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}: ${formatRatio(ratio.ratio)} (${formatRatio(ratio.low)} to ${formatRatio(ratio.high)}), ${strategy} on ${layout}`;
}

/** Of each size the quickest join in the application. */
function crossingIsSlower(reads: readonly Read[], separate: readonly string[]): Hypothesis {
  const claim =
    'A read across databases of their own connections, joined in the application in batches, takes longer than the join in one file.';
  const source = 'evaluation document, section 4.1: 15-40 ms across databases against 10-25 ms, "Slower"';
  const own = compared(reads).filter(
    ({ strategy, layout }) => isInBatches(strategy) && separate.includes(layout),
  );
  const hasJoin = reads.some(({ strategy }) => strategy === SQL_JOIN);
  if (own.length === 0 || !hasJoin)
    return {
      claim,
      source,
      outcome: 'not measured',
      because: hasJoin
        ? 'no layout puts the two tables on connections of their own'
        : 'no layout has both tables in one file',
    };
  const quickest = [...new Set(own.map(({ rows }) => rows))].flatMap(
    (size) =>
      own
        .filter(({ rows }) => rows === size)
        .sort((a, b) => a.seconds - b.seconds)
        .slice(0, 1) as Compared[],
  );
  const slower = quickest.filter(({ ratio }) => ratio.low > 1);
  const not = quickest.filter(({ ratio }) => ratio.high < 1);
  return {
    claim,
    source,
    outcome: slower.length === quickest.length ? 'confirmed' : not.length > 0 ? 'refuted' : 'not decided',
    because: quickest.map(told).join('; '),
  };
}

function attachCostsNothing(reads: readonly Read[]): Hypothesis {
  const claim = `A join over ATTACH takes as long as in one file, within ${SAME * 100} %.`;
  const source = 'our own: EXPLAIN shows the same plan and one opcode more';
  const own = reads.some(({ strategy }) => strategy === SQL_JOIN)
    ? compared(reads).filter(({ strategy }) => strategy === ATTACH_JOIN)
    : [];
  if (own.length === 0)
    return {
      claim,
      source,
      outcome: 'not measured',
      because: 'it needs a layout with both tables in one file and one that attaches them',
    };
  const same = own.filter(({ ratio }) => ratio.low >= 1 / (1 + SAME) && ratio.high <= 1 + SAME);
  const differs = own.filter(({ ratio }) => ratio.low > 1 + SAME || ratio.high < 1 / (1 + SAME));
  return {
    claim,
    source,
    outcome: differs.length > 0 ? 'refuted' : same.length === own.length ? 'confirmed' : 'not decided',
    because: own.map(told).join('; '),
  };
}

function manySmallQueries(reads: readonly Read[]): Hypothesis {
  const claim = `Many small statements are no problem in SQLite: ${STATEMENTS} of them take less than ${formatSeconds(PAGE_SECONDS)}.`;
  const source = 'sqlite.org/np1queryprob.html: some 200 statements for a page';
  const [most] = reads
    .filter(({ strategy }) => strategy === N_PLUS_ONE)
    .sort((a, b) => b.statements - a.statements || b.seconds - a.seconds);
  if (most === undefined)
    return { claim, source, outcome: 'not measured', because: 'no activities to ask for' };
  const seconds = (most.seconds / most.statements) * STATEMENTS;
  const ratio = most.ratio === null ? '' : `, ${formatRatio(most.ratio.ratio)} times the join`;
  return {
    claim,
    source,
    outcome: seconds < PAGE_SECONDS ? 'confirmed' : 'refuted',
    because: `${formatSeconds(seconds)} for ${STATEMENTS}; a request of ${formatCount(most.statements)} statements for ${formatCount(most.rows)} rows took ${formatSeconds(most.seconds)} on ${most.layout}${ratio}`,
  };
}

function copyGoesStale(costs: readonly CopyCost[]): Hypothesis {
  const claim = 'Several databases arrive at the same state by themselves: after a rename its copies follow.';
  const source = 'evaluation document, section 3.2: "Eventual consistency"';
  const own = costs.flatMap(({ layout, between }) => (between === null ? [] : [{ layout, between }]));
  if (own.length === 0)
    return {
      claim,
      source,
      outcome: 'not measured',
      because: 'no layout has to write the copies in a transaction of their own',
    };
  return {
    claim,
    source,
    outcome: own.some(({ between }) => between > 0) ? 'refuted' : 'confirmed',
    because: own
      .map(
        ({ layout, between }) =>
          `${layout}: ${formatCount(between)} stale rows after the rename, until the application wrote the copies`,
      )
      .join('; '),
  };
}
