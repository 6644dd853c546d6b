export interface DiffLine {
  /** '-': only in base; '+': only in head. */
  readonly sign: '-' | '+';
  readonly line: string;
}

/** Above this many pairs of lines no common subsequence is sought: stored runs are files that anyone may have written. */
const MOST_PAIRS = 250_000;

/**
 * The lines that are only in `base` or only in `head`, in reading order, what both have left out. Order counts: two
 * steps of a query plan that changed places are a change. By longest common subsequence.
 */
export function lineDiff(base: readonly string[], head: readonly string[]): readonly DiffLine[] {
  let start = 0;
  while (start < base.length && start < head.length && base[start] === head[start]) start++;
  let end = 0;
  const least = Math.min(base.length, head.length) - start;
  while (end < least && base[base.length - 1 - end] === head[head.length - 1 - end]) end++;
  return middleDiff(base.slice(start, base.length - end), head.slice(start, head.length - end));
}

function middleDiff(base: readonly string[], head: readonly string[]): DiffLine[] {
  const removed = (line: string): DiffLine => ({ sign: '-', line });
  const added = (line: string): DiffLine => ({ sign: '+', line });
  if (base.length * head.length > MOST_PAIRS) return [...base.map(removed), ...head.map(added)];
  const common = commonLengths(base, head);
  const lengthAt = (i: number, j: number) => common[i]?.[j] ?? 0;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < base.length || j < head.length) {
    const [old, fresh] = [base[i], head[j]];
    if (old !== undefined && old === fresh) {
      i++;
      j++;
    } else if (old !== undefined && (fresh === undefined || lengthAt(i + 1, j) >= lengthAt(i, j + 1))) {
      lines.push(removed(old));
      i++;
    } else if (fresh !== undefined) {
      lines.push(added(fresh));
      j++;
    }
  }
  return lines;
}

/** [i][j]: length of the longest common subsequence of base from i on and head from j on. */
function commonLengths(base: readonly string[], head: readonly string[]): number[][] {
  const table = Array.from({ length: base.length + 1 }, () => new Array<number>(head.length + 1).fill(0));
  for (let i = base.length - 1; i >= 0; i--)
    for (let j = head.length - 1; j >= 0; j--) {
      const [row, below] = [table[i] ?? [], table[i + 1] ?? []];
      row[j] = base[i] === head[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}
