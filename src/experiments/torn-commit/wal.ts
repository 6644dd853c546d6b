/** A WAL file has a header of 32 bytes and one of 24 before each page: https://www.sqlite.org/fileformat2.html#walformat */
const WAL_HEADER = 32;
export const FRAME_HEADER = 24;
const PAGE_SIZE_AT = 8;

/** Lengths at which a WAL may be cut between two frames, from its header alone to all of it; bytes. */
export function frameBoundaries(wal: Buffer): readonly number[] {
  if (wal.length < WAL_HEADER) return [wal.length];
  const frame = wal.readUInt32BE(PAGE_SIZE_AT) + FRAME_HEADER;
  const frames = Math.floor((wal.length - WAL_HEADER) / frame);
  return Array.from({ length: frames + 1 }, (_, i) => WAL_HEADER + i * frame);
}

/** One length for each WAL. */
export type Cut = readonly number[];

/** Every combination of the lengths of each WAL. */
export function everyCut(boundaries: readonly (readonly number[])[]): readonly Cut[] {
  return boundaries.reduce<readonly Cut[]>(
    (cuts, lengths) => cuts.flatMap((cut) => lengths.map((length) => [...cut, length])),
    [[]],
  );
}

/**
 * The cuts that are left where each commit from the second of `steps` on was synced: while a step writes, nothing
 * that lay in any WAL before it can be lost.
 * @param steps lengths of each WAL after each step, in bytes; the first step synced nothing
 */
export function cutsBetweenSyncs(
  boundaries: readonly (readonly number[])[],
  steps: readonly (readonly number[])[],
): readonly Cut[] {
  const found = new Map<string, Cut>();
  for (const [index, end] of steps.entries()) {
    // The claim is the first to sync: what the writers left before it may still be lost while it is being written.
    const start = index < 2 ? end.map(() => 0) : (steps[index - 1] ?? []);
    const open = boundaries.map((lengths, wal) => {
      const within = lengths.filter(
        (length) => length >= (start[wal] ?? 0) && length <= Math.max(end[wal] ?? 0, lengths[0] ?? 0),
      );
      return within.length === 0 ? lengths.slice(0, 1) : within;
    });
    for (const cut of everyCut(open)) found.set(cut.join(), cut);
  }
  return [...found.values()];
}
