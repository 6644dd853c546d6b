import { blobOf } from '../../database/inverted-file/cells.ts';
import { chooseReach } from '../../database/inverted-file/choose.ts';
import type { QueryKind } from '../../database/inverted-file/recall-curve.ts';
import { BLEND } from '../../database/inverted-file/sample.ts';
import { type IndexState, readIndex } from '../../database/inverted-file/state.ts';
import type { Session } from '../../model/scenario.ts';
import { createApproximateSearch } from './approximate.ts';
import { createExactSearch, createGone, createScan, MOST_NEAREST, type NearestQuery } from './exact.ts';
import { keepQuietly } from './keep.ts';
import type { Answer, Found, Method, Sought } from './method.ts';
import { requireOneModel } from './models.ts';
import { similarityReader } from './similarity-cache.ts';
import { createWatch } from './watch.ts';

/** Someone else's change is noticed after this, so that a busy writer does not have every search look at everything. */
const LOOK_AGAIN_SECONDS = 1;

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

type Tools = ReturnType<typeof prepareTools>;

/** What holds until the data change. */
interface State {
  readonly model: string;
  readonly rows: number;
  readonly index: IndexState | { readonly why: string };
  readonly approximate: ReturnType<typeof createApproximateSearch> | undefined;
}

export interface NearestOptions {
  /** Whether exact answers are kept in similarity_cache; default true. They are used in any case but how: 'exact'. */
  readonly keep?: boolean;
  /** Seconds since 1970, for what is kept. */
  readonly now?: () => number;
}

/**
 * A search for the nearest tracks, on any layout. It looks at the models and the inverted file at once, and again when
 * the data have changed.
 * @throws Failure: 2 where there are no vectors, 4 where they are of two models; also when searching
 */
export function createNearest(session: Session, options: NearestOptions = {}): (sought: Sought) => Answer {
  const tools = prepareTools(session, options);
  let moment = tools.moment();
  let state = readState(session);
  let looked = performance.now();
  const current = () => {
    const now = tools.moment();
    const late = performance.now() - looked > LOOK_AGAIN_SECONDS * 1000;
    const anew = now.schema !== moment.schema;
    if (anew || now.own !== moment.own || (now.others !== moment.others && late)) {
      state = readState(session);
      moment = now;
      looked = performance.now();
    }
    return state;
  };
  const answer = (sought: Sought): Answer => {
    const known = current();
    for (const { find } of WAYS) {
      const found = find(tools, sought, known);
      if (found === undefined) continue;
      // What a search itself writes is the answer that it keeps: no reason to look at everything again.
      if (found.method.kind === 'exact') moment = { ...moment, own: tools.moment().own };
      return { ...found, model: known.model };
    }
    throw new TypeError('the exact search always answers');
  };
  return (sought) => {
    for (;;) {
      const { schema } = tools.moment();
      const found = attempt(() => answer(sought));
      // The index was made anew or dropped during the search, whose centroids were those of the old one.
      if (tools.moment().schema !== schema) continue;
      if ('error' in found) throw found.error;
      return found.value;
    }
  };
}

function attempt<T>(work: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function prepareTools(session: Session, { keep = true, now = () => Date.now() / 1000 }: NearestOptions) {
  return {
    session,
    keep,
    now,
    moment: createWatch(session),
    read: similarityReader(session),
    exact: createExactSearch(session),
    scan: createScan(session),
    gone: createGone(session),
  };
}

function readState(session: Session): State {
  const model = requireOneModel(session);
  const index = readIndex(session, model);
  const rows = session
    .prepare<{ rows: number }>(['track_vectors'], 'SELECT count(*) AS rows FROM track_vectors_rowids')
    .get()?.rows;
  const approximate = 'why' in index ? undefined : createApproximateSearch(session);
  return { model, rows: rows ?? 0, index, approximate };
}

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
