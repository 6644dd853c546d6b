import { column, id, reference, type Table, timestamps } from './table.ts';

/** What the document gives artists, albums and tracks for the outside. */
const published = [column('public_id', 'VARCHAR'), column('slug', 'VARCHAR')];
const publishedIndexes = [
  { columns: ['public_id'], unique: true },
  { columns: ['slug'], unique: true },
];
const money = 'NUMERIC(10,2)';
const text = (name: string) => column(name, 'VARCHAR', { nullable: true });

/** The catalogue (sections 1.1 and 2.2): artists to taxonomies. */
const RECORDINGS: readonly Table[] = [
  {
    name: 'chinook_artists',
    columns: [
      id,
      column('name', 'VARCHAR'),
      column('biography', 'TEXT', { nullable: true }),
      ...published,
      ...timestamps,
    ],
    indexes: publishedIndexes,
  },
  {
    name: 'chinook_albums',
    columns: [
      id,
      column('title', 'VARCHAR'),
      reference('artist_id', 'chinook_artists'),
      column('release_date', 'DATE'),
      ...published,
      ...timestamps,
    ],
    indexes: [{ columns: ['artist_id'] }, ...publishedIndexes],
  },
  { name: 'chinook_media_types', columns: [id, column('name', 'VARCHAR')] },
  { name: 'chinook_genres', columns: [id, column('name', 'VARCHAR')] },
  {
    name: 'chinook_tracks',
    columns: [
      id,
      column('name', 'VARCHAR'),
      reference('album_id', 'chinook_albums', { nullable: true }),
      reference('media_type_id', 'chinook_media_types'),
      reference('genre_id', 'chinook_genres', { nullable: true }),
      text('composer'),
      column('milliseconds', 'INTEGER'),
      column('bytes', 'INTEGER', { nullable: true }),
      column('unit_price', money),
      ...published,
      ...timestamps,
    ],
    indexes: [
      { columns: ['album_id'] },
      { columns: ['genre_id'] },
      { columns: ['media_type_id'] },
      ...publishedIndexes,
    ],
  },
  { name: 'chinook_taxonomies', columns: [id, column('type', 'VARCHAR'), column('name', 'VARCHAR')] },
  {
    name: 'chinook_taxonomy_track',
    columns: [reference('taxonomy_id', 'chinook_taxonomies'), reference('track_id', 'chinook_tracks')],
    primaryKey: ['track_id', 'taxonomy_id'],
    indexes: [{ columns: ['taxonomy_id', 'track_id'] }],
  },
  { name: 'chinook_playlists', columns: [id, column('name', 'VARCHAR', { nullable: true })] },
  {
    name: 'chinook_playlist_track',
    columns: [reference('playlist_id', 'chinook_playlists'), reference('track_id', 'chinook_tracks')],
    primaryKey: ['playlist_id', 'track_id'],
    indexes: [{ columns: ['track_id'] }],
  },
];

/** The store: who sells what to whom. */
const STORE: readonly Table[] = [
  {
    name: 'chinook_employees',
    columns: [
      id,
      column('last_name', 'VARCHAR'),
      column('first_name', 'VARCHAR'),
      ...['title'].map(text),
      reference('reports_to', 'chinook_employees', { nullable: true }),
      ...[
        'birth_date',
        'hire_date',
        'address',
        'city',
        'state',
        'country',
        'postal_code',
        'phone',
        'fax',
        'email',
      ].map(text),
    ],
    indexes: [{ columns: ['reports_to'] }],
  },
  {
    name: 'chinook_customers',
    columns: [
      id,
      column('first_name', 'VARCHAR'),
      column('last_name', 'VARCHAR'),
      ...['company', 'address', 'city', 'state', 'country', 'postal_code', 'phone', 'fax'].map(text),
      column('email', 'VARCHAR'),
      reference('support_rep_id', 'chinook_employees', { nullable: true }),
    ],
    indexes: [{ columns: ['support_rep_id'] }],
  },
  {
    name: 'chinook_invoices',
    columns: [
      id,
      reference('customer_id', 'chinook_customers'),
      column('invoice_date', 'DATETIME'),
      ...['billing_address', 'billing_city', 'billing_state', 'billing_country', 'billing_postal_code'].map(
        text,
      ),
      column('total', money),
    ],
    indexes: [{ columns: ['customer_id'] }],
  },
  {
    name: 'chinook_invoice_lines',
    columns: [
      id,
      reference('invoice_id', 'chinook_invoices'),
      reference('track_id', 'chinook_tracks'),
      column('unit_price', money),
      column('quantity', 'INTEGER'),
    ],
    indexes: [{ columns: ['invoice_id'] }, { columns: ['track_id'] }],
  },
];

/** What vector searches found before (section 5.2). */
const SIMILARITY: Table = {
  name: 'similarity_cache',
  columns: [
    reference('track_id', 'chinook_tracks'),
    reference('similar_track_id', 'chinook_tracks'),
    column('similarity', 'REAL'),
    column('computed_at', 'INTEGER'),
  ],
  primaryKey: ['track_id', 'similar_track_id'],
};

export const CATALOG_TABLES: readonly Table[] = [...RECORDINGS, ...STORE, SIMILARITY];
