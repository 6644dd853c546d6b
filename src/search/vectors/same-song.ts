import { withoutCopyWord } from '../../database/fill/copies.ts';

/** What a recording of the same song is marked with in its title: the song is the same, whatever comes with these words. */
const VERSION_WORDS =
  'live|ao vivo|en vivo|alternate|remaster(?:ed)?|demo|acoustic|unplugged|mono|stereo|edit|mix|remix(?:ed)?|version|instrumental|karaoke|bonus|take|reprise|outtake|rehearsal|feat|ft|featuring|explicit|clean|single|album|extended|original|anniversary|deluxe';
const MARKED = new RegExp(`\\b(?:${VERSION_WORDS})\\b`, 'i');
/** "Communication Breakdown(2)": the second time on an album. A year in parentheses is none, and parts are numbered as "Part 2". */
const COUNTED = /^\s*[2-9]\s*$/;

/**
 * The same for two recordings of one song by one artist: title and artist in lower case without diacritics, punctuation
 * and what marks a version ("(Live)", "[2011 Remaster]", "- Acoustic Version", "(2)"); other words in parentheses stay, since
 * "(Part 2)" is another song. Copies of the seed in a larger dataset, "Song (Kalomi)" by "Artist (Kalomi)", count as the song.
 */
export function songKey(title: string, artist: string | null): string {
  return `${folded(withoutVersion(withoutCopyWord(title)))}/${folded(withoutCopyWord(artist ?? ''))}`;
}

function withoutVersion(title: string): string {
  const bare = title
    .replace(/[([{]([^()[\]{}]*)[)\]}]/g, (all, inner: string) =>
      MARKED.test(inner) || COUNTED.test(inner) ? ' ' : all,
    )
    .replace(/\s[-–—]\s([^-–—]*)$/u, (all, tail: string) => (MARKED.test(tail) ? ' ' : all));
  // A song that is called "Live" is not called nothing.
  return folded(bare) === '' ? title : bare;
}

function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
