import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import { eachSongOnce } from './each-song-once.ts';
import { explain, type Reasons } from './explain.ts';
import { fuse } from './fuse.ts';
import { createInputs, createInputVector, type Start } from './inputs.ts';
import type { Method, Wanted } from './method.ts';
import { createNearest, type NearestOptions } from './nearest.ts';
import type { Similar } from './similarity-cache.ts';
import { createSharedPlaylists, createTracks, type Track } from './tracks.ts';

/** The most recommendations of one answer. */
export const MOST_RECOMMENDATIONS = 1000;

export interface Recommendation extends Track {
  /** Cosine with the input's vector; null where words brought it here and it has no vector. */
  readonly similarity: number | null;
  readonly reasons: Reasons;
}

export interface Recommendations {
  readonly inputs: readonly Track[];
  /** Of the inputs, those without a vector: they take part in reasons only. */
  readonly without: number;
  readonly recommendations: readonly Recommendation[];
  readonly model: string;
  readonly method: Method;
  /** Whether places come from a fusion of words and vectors. */
  readonly fused: boolean;
}

/** What follows a search, in order. */
export const STAGES = {
  fuse: {
    id: 'fuse',
    title: 'rank together',
    does: 'with the matches of words, by reciprocal rank',
    run: fuse,
  },
  songs: {
    id: 'each-song-once',
    title: 'each song once',
    does: 'no input, no second version of a song',
    run: eachSongOnce,
  },
  reasons: {
    id: 'reasons',
    title: 'reasons',
    does: 'album, artist, genre and playlists that are shared',
    run: explain,
  },
} as const;

export interface RecommendRequest {
  readonly start: Start;
  readonly k: number;
  /** Only tracks of this genre. */
  readonly genre?: number;
  readonly how: Wanted;
}

/**
 * Recommendations on any layout whose catalogue lies on one connection: the nearest tracks to the start's, without these
 * themselves and with each song once. From words, tracks that match them and tracks that are near to the best matches are
 * ranked together. Statements are prepared here, once.
 * @throws Failure: 2 for an unknown track, playlist or genre, k out of range, no vectors; 4 for vectors of two models
 */
export function createRecommender(
  session: Session,
  options: NearestOptions = {},
): (request: RecommendRequest) => Recommendations {
  const nearest = createNearest(session, options);
  const tracks = createTracks(session);
  const inputsOf = createInputs(session, tracks);
  const vectors = createInputVector(session);
  const sharedPlaylists = createSharedPlaylists(session);
  const genreKnown = session.prepare(['chinook_genres'], 'SELECT 1 FROM chinook_genres WHERE id = ?');

  return ({ start, k, genre, how }) => {
    checkCount(k);
    if (genre !== undefined && genreKnown.get(genre) === undefined)
      throw new Failure(`there is no genre ${genre}. Name one that exists.`);
    const { tracks: inputs, matching } = inputsOf(start, genre);
    const ids = inputs.map(({ id }) => id);
    const input = vectors.of(ids);
    // Some of the nearest will be versions of one song; where there are too many, more are asked for.
    let way = how;
    for (let count = k + Math.ceil(k / 5); ; count *= 4) {
      const sought = { vector: input.vector, from: input.with, wanted: k, count, how: way };
      const found = nearest(genre === undefined ? sought : { ...sought, genre });
      const ranked =
        matching.length === 0 ? near(found.similar) : STAGES.fuse.run(near(found.similar), matching);
      const chosen = STAGES.songs.run(ranked, inputs, k, genre, tracks);
      if (chosen.length < k && found.similar.length >= count) continue;
      if (chosen.length < k && found.method.kind === 'approximate') {
        // The probed cells have no more; the others may.
        way = 'exact';
        continue;
      }
      const playlists = sharedPlaylists(
        chosen.map(({ id }) => id),
        ids,
      );
      const similarity = new Map(found.similar.map((one) => [one.id, one.similarity]));
      return {
        inputs,
        without: ids.length - input.with.length,
        recommendations: chosen.map((one) => {
          const match = matching.indexOf(one.id);
          const place = match < 0 ? undefined : ids.length + match + 1;
          return {
            ...one,
            similarity: similarity.get(one.id) ?? vectors.similarity(input.vector, one.id),
            reasons: STAGES.reasons.run(one, inputs, playlists.get(one.id) ?? 0, found.model, place),
          };
        }),
        model: found.model,
        method: found.method,
        fused: matching.length > 0,
      };
    }
  };
}

/** @throws Failure: 2 for a number of recommendations that nobody gets */
export function checkCount(k: number): void {
  if (!Number.isInteger(k) || k < 1 || k > MOST_RECOMMENDATIONS)
    throw new Failure(`--k is a whole number from 1 to ${MOST_RECOMMENDATIONS}, not ${k}.`);
}

function near(similar: readonly Similar[]): number[] {
  return similar.map(({ id }) => id);
}
