import type { Hypothesis } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { formatBytes, formatRatio } from '../../render/units.ts';
import { type DocumentSide, documentSide, isAbout } from '../document-side.ts';
import { connectionBytes, type Sets } from './tables.ts';

const MB = 1e6;

/** Section 4.2 of the evaluation document: "Connection Pool" 5 and "Connection Pools" 15 MB. */
const POOLS: Readonly<Record<DocumentSide, { readonly bytes: number; readonly claim: string }>> = {
  single: { bytes: 5 * MB, claim: 'The connection pool of one file takes 5 MB.' },
  three: { bytes: 15 * MB, claim: 'The connection pools of three databases take 15 MB.' },
};

type Verdict = Pick<Hypothesis, 'outcome' | 'because'>;

export function openHypotheses(layouts: readonly Layout[], sets: readonly Sets[]): Hypothesis[] {
  const of = (side: DocumentSide) => {
    const layout = layouts.find((one) => documentSide(one) === side);
    return sets.filter((one) => one.layout === layout?.name);
  };
  const [single, three] = [of('single'), of('three')];
  return [
    ...(['single', 'three'] as const).map((side) => ({
      claim: POOLS[side].claim,
      source:
        side === 'single'
          ? 'evaluation document 4.2; its section 1.2 says one connection'
          : 'evaluation document 4.2; how many connections it does not say',
      ...pool(side, side === 'single' ? single : three),
    })),
    {
      claim: 'Three databases with a pool each take three times the memory of one pool.',
      source: 'evaluation document 4.2: 15 against 5 MB',
      ...ratio(single, three),
    },
    {
      claim: 'The first connection to a WAL database takes three file descriptors: file, -wal and -shm.',
      source: 'sqlite.org/walformat.html: three files while a WAL database is in use',
      ...descriptors(layouts, sets),
    },
  ];
}

/**
 * One connection is what section 1.2 says of one file. For three databases the document gives no count, and some count
 * fits any figure: told is the one at which it would be true.
 */
function pool(side: DocumentSide, sets: readonly Sets[]): Verdict {
  const measured = withMemory(sets);
  const [one] = measured;
  const { bytes: claimed } = POOLS[side];
  if (one === undefined)
    return { outcome: 'not measured', because: 'no such layout, or private memory is not told here' };
  const listed = measured.map(({ sets, bytes }) => `${formatBytes(bytes)} with ${sets}`).join(', ');
  return {
    outcome: side === 'three' ? 'not decided' : isAbout(one.bytes, claimed) ? 'confirmed' : 'refuted',
    because:
      side === 'single'
        ? `${listed} connections; ${reached(measured, claimed, 'connection')}`
        : `the document does not say how many connections; ${listed} sets of three, without the data in :memory:; ${reached(measured, claimed, 'set')}`,
  };
}

/** From the slope between the fewest and the most. */
function reached(
  measured: readonly { sets: number; bytes: number }[],
  claimed: number,
  what: string,
): string {
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined || last.sets === first.sets || last.bytes <= first.bytes)
    return 'how it grows cannot be told';
  const each = (last.bytes - first.bytes) / (last.sets - first.sets);
  const at = Math.round(first.sets + (claimed - first.bytes) / each);
  const grows = `each more adds ${formatBytes(each)}`;
  return at < first.sets
    ? `${grows}, and ${first.sets} takes more than ${formatBytes(claimed)} already`
    : `${grows}, so ${formatBytes(claimed)} is what about ${at} ${at === 1 ? `${what} takes` : `${what}s take`}`;
}

function ratio(single: readonly Sets[], three: readonly Sets[]): Verdict {
  const ratios = withMemory(single).flatMap(({ sets, bytes }) => {
    const other = withMemory(three).find((one) => one.sets === sets);
    return other === undefined || bytes <= 0 ? [] : [{ sets, ratio: other.bytes / bytes }];
  });
  if (ratios.length === 0)
    return {
      outcome: 'not measured',
      because: 'one of the two layouts, or the memory of one, was not measured',
    };
  const as = ratios.filter((one) => isAbout(one.ratio, POOLS.three.bytes / POOLS.single.bytes));
  return {
    outcome: as.length === ratios.length ? 'confirmed' : as.length === 0 ? 'refuted' : 'not decided',
    because: `three against one, without the data in :memory:: ${ratios.map(({ sets, ratio }) => `${formatRatio(ratio)} with ${sets}`).join(', ')}`,
  };
}

function descriptors(layouts: readonly Layout[], sets: readonly Sets[]): Verdict {
  const looked = layouts.flatMap((layout) => {
    const files = layout.databases.filter(isWal).length;
    const known = sets.filter((one) => one.layout === layout.name && one.descriptors !== null);
    const first = known.find((one) => one.sets === 1);
    // Without a WAL a database holds one descriptor more, so such a layout cannot decide it.
    const all = layout.databases.every((one) => isWal(one) || one.file === ':memory:');
    return first === undefined || files === 0 || !all ? [] : [{ layout, files, known, first }];
  });
  if (looked.length === 0)
    return {
      outcome: 'not measured',
      because: 'no layout of WAL files, or this system has no /proc/self/fd',
    };
  return {
    outcome: looked.every(({ first, files }) => first.descriptors === 3 * files) ? 'confirmed' : 'refuted',
    because: looked
      .map(
        ({ layout, files, known }) =>
          `${layout.name} (WAL files: ${files}): ${known.map((one) => `${one.descriptors} with ${one.sets}`).join(', ')}`,
      )
      .join('; '),
  };
}

const isWal = ({ file, pragmas }: Layout['databases'][number]) =>
  file !== ':memory:' && String(pragmas?.journal_mode).toLowerCase() === 'wal';

function withMemory(sets: readonly Sets[]): { sets: number; bytes: number }[] {
  return sets.flatMap((one) => {
    const bytes = connectionBytes(one);
    return bytes === null ? [] : [{ sets: one.sets, bytes }];
  });
}
