// Playlists and their entries.
import { type Row, shuffle, words } from './draw.ts';
import { GENRES } from './recordings.ts';

export const PLAYLISTS = words(`
  All Music, Wish List, Evening Series, Spoken Word, Nineties & Noughties, To Sort, Podcasts, All Music,
  The One Clip, Evening Series, Música do Mundo, Concert Hall, Concert Hall 101 – Deep Cuts,
  Concert Hall 101 – Next Steps, Concert Hall 101 – The Basics, Rock’n’Road Trip, Heavy (Loud!),
  On-The-Go/1`);

export function makePlaylistTracks(tracks: readonly Row[]): Row[] {
  const ids = (fits: (track: Row) => boolean) => tracks.filter(fits).map((track) => Number(track[0]));
  const genre = (...names: string[]) =>
    ids((track) => names.includes(GENRES[Number(track[4]) - 1]?.[0] ?? ''));
  const music = ids((track) => track[3] !== 3);
  const video = ids((track) => track[3] === 3);
  const concert = genre('Orchestral', 'Oratorio');
  const some = (from: readonly number[], count: number) => shuffle(from).slice(0, count);
  const fixed = new Map<number, readonly number[]>([
    [1, music],
    [3, video],
    [8, music],
    [9, some(music, 1)],
    [10, video],
    [11, some(genre('Música Latina', 'Samba'), 39)],
    [12, concert],
    [13, some(concert, 25)],
    [14, some(concert, 25)],
    [15, some(concert, 25)],
    [16, some(genre('Rock', 'Grunge'), 15)],
    [17, some(genre('Metal', 'Doom'), 26)],
    [18, some(music, 1)],
  ]);
  // What is left of the official 8,715 entries goes to the large mixed list.
  const entries = [...fixed.values()].reduce((sum, list) => sum + list.length, 0);
  const all = [...fixed, [5, some(music, 8715 - entries)] as const].toSorted((a, b) => a[0] - b[0]);
  return all.flatMap(([id, list]) => list.toSorted((a, b) => a - b).map((track) => [id, track]));
}
