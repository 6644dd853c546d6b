import type { Hypothesis } from '../../model/experiment.ts';
import { formatBytes, formatRatio, formatSeconds } from '../../render/units.ts';
import type { Growth } from './growth.ts';
import { POINT_SELECT, VECTOR_SEARCH } from './operations.ts';

/** Logarithmic growth over these sizes looks like an exponent near 0.1: a quarter leaves room for noise. */
const HARDLY = 0.25;
/** How far from 1 an exponent may lie and still be called proportional: what each call costs besides bends the line. */
const NEARLY = 0.25;
/** A size beyond the cache shows where latency lies so far above what log N lets expect, as a fraction. */
const STEP = 0.25;
/** log N over N rows: the exponent 1 / ln N is 0.12 at 3,500 tracks and 0.075 at 600,000. */
const LOGARITHMIC = 0.1;

export function hypothesesOf(growths: readonly Growth[]): Hypothesis[] {
  const of = (scenario: string) => growths.filter(({ operation }) => operation.scenario === scenario);
  return [
    bounded(
      of(POINT_SELECT),
      `A lookup by primary key hardly grows with the data (log N): exponent below ${HARDLY}.`,
      'sqlite.org/queryplanner.html, section 1.2: proportional to log N, not to N',
      [Number.NEGATIVE_INFINITY, HARDLY],
    ),
    bounded(
      of(VECTOR_SEARCH),
      `A vector search reads every vector: it grows in proportion to the data, exponent ${1 - NEARLY} to ${1 + NEARLY}.`,
      'sqlite-vec 0.1: brute force (alexgarcia.xyz/sqlite-vec, vec0 KNN queries)',
      [1 - NEARLY, 1 + NEARLY],
    ),
    beyondTheCache(of(POINT_SELECT)),
  ];
}

/** Every layout's interval within the range: confirmed; one wholly outside: refuted. */
function bounded(
  growths: readonly Growth[],
  claim: string,
  source: string,
  [low, high]: readonly [number, number],
): Hypothesis {
  const known = growths.flatMap(({ layout, law }) =>
    law === null || law.low === null || law.high === null
      ? []
      : [{ layout, exponent: law.exponent, low: law.low, high: law.high }],
  );
  if (known.length === 0)
    return { claim, source, outcome: 'not measured', because: 'fewer than three sizes were measured' };
  const outcome = known.some((one) => one.low > high || one.high < low)
    ? 'refuted'
    : known.every((one) => one.low >= low && one.high <= high)
      ? 'confirmed'
      : 'not decided';
  return {
    claim,
    source,
    outcome,
    because: known
      .map(
        (one) =>
          `${one.layout}: ${formatRatio(one.exponent)} (${formatRatio(one.low)} to ${formatRatio(one.high)})`,
      )
      .join('; '),
  };
}

/** The largest size against the largest that fits into the cache. */
function beyondTheCache(growths: readonly Growth[]): Hypothesis {
  const claim = `Where the data outgrow the page cache, a lookup takes more than ${STEP * 100} % longer than log N lets expect.`;
  const source =
    'evaluation document, section 1.2: a cache of 64 MB for a database of 50 MB, and 256 MB mapped';
  const compared = growths.flatMap(({ layout, points }) => {
    const [within, largest] = [points.filter(({ fits }) => fits).at(-1), points.at(-1)];
    if (within === undefined || largest === undefined || largest.fits) return [];
    const expected = within.seconds * (largest.bytes / within.bytes) ** LOGARITHMIC;
    return [{ ...largest, layout, within, expected }];
  });
  if (compared.length === 0)
    return {
      claim,
      source,
      outcome: 'not measured',
      because: 'no layout was measured at a size within its page cache and at one beyond it',
    };
  const above = compared.filter(({ seconds, expected }) => seconds > expected * (1 + STEP));
  return {
    claim,
    source,
    outcome: above.length === compared.length ? 'confirmed' : above.length === 0 ? 'refuted' : 'not decided',
    because: compared
      .map(
        ({ layout, bytes, seconds, expected, within }) =>
          `${layout}: ${formatSeconds(within.seconds)} at ${formatBytes(within.bytes)}, ${formatSeconds(seconds)} at ${formatBytes(bytes)}, expected ${formatSeconds(expected)}`,
      )
      .join('; '),
  };
}
