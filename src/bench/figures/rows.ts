/**
 * How many rows a result holds, counted as SQL would return them: each element of an array, one for an object or any
 * other value, none for undefined and null. An object that holds rows (an album with a list of tracks) counts as those,
 * as the join of the two would, and as one if its lists are empty. A blob is a value.
 */
export function countRows(result: unknown): number {
  if (result === undefined || result === null) return 0;
  if (Array.isArray(result)) return result.reduce<number>((sum, one) => sum + countRows(one), 0);
  if (!isRow(result)) return 1;
  const nested = Object.values(result).filter((value) => Array.isArray(value) || isRow(value));
  return Math.max(1, countRows(nested));
}

function isRow(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}
