const AT_MOST = 3;

/**
 * The names most like a word, the nearest first, at most three: those that end with it after a slash (origin/main for
 * main), and those that differ by at most a third of its letters, at least two.
 */
export function nearestNames(word: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3));
  return [...new Set(names)]
    .map((name) => ({
      name,
      distance: name.endsWith(`/${word}`) ? 0 : editDistance(word.toLowerCase(), name.toLowerCase()),
    }))
    .filter(({ name, distance }) => distance <= limit && distance < name.length)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, AT_MOST)
    .map(({ name }) => name);
}

/** Letters inserted, deleted or replaced (Levenshtein). */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
