import { column, id, reference, type Table, timestamps } from './table.ts';

/** The application's own tables, as Laravel names them (sections 1.1 and 2.1). */
export const APP_TABLES: readonly Table[] = [
  {
    name: 'users',
    columns: [
      id,
      column('name', 'VARCHAR'),
      column('email', 'VARCHAR'),
      column('preferences', 'TEXT'),
      reference('customer_id', 'chinook_customers', { nullable: true }),
      ...timestamps,
    ],
    indexes: [{ columns: ['email'], unique: true }, { columns: ['customer_id'] }],
  },
  {
    name: 'sessions',
    columns: [
      id,
      column('token', 'VARCHAR'),
      reference('user_id', 'users', { nullable: true }),
      column('ip_address', 'VARCHAR', { nullable: true }),
      column('payload', 'TEXT'),
      column('last_activity', 'INTEGER'),
    ],
    indexes: [{ columns: ['token'], unique: true }, { columns: ['user_id'] }, { columns: ['last_activity'] }],
  },
  {
    name: 'cache',
    columns: [column('key', 'VARCHAR'), column('value', 'TEXT'), column('expiration', 'INTEGER')],
    primaryKey: ['key'],
    indexes: [{ columns: ['expiration'] }],
  },
  {
    name: 'jobs',
    columns: [
      id,
      column('queue', 'VARCHAR'),
      column('payload', 'TEXT'),
      column('attempts', 'INTEGER', { default: '0' }),
      column('reserved_at', 'INTEGER', { nullable: true }),
      column('available_at', 'INTEGER'),
      column('created_at', 'INTEGER'),
    ],
    indexes: [{ columns: ['queue', 'reserved_at', 'available_at'] }],
  },
  {
    name: 'activity_log',
    columns: [
      id,
      reference('user_id', 'users'),
      column('action', 'VARCHAR'),
      reference('artist_id', 'chinook_artists', { nullable: true }),
      reference('album_id', 'chinook_albums', { nullable: true }),
      reference('track_id', 'chinook_tracks', { nullable: true }),
      column('created_at', 'DATETIME'),
    ],
    indexes: [{ columns: ['user_id', 'created_at'] }, { columns: ['track_id'] }],
  },
  {
    name: 'comments',
    columns: [
      id,
      reference('user_id', 'users'),
      reference('track_id', 'chinook_tracks'),
      column('body', 'TEXT'),
      ...timestamps,
    ],
    indexes: [{ columns: ['track_id', 'created_at'] }, { columns: ['user_id'] }],
  },
  {
    name: 'deleted_models',
    columns: [
      id,
      column('model', 'VARCHAR'),
      column('model_id', 'INTEGER'),
      column('attributes', 'TEXT'),
      column('deleted_at', 'DATETIME'),
    ],
    indexes: [{ columns: ['model', 'model_id'] }],
  },
];
