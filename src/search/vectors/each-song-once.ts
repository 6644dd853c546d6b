import { songKey } from './same-song.ts';
import type { Track } from './tracks.ts';

/** The first k of a ranking that are other songs than the inputs and than each other. */
export function eachSongOnce(
  ranked: readonly number[],
  inputs: readonly Track[],
  k: number,
  genre: number | undefined,
  tracks: (ids: readonly number[]) => Track[],
): Track[] {
  const songs = new Set(inputs.map(({ name, artist }) => songKey(name, artist)));
  const chosen: Track[] = [];
  // Mostly the first k are it; a vector whose track is gone is passed over.
  for (let from = 0; from < ranked.length && chosen.length < k; from += k)
    for (const track of tracks(ranked.slice(from, from + k))) {
      if (chosen.length === k) break;
      // Words find tracks of any genre.
      if (genre !== undefined && track.genreId !== genre) continue;
      const song = songKey(track.name, track.artist);
      if (songs.has(song)) continue;
      songs.add(song);
      chosen.push(track);
    }
  return chosen;
}
