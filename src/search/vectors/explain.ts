import { TRACK_DATA_MODEL } from '../../database/schema/search.ts';
import type { Track } from './tracks.ts';

/** What a recommended track shares with those that it was recommended for. Each number is how many of them. */
export interface Reasons {
  readonly album: number;
  readonly artist: number;
  readonly genre: number;
  /** Playlists that hold it and one of them. */
  readonly playlists: number;
  /** Of vectors that were made from the tracks' own data only: what else went into them and is alike. */
  readonly alike: readonly string[];
  /** Its place among the tracks that match the words, from 1; absent where it matches none or there were no words. */
  readonly match?: number;
}

/** Lengths that differ by at most this share of the longer count as alike. */
const ALIKE_LENGTH = 0.1;

/**
 * Says what can be derived from the catalogue. Of vectors made from a track's own data it is also known what went into
 * them; an embedding of audio has no dimension with a name, so of that only the similarity can be told.
 */
export function explain(
  track: Track,
  inputs: readonly Track[],
  playlists: number,
  model: string,
  match?: number,
): Reasons {
  const same = (key: 'albumId' | 'artistId' | 'genreId' | 'mediaTypeId') =>
    track[key] === null ? 0 : inputs.filter((input) => input[key] === track[key]).length;
  const all = (count: number) => count === inputs.length;
  const alike =
    model === TRACK_DATA_MODEL
      ? [
          ...(all(inputs.filter((input) => alikeLength(input, track)).length) ? ['length'] : []),
          ...(all(same('mediaTypeId')) ? ['media type'] : []),
        ]
      : [];
  return {
    album: same('albumId'),
    artist: same('artistId'),
    genre: same('genreId'),
    playlists,
    alike,
    ...(match === undefined ? {} : { match }),
  };
}

function alikeLength(a: Track, b: Track): boolean {
  const [short, long] = [a.milliseconds, b.milliseconds].sort((x, y) => x - y) as [number, number];
  return long - short <= ALIKE_LENGTH * long;
}
