/**
 * The known name that a misspelt one most likely means: the fewest insertions, deletions, replacements and swaps of
 * neighbours (optimal string alignment). undefined where even the nearest is another word: more than a third differs.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const short = name.slice(0, 100);
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(short.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || distance < best.distance) best = { name: candidate, distance };
  }
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

export function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + same,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}

/** "did you mean p95?", or what there is where nothing is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  const most = 12;
  return `there ${known.length === 1 ? 'is' : 'are'} ${known.slice(0, most).join(', ')}${known.length > most ? `, and ${known.length - most} more` : ''}`;
}
