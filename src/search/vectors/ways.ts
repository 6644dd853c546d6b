import { blobOf } from '../../database/inverted-file/cells.ts';
import { chooseReach } from '../../database/inverted-file/choose.ts';
import type { QueryKind } from '../../database/inverted-file/recall-curve.ts';
import { BLEND } from '../../database/inverted-file/sample.ts';
import type { IndexState } from '../../database/inverted-file/state.ts';
import { MOST_NEAREST, type NearestQuery } from './exact.ts';
import { keepQuietly } from './keep.ts';
import type { Found, Method, Sought } from './method.ts';
import type { State, Tools } from './tools.ts';

/** One way to find the nearest; undefined where it does not fit. */
export interface Way {
  readonly id: string;
  readonly title: string;
  readonly does: string;
  /** The step of the store that keeps true what it reads. */
  readonly reads: string;
  readonly find: (tools: Tools, sought: Sought, state: State) => Found | undefined;
}

/** All ways, the quickest first: the first that fits answers. */
export const WAYS: readonly Way[] = [
  {
    id: 'cache',
    title: 'kept answer',
    does: 'exact, from an earlier search',
    reads: 'similarity_cache',
    find: fromCache,
  },
  {
    id: 'cells',
    title: 'probed cells',
    does: 'approximate, with a measured recall',
    reads: 'inverted-file',
    find: approximately,
  },
  { id: 'all', title: 'all vectors', does: 'exact', reads: 'track_vectors', find: exactly },
];

/** Only the neighbours of one track are kept, of any genre. Who asks for an exact search has the vectors compared anew. */
function fromCache({ read }: Tools, { from, count, genre, how }: Sought): Found | undefined {
  const [track, ...others] = from;
  if (track === undefined || others.length > 0 || genre !== undefined || how === 'exact') return undefined;
  const similar = read(track, count);
  return similar && { similar, method: { kind: 'exact', recall: 1, cached: true, why: 'kept from before' } };
}

function approximately(_: Tools, sought: Sought, state: State): Found | undefined {
  const choice = chosenReach(sought, state);
  if ('why' in choice || state.approximate === undefined) return undefined;
  const count = sought.count + sought.from.length;
  const { reach, recall, measured: tried, depth } = choice;
  const { similar, probes } = state.approximate(sought.vector, blobOf(sought.vector), count, reach);
  const { measured, changedRows } = state.index as IndexState;
  return {
    similar: similar.filter(({ id }) => !sought.from.includes(id)),
    method: {
      kind: 'approximate',
      recall,
      measured: tried,
      depth,
      probes,
      cells: measured.cells,
      changedRows,
    },
  };
}

function chosenReach({ how, genre, from, wanted, count }: Sought, { index, rows }: State) {
  if (how === 'exact') return { why: 'it was asked for' };
  // Recall was measured among all genres; of one alone the nearest lie in other cells.
  if (genre !== undefined) return { why: 'recall is not known within one genre' };
  if ('why' in index) return index;
  if (from.length > BLEND.most)
    return { why: `recall was not measured for more than ${BLEND.most} tracks at a time` };
  const kind: QueryKind = from.length === 1 ? 'track' : 'blend';
  const choice = chooseReach(index.measured, kind, wanted, how.recall ?? index.measured.recall, rows);
  if ('reach' in choice && count + from.length > MOST_NEAREST)
    return { why: `so many are versions of one song that more than ${MOST_NEAREST} had to be found` };
  return choice;
}

function exactly(tools: Tools, sought: Sought, state: State): Found {
  const choice = chosenReach(sought, state);
  const why = 'why' in choice ? choice.why : '';
  const method: Method = { kind: 'exact', recall: 1, cached: false, why };
  const embedding = blobOf(sought.vector);
  const { count, from, genre } = sought;
  const query = { embedding, count: count + from.length, ...(genre === undefined ? {} : { genre }) };
  const moment = tools.moment();
  let rows = nearestRows(tools, query, from);
  if (rows.length < query.count) {
    // There are no more, or some places went to tracks that are gone.
    const gone = tools.gone();
    if (gone > 0) rows = nearestRows(tools, { ...query, count: query.count + gone }, from);
  }
  const inputs = new Set(from);
  const similar = rows
    .filter(({ id }) => !inputs.has(id))
    .slice(0, count)
    .map(({ id, distance }) => ({ id, similarity: 1 - distance }));
  if (tools.keep && from.length === 1 && genre === undefined)
    keepQuietly(tools, from[0] as number, sought.vector, similar, moment);
  return { similar, method };
}

function nearestRows({ scan, exact }: Tools, query: NearestQuery, without: readonly number[]) {
  return query.count > MOST_NEAREST ? scan(query, without) : exact(query);
}
