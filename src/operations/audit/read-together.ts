import { driftedFullText } from '../../database/full-text-check.ts';
import { wrongTriggers } from '../../database/full-text-triggers.ts';
import { type OpenLayout, openLayout } from '../../database/open.ts';
import { orphansOf } from '../../database/orphans.ts';
import { cutForeignKeys } from '../../database/schema/index.ts';
import type { ForeignKey } from '../../database/schema/table.ts';
import type { Layout } from '../../model/layout.ts';
import { isBroken } from './broken.ts';
import type { TogetherContents } from './contents.ts';

/**
 * Opens the copies as the application would. What SQLite refuses to read is told beside all that it does read.
 * @param oneMoment whether the copies are of one, so that rows of one file can be compared with those of another
 */
export function readTogether(layout: Layout, folder: string, oneMoment: boolean): TogetherContents {
  const unreadable: { what: string; why: string }[] = [];
  const tried = <T>(what: string, read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      if (!isBroken(error)) throw error;
      unreadable.push({ what, why: error.message });
      return otherwise;
    }
  };
  const open = tried('the layout', () => openLayout(layout, folder), null);
  const orphans = ({ table, column, references }: ForeignKey) =>
    tried(`${table}.${column}`, () => (open ? [orphansOf(open, { table, column, references })] : []), []);
  try {
    return {
      orphans: oneMoment ? cutForeignKeys(layout).flatMap(orphans) : null,
      driftedFullText: tried('full-text indexes', () => (open ? driftedFullText(open) : []), []),
      missingTriggers: open
        ? wrongTriggers(open).flatMap(({ table, name, altered }) => (altered ? [] : [{ table, name }]))
        : [],
      ...tried('track_vectors', () => (open ? compareVectors(open) : NO_VECTORS), NO_VECTORS),
      unreadable,
    };
  } finally {
    open?.close();
  }
}

const NO_VECTORS = { vectorsWithoutTrack: 0, tracksWithoutVector: 0 };

function compareVectors(open: OpenLayout) {
  // Ids lie apart from the vectors themselves: each is read, so that none that is gone is taken for there.
  open.prepare(['track_vectors'], 'SELECT sum(vec_length(embedding)) FROM track_vectors').get();
  const count = (from: string, other: string, key: string, otherKey: string) =>
    open
      .prepare<{ count: number }>(
        ['track_vectors', 'chinook_tracks'],
        `SELECT count(*) AS count FROM (SELECT ${key} FROM ${from} EXCEPT SELECT ${otherKey} FROM ${other})`,
      )
      .get()?.count ?? 0;
  return {
    vectorsWithoutTrack: count('track_vectors', 'chinook_tracks', 'track_id', 'id'),
    tracksWithoutVector: count('chinook_tracks', 'track_vectors', 'id', 'track_id'),
  };
}
