import type { TableGroup, TableName } from './tables.ts';

/** PRAGMA values as SQLite takes them; cache_size in KiB when negative, mmap_size in bytes, busy_timeout in ms. */
export type Pragmas = Readonly<Record<string, string | number>>;

/** One SQLite database of a layout and the tables on it. */
export interface DatabasePlacement {
  /** What it is called in results, and its schema name when it is attached; "main" for the first. */
  readonly name: string;
  /** A file name inside the data folder, or ":memory:". */
  readonly file: string;
  /** Whole table groups placed here ... */
  readonly groups?: readonly TableGroup[];
  /** ... and single tables placed here. */
  readonly tables?: readonly TableName[];
  /** Set on this database when it is opened. */
  readonly pragmas?: Pragmas;
}

/** A placement: every table on exactly one database, and how the application connects. Plain data. */
export interface Layout {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** One connection per database, or one connection with the others ATTACHed. */
  readonly connection: 'separate' | 'attached';
  readonly databases: readonly DatabasePlacement[];
  /**
   * Who writes where several processes do: each process itself (the default), or one process that the others send their
   * writes to and that commits what has come in together ("group-commit").
   */
  readonly writer?: 'each' | 'group-commit';
}

/** Returns its argument; the types do the work. */
export function defineLayout(layout: Layout): Layout {
  return layout;
}
