/** The evaluation document's table groups (section 2.1). Every table belongs to exactly one. */
export const TABLE_GROUPS = {
  app: ['users', 'sessions', 'cache', 'jobs', 'activity_log', 'comments', 'deleted_models'],
  cache: ['temp_calculations', 'session_data', 'query_cache', 'query_cache_tags', 'computed_results'],
  catalog: [
    'chinook_artists',
    'chinook_albums',
    'chinook_media_types',
    'chinook_genres',
    'chinook_tracks',
    'chinook_taxonomies',
    'chinook_taxonomy_track',
    'chinook_playlists',
    'chinook_playlist_track',
    'chinook_employees',
    'chinook_customers',
    'chinook_invoices',
    'chinook_invoice_lines',
    'tracks_fts',
    'albums_fts',
    'track_vectors',
    'similarity_cache',
  ],
} as const;

export type TableGroup = keyof typeof TABLE_GROUPS;
export type TableName = (typeof TABLE_GROUPS)[TableGroup][number];

export const TABLE_GROUP_NAMES = Object.keys(TABLE_GROUPS) as readonly TableGroup[];
export const TABLE_NAMES: readonly TableName[] = TABLE_GROUP_NAMES.flatMap((group) => TABLE_GROUPS[group]);

export function groupOf(table: TableName): TableGroup {
  const group = TABLE_GROUP_NAMES.find((name) => (TABLE_GROUPS[name] as readonly string[]).includes(table));
  if (group === undefined) throw new TypeError(`no such table: ${table}`);
  return group;
}
