import { after } from 'node:test';
import type Database from 'better-sqlite3';
import type { OpenLayout } from '../../../src/database/open.ts';
import { three } from '../../../src/layouts/index.ts';
import { createTextSearch, type Page, type TextSearch } from '../../../src/search/text/index.ts';
import { buildAndOpen, seedStore, TemporaryFolder } from '../../support/dataset.ts';

export interface BuiltSearch {
  readonly open: OpenLayout;
  /** The connection of the catalogue. */
  readonly db: Database.Database;
  readonly texts: TextSearch;
}

/** The built-in catalogue as layout three with a search on it, closed when the file's tests are done. */
export async function builtSearch(): Promise<BuiltSearch> {
  const folder = new TemporaryFolder();
  const open = buildAndOpen(three, folder.path, await seedStore(folder.path));
  after(() => open.close());
  const db = open.connectionFor(['tracks_fts', 'albums_fts']) as Database.Database;
  return { open, db, texts: createTextSearch(open) };
}

export const keysOf = ({ hits }: Pick<Page<{ kind: string; id: number }>, 'hits'>): readonly string[] =>
  hits.map(({ kind, id }) => `${kind} ${id}`);

export const titles = (page: Page): readonly (string | undefined)[] =>
  page.hits.map(({ fields }) => fields[0]?.text);
