import type { Session } from '../../model/scenario.ts';
import { createTextSearch } from '../text/index.ts';

/** Full-text search as recommendations need it: the ids of tracks that match a text, the best first. */
export type FindTracks = (text: string, limit: number) => readonly number[];

/** @throws Failure: 2 from a search whose text has no word */
export function createFindTracks(session: Session): FindTracks {
  const search = createTextSearch(session, ['tracks']);
  return (text, limit) => search.ranked(text, { limit }).hits.map(({ id }) => id);
}
