import type { TableName } from '../../model/tables.ts';

/** What can be found: each kind has a full-text index of its own. */
export type Kind = 'tracks' | 'albums';

/** What a user may narrow a word to: `artist:queen`. `title:` and `name:` are the same. */
export const FIELDS = ['title', 'album', 'artist', 'composer'] as const;
export type Field = (typeof FIELDS)[number];

/** A column of an index, and how much a word in it counts. */
export interface IndexedColumn {
  readonly name: string;
  /** The fields by which it is asked for. */
  readonly fields: readonly Field[];
  /** For bm25(): our judgement, not a measurement. A word says most in the name of the thing itself. */
  readonly weight: number;
}

export interface Index {
  readonly kind: Kind;
  readonly table: 'tracks_fts' | 'albums_fts';
  /** The view that yields what is indexed, on the same database. */
  readonly view: string;
  /** In the order of the index. */
  readonly columns: readonly IndexedColumn[];
  /**
   * The tables that the rows of hits are read from, and the SELECT for `?`, their ids as a JSON array: id, slug and the
   * columns by name. One statement for all: each is a read transaction of its own, which costs more than its row.
   */
  readonly rowTables: readonly TableName[];
  readonly rows: string;
}

/** In the order in which a tie between kinds is broken. */
export const INDEXES: readonly Index[] = [
  {
    kind: 'tracks',
    table: 'tracks_fts',
    view: 'tracks_fts_source',
    columns: [
      { name: 'name', fields: ['title'], weight: 10 },
      { name: 'album', fields: ['album'], weight: 3 },
      { name: 'artist', fields: ['artist'], weight: 5 },
      { name: 'composer', fields: ['composer'], weight: 1 },
    ],
    rowTables: ['chinook_tracks', 'chinook_albums', 'chinook_artists'],
    rows: `SELECT t.id, t.slug, t.name, al.title AS album, ar.name AS artist, t.composer
      FROM json_each(?) found CROSS JOIN chinook_tracks t ON t.id = found.value
      LEFT JOIN chinook_albums al ON al.id = t.album_id LEFT JOIN chinook_artists ar ON ar.id = al.artist_id`,
  },
  {
    kind: 'albums',
    table: 'albums_fts',
    view: 'albums_fts_source',
    columns: [
      { name: 'title', fields: ['title', 'album'], weight: 10 },
      { name: 'artist', fields: ['artist'], weight: 5 },
    ],
    rowTables: ['chinook_albums', 'chinook_artists'],
    rows: `SELECT al.id, al.slug, al.title, ar.name AS artist
      FROM json_each(?) found CROSS JOIN chinook_albums al ON al.id = found.value
      JOIN chinook_artists ar ON ar.id = al.artist_id`,
  },
];

export const KINDS: readonly Kind[] = INDEXES.map(({ kind }) => kind);

/** The field of a word before a colon, whatever its case; undefined where it is only a word. */
export function fieldNamed(word: string): Field | undefined {
  const name = word.toLowerCase();
  return FIELDS.find((field) => field === (name === 'name' ? 'title' : name));
}
