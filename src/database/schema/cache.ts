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
    columns: [column('key', 'VARCHAR'), column('value', 'TEXT'), column('expires_at', 'INTEGER')],
    primaryKey: ['key'],
    indexes: [{ columns: ['expires_at'] }],
  },
  {
    name: 'computed_results',
    columns: [column('key', 'VARCHAR'), column('value', 'TEXT'), column('computed_at', 'INTEGER')],
    primaryKey: ['key'],
  },
];
