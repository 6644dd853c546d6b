import type { Vocabulary } from './vocabulary.ts';

/** Finds the word of a vocabulary that a mistyped one was meant for. */
export type NearestWord = (word: string) => string | undefined;

/**
 * By trigrams those words that have a piece in common (padded as PostgreSQL's pg_trgm does: two spaces before, one
 * after, so that beginnings count more), of these the ones a few slips of the keyboard away. The fewest slips win, then
 * the more alike pieces, then the more frequent word, then the alphabet.
 */
export function nearestWord(vocabulary: Vocabulary): NearestWord {
  const words = [...vocabulary.keys()];
  const holders = new Map<string, number[]>();
  for (const [at, word] of words.entries())
    for (const piece of trigrams(word)) {
      const list = holders.get(piece);
      if (list === undefined) holders.set(piece, [at]);
      else list.push(at);
    }
  return (word) => {
    const pieces = trigrams(word);
    const shared = new Map<number, number>();
    for (const piece of pieces)
      for (const at of holders.get(piece) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
    let best: { word: string; slips: number; alike: number; times: number } | undefined;
    for (const [at, common] of shared) {
      const candidate = words[at] as string;
      const slips = slipsBetween(word, candidate, mostSlips(word));
      if (slips > mostSlips(word)) continue;
      const alike = common / (pieces.size + trigrams(candidate).size - common);
      const found = { word: candidate, slips, alike, times: vocabulary.get(candidate) ?? 0 };
      if (best === undefined || isNearer(found, best)) best = found;
    }
    return best?.word;
  };
}

type Candidate = { word: string; slips: number; alike: number; times: number };

function isNearer(one: Candidate, other: Candidate): boolean {
  const differences = [one.slips - other.slips, other.alike - one.alike, other.times - one.times];
  const first = differences.find((difference) => difference !== 0);
  return first === undefined ? one.word < other.word : first < 0;
}

/**
 * As Elasticsearch's fuzziness AUTO: none in 1 or 2 letters, one in 3 to 5, two in longer words. A number is no mistyped
 * other number.
 */
function mostSlips(word: string): number {
  if (!/\p{L}/u.test(word)) return 0;
  const { length } = Array.from(word);
  return length < 3 ? 0 : length < 6 ? 1 : 2;
}

function trigrams(word: string): ReadonlySet<string> {
  const letters = Array.from(`  ${word} `);
  return new Set(letters.slice(2).map((_, at) => letters.slice(at, at + 3).join('')));
}

/**
 * Letters left out, put in, changed, or swapped with their neighbour (optimal string alignment, the restricted
 * Damerau-Levenshtein distance); anything above `most` where it is more.
 */
export function slipsBetween(one: string, other: string, most: number): number {
  const [a, b] = [Array.from(one), Array.from(other)];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = b.map((_, j) => j);
  row.push(b.length);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let slips = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        slips = Math.min(slips, (before[j - 2] as number) + 1);
      next.push(slips);
    }
    [before, row] = [row, next];
  }
  return row[b.length] as number;
}
