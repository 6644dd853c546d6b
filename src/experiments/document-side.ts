import { databaseOf } from '../layouts/check.ts';
import type { Layout } from '../model/layout.ts';

/** The evaluation document's two architectures: one file (section 1), or three databases with a pool each (section 2). */
export type DocumentSide = 'single' | 'three';

/** Which of them a layout is, by its shape; null where the document does not speak of it. */
export function documentSide(layout: Layout): DocumentSide | null {
  if (layout.databases.length === 1) return 'single';
  const [users, cache, tracks] = (['users', 'query_cache', 'chinook_tracks'] as const).map((table) =>
    databaseOf(layout, table),
  );
  const apart = new Set([users, cache, tracks]).size === 3;
  const asDrawn = layout.databases.length === 3 && cache?.file === ':memory:';
  return apart && asDrawn && layout.connection === 'separate' ? 'three' : null;
}

/** Section 1.2, database.sqlite: the size of data that the document's figures are of, bytes. */
export const DOCUMENT_BYTES = 50e6;

/** The document gives sizes as one round figure each ("5 MB"), so a tenth on either side still counts as that. */
export const ROUNDING = 0.1;

export function isAbout(measured: number, claimed: number): boolean {
  return Math.abs(measured / claimed - 1) <= ROUNDING;
}
