import { column, reference, type Table } from './table.ts';

/** The in-memory cache database of section 2.1. Times are Unix seconds. */
export const CACHE_TABLES: readonly Table[] = [
  {
    name: 'temp_calculations',
    columns: [column('key', 'VARCHAR'), column('value', 'REAL'), column('created_at', 'INTEGER')],
    primaryKey: ['key'],
  },
  {
    name: 'session_data',
    columns: [
      reference('session_id', 'sessions'),
      column('name', 'VARCHAR'),
      column('value', 'TEXT'),
      column('expires_at', 'INTEGER'),
    ],
    primaryKey: ['session_id', 'name'],
    indexes: [{ columns: ['expires_at'] }],
  },
  {
    name: 'query_cache',
    // Beyond the document's three columns, what a bounded cache with tags needs (src/cache). The defaults let whoever
    // knows only those three go on writing.
    columns: [
      column('key', 'VARCHAR'),
      column('value', 'TEXT'),
      column('expires_at', 'INTEGER'),
      column('used_at', 'INTEGER', { default: '0' }),
      column('bytes', 'INTEGER', { default: '0' }),
      column('version', 'INTEGER', { default: '0' }),
      column('tags', 'TEXT', { nullable: true }),
    ],
    primaryKey: ['key'],
    // The second holds all that the bound counts and orders by.
    indexes: [{ columns: ['expires_at'] }, { columns: ['used_at', 'bytes'] }],
  },
  {
    name: 'query_cache_tags',
    columns: [column('tag', 'VARCHAR'), column('version', 'INTEGER')],
    primaryKey: ['tag'],
  },
  {
    name: 'computed_results',
    columns: [column('key', 'VARCHAR'), column('value', 'TEXT'), column('computed_at', 'INTEGER')],
    primaryKey: ['key'],
  },
];
