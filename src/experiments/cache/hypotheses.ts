import type { Hypothesis } from '../../model/experiment.ts';
import { formatBytes, formatPercent, formatSeconds } from '../../render/units.ts';
import { mean } from '../../stats/summary.ts';
import { isAbout, ROUNDING } from '../document-side.ts';
import { DOCUMENT_CACHE_BYTES } from './effort.ts';
import type { ArmResult } from './measure.ts';
import { isFile, PLACE_LABELS, type Place } from './places.ts';
import { percentile } from './tables.ts';

/** Section 4.1 of the evaluation document: "Cache Operations: 1-3ms". */
const DOCUMENT_SECONDS = { low: 1e-3, high: 3e-3 };

type Verdict = Pick<Hypothesis, 'outcome' | 'because'>;

export function cacheHypotheses(arms: readonly ArmResult[]): Hypothesis[] {
  const of = (place: Place) => arms.filter((arm) => arm.place === place);
  return [
    {
      claim: 'A cache operation on the in-memory database takes 1 to 3 ms.',
      source: 'evaluation document 4.1',
      ...operationTime(arms),
    },
    {
      claim:
        'The in-memory cache database takes 16 MB of memory, however many processes the application has.',
      source: 'evaluation document 4.2, one figure without a number of processes',
      ...memory(of('memory')),
    },
    {
      claim:
        'Behind its connection pool the in-memory cache is one cache: what one process stores, others find.',
      source:
        'evaluation document 2.3 (sqlite.org/inmemorydb.html says: every :memory: database is distinct)',
      ...shared(of('memory')),
    },
    {
      claim: 'An in-memory cache is empty after a restart; one in a file is still there.',
      source:
        'sqlite.org/inmemorydb.html: "The database ceases to exist as soon as the database connection is closed."',
      ...survival(arms),
    },
    {
      claim:
        'Several processes with an in-memory cache each serve stale answers: what one invalidates, the others keep.',
      source:
        'follows from sqlite.org/inmemorydb.html; the evaluation document does not speak of invalidation',
      ...staleness(arms),
    },
    {
      claim: 'Asking a cache first makes searches faster.',
      source: 'evaluation document 3.2 asks the cache before the catalogue',
      ...saving(arms),
    },
  ];
}

function operationTime(arms: readonly ArmResult[]): Verdict {
  const hits = arms.flatMap(({ place, processes, hits }) => {
    const seconds = percentile(hits, 0.5);
    return place === 'memory' && seconds !== null ? [{ processes, seconds }] : [];
  });
  if (hits.length === 0) return { outcome: 'not measured', because: 'there were too few hits' };
  const inside = hits.filter(
    ({ seconds }) => seconds >= DOCUMENT_SECONDS.low && seconds <= DOCUMENT_SECONDS.high,
  );
  return {
    outcome: inside.length === hits.length ? 'confirmed' : inside.length === 0 ? 'refuted' : 'not decided',
    because: `a hit takes ${hits.map(({ processes, seconds }) => `${formatSeconds(seconds)} (p50) with ${count(processes)}`).join(', ')}`,
  };
}

function memory(arms: readonly ArmResult[]): Verdict {
  const measured = arms.flatMap(({ processes, filled }) =>
    typeof filled?.privateBytes === 'number' ? [{ processes, bytes: filled.privateBytes }] : [],
  );
  const most = measured.at(-1);
  if (most === undefined)
    return { outcome: 'not measured', because: 'this system does not tell private memory' };
  return {
    outcome: isAbout(most.bytes, DOCUMENT_CACHE_BYTES) ? 'confirmed' : 'refuted',
    because: `filled with ${formatBytes(DOCUMENT_CACHE_BYTES)} of answers it adds ${measured.map(({ processes, bytes }) => `${formatBytes(bytes)} with ${count(processes)}`).join(', ')}: each process has its own`,
  };
}

function shared(arms: readonly ArmResult[]): Verdict {
  const asked = arms.filter(({ found }) => found !== null);
  if (asked.length === 0) return { outcome: 'not measured', because: 'it ran in one process only' };
  return {
    outcome: asked.every(({ found, processes }) => found === processes - 1) ? 'confirmed' : 'refuted',
    because: asked
      .map(({ found, processes }) => `of ${processes - 1} other processes ${found} found it`)
      .join('; '),
  };
}

function survival(arms: readonly ArmResult[]): Verdict {
  const restarted = arms.flatMap(({ restart, ...arm }) => (restart === null ? [] : [{ ...arm, restart }]));
  if (restarted.length === 0) return { outcome: 'not measured', because: 'nothing was restarted' };
  const asSaid = restarted.every(({ place, restart }) => isFile(place) === restart.left > 0);
  return {
    outcome: asSaid ? 'confirmed' : 'refuted',
    because: restarted
      .map(
        ({ place, processes, restart, hitFromEmpty }) =>
          `${PLACE_LABELS[place]}, ${count(processes)}: ${restart.left} answers left, hits ${formatPercent(restart.hit)} (from empty ${formatPercent(hitFromEmpty)})`,
      )
      .join('; '),
  };
}

function staleness(arms: readonly ArmResult[]): Verdict {
  const several = arms.filter(({ processes, place }) => processes > 1 && place !== 'none');
  if (several.length === 0) return { outcome: 'not measured', because: 'it ran in one process only' };
  const own = several.filter(({ place }) => !isFile(place));
  return {
    outcome: own.every(({ stale }) => stale > 0) ? 'confirmed' : 'refuted',
    because: `stale: ${several.map(({ place, processes, stale }) => `${PLACE_LABELS[place]}, ${count(processes)}: ${formatPercent(stale)}`).join('; ')}`,
  };
}

function saving(arms: readonly ArmResult[]): Verdict {
  const most = Math.max(...arms.map(({ processes }) => processes));
  const at = arms.filter(({ processes }) => processes === most);
  const without = at.find(({ place }) => place === 'none');
  const withCache = at.filter(({ place }) => place !== 'none');
  if (without === undefined || withCache.length === 0)
    return { outcome: 'not measured', because: 'there is nothing to compare' };
  // Of processes that wait for each other a tenth is no difference.
  const ratios = withCache.map(({ gets }) => mean(gets) / mean(without.gets));
  return {
    outcome: ratios.every((ratio) => ratio < 1 - ROUNDING)
      ? 'confirmed'
      : ratios.every((ratio) => ratio > 1 + ROUNDING)
        ? 'refuted'
        : 'not decided',
    because: `mean of a get with ${count(most)}: ${at.map(({ place, gets }) => `${PLACE_LABELS[place]} ${formatSeconds(mean(gets))}`).join(', ')}`,
  };
}

const count = (processes: number) => `${processes} process${processes === 1 ? '' : 'es'}`;
