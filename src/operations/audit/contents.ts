import type { Orphans } from '../../database/orphans.ts';
import type { KeyBreak } from './key-breaks.ts';
import type { Way } from './way.ts';

/** What is in one database, read from a copy. */
export interface DatabaseContents {
  /** In the layout. */
  readonly name: string;
  readonly shown: string;
  /** How it was copied; null where it could not be looked into. */
  readonly way: Way | null;
  /** As its header says; null where it is no database. */
  readonly journal: 'wal' | 'rollback' | null;
  /** What PRAGMA quick_check found, or why it could not be run; empty where the file is sound. */
  readonly damage: readonly string[];
  /** PRAGMA foreign_key_check: rows without their parent, by key. */
  readonly keyBreaks: readonly KeyBreak[];
  /** Triggers and views that the layout does not make, or makes otherwise: code that runs in whoever opens the file. */
  readonly ownCode: readonly { readonly type: string; readonly name: string; readonly altered: boolean }[];
  /** Tables of the layout that are not there. */
  readonly missingTables: readonly string[];
}

/** What only all databases together show; absent parts were not looked at. */
export interface TogetherContents {
  /** Of the foreign keys that the layout cuts; null where the copies are not of one moment. */
  readonly orphans: readonly Orphans[] | null;
  readonly driftedFullText: readonly string[];
  /** Triggers of full-text tables that are not there; those with another text are among ownCode. */
  readonly missingTriggers: readonly { readonly table: string; readonly name: string }[];
  /** Rows of track_vectors whose track is gone, and tracks that have no vector. */
  readonly vectorsWithoutTrack: number;
  readonly tracksWithoutVector: number;
  /** What SQLite refused to read, in whole databases: a table that has lost a column, vectors whose parts are gone. */
  readonly unreadable: readonly { readonly what: string; readonly why: string }[];
}

export interface Contents {
  readonly databases: readonly DatabaseContents[];
  /** Null where a database is damaged. */
  readonly together: TogetherContents | null;
  readonly bytes: number;
  readonly seconds: number;
}
