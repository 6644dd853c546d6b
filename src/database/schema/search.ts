import type { TableName } from '../../model/tables.ts';

/** Floats in a track's vector. */
export const VECTOR_DIMENSIONS = 64;

/** What made a vector, with its version: stored with it, since vectors of two models have nothing to say to each other. */
export const TRACK_DATA_MODEL = 'track-data@1';

/** A virtual table: how it is made, filled and kept true, given the schema that holds it. */
export interface SearchTable {
  readonly name: TableName;
  readonly create: (place: string) => readonly string[];
  /** After the tables that it indexes are filled. */
  readonly fill: (place: string) => string;
  /** Made last, so that they do not run while the tables are filled. */
  readonly triggers: (place: string) => readonly string[];
}

interface FullText {
  readonly name: 'tracks_fts' | 'albums_fts';
  readonly columns: readonly string[];
  /** The view that yields what is indexed. */
  readonly view: string;
  readonly select: string;
  /**
   * Whose changes the index follows: table, the columns that matter, which rows of the view a row of it is behind. Where
   * others refer to it, those that did and those that will, before and after alike: its id may be what changes.
   */
  readonly sources: readonly {
    table: TableName;
    of: string;
    rows: (row: 'old' | 'new') => string;
    deletes: boolean;
  }[];
}

/**
 * External-content FTS5 over a view, kept by triggers in pairs: what the view says before the change is deleted from
 * the index, what it says afterwards is added. So a renamed artist is found under the new name.
 */
function fullText({ name, columns, view, select, sources }: FullText): SearchTable {
  const list = columns.join(', ');
  const remove = (where: string) =>
    `INSERT INTO ${name} (${name}, rowid, ${list}) SELECT 'delete', id, ${list} FROM ${view} WHERE ${where};`;
  const add = (where: string) =>
    `INSERT INTO ${name} (rowid, ${list}) SELECT id, ${list} FROM ${view} WHERE ${where};`;
  return {
    name,
    create: (place) => [
      `CREATE VIEW ${place}.${view} AS ${select}`,
      `CREATE VIRTUAL TABLE ${place}.${name} USING fts5(${list}, content='${view}', content_rowid='id', tokenize='unicode61 remove_diacritics 2')`,
    ],
    fill: (place) => `INSERT INTO ${place}.${name} (${name}) VALUES ('rebuild')`,
    triggers: (place) =>
      sources.flatMap(({ table, of, rows, deletes }) => {
        const trigger = (when: string, doing: string) =>
          `CREATE TRIGGER ${place}.${name}_${table}_${when.toLowerCase().replaceAll(' ', '_')} ${when} ${doing} END`;
        const update = [
          trigger('BEFORE UPDATE', `OF ${of} ON ${table} BEGIN ${remove(rows('old'))}`),
          trigger('AFTER UPDATE', `OF ${of} ON ${table} BEGIN ${add(rows('new'))}`),
        ];
        const own = [
          trigger('AFTER INSERT', `ON ${table} BEGIN ${add(rows('new'))}`),
          trigger('BEFORE DELETE', `ON ${table} BEGIN ${remove(rows('old'))}`),
        ];
        return deletes ? [...own, ...update] : update;
      }),
  };
}

export const SEARCH_TABLES: readonly SearchTable[] = [
  fullText({
    name: 'tracks_fts',
    columns: ['name', 'album', 'artist', 'composer'],
    view: 'tracks_fts_source',
    select: `SELECT t.id AS id, t.name AS name, al.title AS album, ar.name AS artist, t.composer AS composer
      FROM chinook_tracks t LEFT JOIN chinook_albums al ON al.id = t.album_id LEFT JOIN chinook_artists ar ON ar.id = al.artist_id`,
    sources: [
      {
        table: 'chinook_tracks',
        of: 'id, name, album_id, composer',
        rows: (row) => `id = ${row}.id`,
        deletes: true,
      },
      {
        table: 'chinook_albums',
        of: 'id, title, artist_id',
        rows: () => 'id IN (SELECT id FROM chinook_tracks WHERE album_id IN (old.id, new.id))',
        deletes: false,
      },
      {
        table: 'chinook_artists',
        of: 'id, name',
        rows: () =>
          'id IN (SELECT t.id FROM chinook_albums a JOIN chinook_tracks t ON t.album_id = a.id WHERE a.artist_id IN (old.id, new.id))',
        deletes: false,
      },
    ],
  }),
  fullText({
    name: 'albums_fts',
    columns: ['title', 'artist'],
    view: 'albums_fts_source',
    select: `SELECT al.id AS id, al.title AS title, ar.name AS artist
      FROM chinook_albums al JOIN chinook_artists ar ON ar.id = al.artist_id`,
    sources: [
      { table: 'chinook_albums', of: 'id, title, artist_id', rows: (row) => `id = ${row}.id`, deletes: true },
      {
        table: 'chinook_artists',
        of: 'id, name',
        rows: () => 'id IN (SELECT id FROM chinook_albums WHERE artist_id IN (old.id, new.id))',
        deletes: false,
      },
    ],
  }),
  {
    name: 'track_vectors',
    create: (place) => [
      `CREATE VIRTUAL TABLE ${place}.track_vectors USING vec0(track_id INTEGER PRIMARY KEY, embedding FLOAT[${VECTOR_DIMENSIONS}] distance_metric=cosine, genre_id INTEGER, +model TEXT)`,
    ],
    // vec0 metadata columns take no NULL: 0 is "no genre". track_vector() is registered by the build.
    fill: (place) => `INSERT INTO ${place}.track_vectors (track_id, embedding, genre_id, model)
      SELECT t.id, track_vector(t.id, t.genre_id, al.artist_id, t.album_id, t.media_type_id, t.milliseconds, t.bytes, t.unit_price), ifnull(t.genre_id, 0), '${TRACK_DATA_MODEL}'
      FROM ${place}.chinook_tracks t LEFT JOIN ${place}.chinook_albums al ON al.id = t.album_id ORDER BY t.id`,
    // Triggers cannot write a vec0 table under trusted_schema=OFF: the application writes vectors itself.
    triggers: () => [],
  },
];
