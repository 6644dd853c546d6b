import type Database from 'better-sqlite3';

/** More copies than this would run out of three-syllable words. */
export const MOST_COPIES = 5000;

const SYLLABLES = [
  'ka',
  'lo',
  'mi',
  're',
  'su',
  'ta',
  'vo',
  'ne',
  'pi',
  'du',
  'sha',
  'bel',
  'mor',
  'zen',
  'qui',
  'fal',
  'gor',
  'hin',
  'jas',
  'wyn',
] as const;

/** The word that marks copy k (k >= 1): three syllables, different for each of the first 8,000. */
export function copyWord(k: number): string {
  const base = SYLLABLES.length;
  // Multiplying by 7919, prime to 8,000, spreads neighbouring copies over the alphabet.
  const n = (k * 7919) % base ** 3;
  const word = [Math.floor(n / base ** 2), Math.floor(n / base) % base, n % base]
    .map((i) => SYLLABLES[i])
    .join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const MARK = new RegExp(` \\((?:${SYLLABLES.join('|')}){3}\\)$`, 'i');

/** A name without the word that marks it as a copy's; a name of the seed comes back as it is. */
export function withoutCopyWord(name: string): string {
  return name.replace(MARK, '');
}

/** temp.copies: one row per copy of the seed; copy 0 is the seed itself, under its own names. */
export function createCopies(db: Database.Database, scale: number): void {
  db.exec('CREATE TEMP TABLE copies (k INTEGER PRIMARY KEY, in_name TEXT NOT NULL, in_slug TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO temp.copies VALUES (?, ?, ?)');
  for (let k = 0; k < scale; k++)
    insert.run(k, k === 0 ? '' : ` (${copyWord(k)})`, k === 0 ? '' : `-${copyWord(k).toLowerCase()}`);
}
