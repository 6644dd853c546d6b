import { type IndexState, readIndex } from '../../database/inverted-file/state.ts';
import type { Session } from '../../model/scenario.ts';
import { createApproximateSearch } from './approximate.ts';
import { createExactSearch, createGone, createScan } from './exact.ts';
import { requireOneModel } from './models.ts';
import { similarityReader } from './similarity-cache.ts';
import { createWatch } from './watch.ts';

export type Tools = ReturnType<typeof prepareTools>;

/** What holds until the data change. */
export interface State {
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

/** What the ways work with, prepared once. */
export function prepareTools(
  session: Session,
  { keep = true, now = () => Date.now() / 1000 }: NearestOptions,
) {
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

/** @throws Failure: 2 where there are no vectors, 4 where they are of two models */
export function readState(session: Session): State {
  const model = requireOneModel(session);
  const index = readIndex(session, model);
  const rows = session
    .prepare<{ rows: number }>(['track_vectors'], 'SELECT count(*) AS rows FROM track_vectors_rowids')
    .get()?.rows;
  const approximate = 'why' in index ? undefined : createApproximateSearch(session);
  return { model, rows: rows ?? 0, index, approximate };
}
