/** An answer that nobody asks for, of that many bytes. */
export interface Filling {
  readonly key: string;
  readonly value: string;
}

/**
 * Answers to fill memory with. Each value is a string of its own and no rope of shared parts, so that a Map which
 * keeps it keeps these bytes; one buffer serves for all, so that little but the answers is left for the memory figures.
 */
export function* fillings(entries: number, entryBytes: number): Generator<Filling> {
  const buffer = Buffer.alloc(entryBytes);
  for (let n = 0; n < entries; n++)
    yield { key: `filling:${n}`, value: buffer.fill(`${n} `).toString('latin1') };
}
