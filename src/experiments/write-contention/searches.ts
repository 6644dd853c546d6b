import type { OpenLayout } from '../../database/open.ts';

/** Full-text queries of the reader, over words of the catalogue's own track names: the 20 best tracks for a word. */
export function prepareSearch(open: OpenLayout): (n: number) => void {
  const tables = ['tracks_fts', 'chinook_tracks'] as const;
  const words = open
    .prepare<{ name: string }>(tables, 'SELECT name FROM chinook_tracks WHERE id <= 512 ORDER BY id')
    .all()
    .flatMap(({ name }) => /\p{L}{4,}/u.exec(name)?.[0] ?? []);
  const search = open.prepare(
    tables,
    `SELECT t.id, t.name, t.slug FROM (SELECT rowid, rank FROM tracks_fts WHERE tracks_fts MATCH ? ORDER BY rank LIMIT 20) f
     JOIN chinook_tracks t ON t.id = f.rowid ORDER BY f.rank, t.id`,
  );
  return (n) => {
    search.all(`"${words[n % words.length] ?? 'love'}"`);
  };
}
