// Genres, artists, albums and tracks, distributed as in Chinook.
import { faker } from '@faker-js/faker';
import { chance, int, pick, type Row, shuffle, spread, unique, words } from './draw.ts';
import { albumTitle, artistName, person, songTitle } from './names.ts';

export type Style = 'song' | 'latin' | 'classical' | 'video';
/** Name, tracks and style: shares like the official ones, the largest 37 %. */
export const GENRES = words(`
  Rock: 1297 song, Jazz: 130 song, Metal: 374 song, Indie & Garage: 332 song, Surf: 12 song,
  Blues: 81 song, Música Latina: 579 latin, Ska: 58 song, Pop: 48 song, Film Music: 43 song,
  Samba: 15 latin, Lounge: 24 song, Doom: 28 song, Soul/Funk: 61 song, House/Techno: 30 song,
  Folk: 28 song, Rap: 35 song, Documentary: 13 video, Series: 93 video, Mystery & Fantasy: 26 video,
  Theatre: 64 video, Stand-up: 17 video, Grunge: 40 song, Orchestral: 74 classical, Oratorio: 1 classical`).map(
  (genre) => {
    const [name = '', tracks, style] = genre.split(/: | (?=\w+$)/);
    return [name, Number(tracks), style as Style] as const;
  },
);
export const MEDIA_TYPES = words(
  `MP3 audio, AAC audio (protected), MPEG-4 video, AAC audio (purchased), FLAC audio`,
);
const ALBUMS_PER_ARTIST = '1x148 2x30 3x14 4x5 5x1 6x1 10x2 11x1 14x1 21x1';
const TRACKS_PER_ALBUM =
  '1x82 2x8 3x3 4x2 5x2 6x3 7x8 8x14 9x15 10x27 11x25 12x29 13x16 ' +
  '14x34 15x18 16x13 17x15 18x8 19x3 20x5 21x2 22x3 23x3 24x3 25x2 26x1 30x1 34x1 57x1';

export interface Artist {
  id: number;
  name: string;
  albums: number[];
  genre: number;
  members: string[];
}

export function makeCatalogue() {
  const used = new Set<string>();
  const trackCounts = spread(TRACKS_PER_ALBUM);
  const albumCounts = [...spread(ALBUMS_PER_ARTIST), ...Array<number>(71).fill(0)];
  const artists: Artist[] = shuffle(albumCounts).map((albums, index) => ({
    id: index + 1,
    name: unique(used, 120, artistName),
    albums: trackCounts.splice(0, albums),
    genre: 0,
    members: Array.from({ length: int(1, 5) }, () => person()),
  }));
  assignGenres(artists);

  const albums: Row[] = [];
  const tracks: Row[] = [];
  const titles = new Set<string>();
  // Albums are not in the order of their artists, as in a shop that grew.
  const all = shuffle(artists.flatMap((artist) => artist.albums.map((size) => ({ artist, size }))));
  for (const { artist, size } of all) {
    const style = GENRES[artist.genre - 1]?.[2] ?? 'song';
    const albumId = albums.length + 1;
    albums.push([albumId, unique(titles, 160, () => albumTitle(style)), artist.id]);
    const media =
      style === 'video'
        ? 3
        : style === 'classical'
          ? pick([2, 2, 5])
          : chance(0.055)
            ? 2
            : chance(0.005)
              ? 4
              : 1;
    const credited = chance(0.75);
    const onAlbum = new Set<string>();
    for (let n = 0; n < size; n++) {
      const name = unique(onAlbum, 200, () => songTitle(style));
      const composer = style !== 'video' && credited && chance(0.97) ? credit(artist.members) : null;
      tracks.push([tracks.length + 1, name, albumId, media, artist.genre, composer, ...recording(media)]);
    }
  }
  return { artists, albums, tracks };
}

/** Largest artist first, each to the genre that lacks most tracks: the shares come out within a few tracks. */
function assignGenres(artists: readonly Artist[]): void {
  const lacking = GENRES.map(([, tracks]) => tracks);
  const sizeOf = (artist: Artist) => artist.albums.reduce((sum, size) => sum + size, 0);
  for (const artist of artists.toSorted((a, b) => sizeOf(b) - sizeOf(a) || a.id - b.id)) {
    const size = sizeOf(artist);
    if (size === 0) continue;
    const most = lacking.indexOf(Math.max(...lacking));
    artist.genre = most + 1;
    lacking[most] = (lacking[most] ?? 0) - size;
  }
}

function credit(members: readonly string[]): string {
  const several = faker.helpers.arrayElements(members, { min: 1, max: Math.min(4, members.length) });
  return several.join(pick([', ', ', ', '/', ' & '])).slice(0, 220);
}

/** Milliseconds, bytes, unit price: songs around four and a half minutes, episodes of 22 or 45 minutes. */
function recording(media: number): [number, number, number] {
  const bell = (faker.number.float() + faker.number.float() + faker.number.float()) / 3;
  const milliseconds =
    media === 3
      ? Math.round(pick([1_310_000, 2_600_000, 2_620_000, 2_850_000]) * (0.92 + 0.16 * bell))
      : Math.round(
          chance(0.015)
            ? int(600_000, 1_600_000)
            : chance(0.01)
              ? int(1_100, 60_000)
              : 90_000 + 340_000 * bell,
        );
  const perMillisecond = [32.5, 16.6, 181.5, 35.2, 88.3][media - 1] ?? 32.5;
  const bytes = Math.round(milliseconds * perMillisecond * (0.9 + 0.2 * faker.number.float()));
  return [milliseconds, bytes, media === 3 ? 1.99 : 0.99];
}
