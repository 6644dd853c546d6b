import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import type { OpenLayout } from '../../database/open.ts';

/** The vectors of the inverted file, each taken once; what is left has no vector. */
export function copyReader(open: OpenLayout) {
  const table = INVERTED_FILE.vectors;
  const left = new Set(
    open
      .prepare<{ id: number }>(['track_vectors'], `SELECT track_id AS id FROM ${table}`)
      .all()
      .map(({ id }) => id),
  );
  const read = open.prepare<{ embedding: Uint8Array }>(
    ['track_vectors'],
    `SELECT embedding FROM ${table} WHERE track_id = ?`,
  );
  const index = open.prepare<{ model: string }>(
    ['track_vectors'],
    `SELECT model FROM ${INVERTED_FILE.index}`,
  );
  return {
    model: index.get()?.model ?? 'none',
    take: (id: number) => {
      left.delete(id);
      return read.get(BigInt(id))?.embedding;
    },
    left: () => left,
  };
}

export function sameBytes(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}
