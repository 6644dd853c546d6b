/**
 * A seed: the eleven tables of Chinook, from an official file or from the built-in catalogue.
 *
 * Whatever its form, a seed is imported into a seed store: a SQLite file of our own with the eleven tables under their
 * official names, in which nothing is untrusted any more (types checked, keys unique, references whole, keys
 * renumbered 1..n in their old order where they were not already dense).
 */
export const SEED_TABLES = [
  'Artist',
  'Album',
  'MediaType',
  'Genre',
  'Track',
  'Playlist',
  'PlaylistTrack',
  'Employee',
  'Customer',
  'Invoice',
  'InvoiceLine',
] as const;

export type SeedTable = (typeof SEED_TABLES)[number];

/** built-in: fixtures/catalog. sqlite: a database file. sql: a script of CREATE and INSERT statements. */
export type SeedForm = 'built-in' | 'sqlite' | 'sql';

export interface SeedInfo {
  /** What to call it in output: the file's base name, or "built-in catalogue". */
  readonly name: string;
  readonly form: SeedForm;
  /** SHA-256 of the file; of the built-in catalogue, of its CSV files in the order of SEED_TABLES. */
  readonly sha256: string;
  readonly bytes: number;
  /** The file is one of the official ones, known by its hash. */
  readonly official: boolean;
  readonly rows: Readonly<Record<SeedTable, number>>;
}

export type SeedSource = { readonly form: 'built-in' } | { readonly form: 'file'; readonly path: string };
