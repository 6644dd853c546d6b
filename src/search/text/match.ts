import type { Index, IndexedColumn } from './fields.ts';
import type { Query, Term } from './query.ts';

/**
 * The query builder: what FTS5 is to be asked (https://www.sqlite.org/fts5.html, 3), for one index. It is made of words
 * as the index keeps them, letters and digits alone, each between quotes: whatever was typed, no syntax is left in it.
 * @returns undefined where the index has none of the columns that a term is narrowed to: then nothing of it can match
 */
export function matchText(query: Query, index: Index): string | undefined {
  const groups: string[] = [];
  for (const group of query.groups) {
    const terms = group.map((term) => termText(term, index)).filter((text) => text !== undefined);
    if (terms.length === 0) return undefined;
    groups.push(terms.length === 1 ? (terms[0] as string) : `(${terms.join(' OR ')})`);
  }
  const wanted = groups.join(' AND ');
  const excluded = query.excluded.map((term) => termText(term, index)).filter((text) => text !== undefined);
  return excluded.length === 0 ? wanted : `(${wanted}) NOT (${excluded.join(' OR ')})`;
}

function termText(term: Term, index: Index): string | undefined {
  const words = `"${term.tokens.map(({ text }) => text).join(' ')}"${term.prefix ? '*' : ''}`;
  if (term.field === undefined) return words;
  const columns = index.columns.filter((column) => isIn(term, column)).map(({ name }) => name);
  return columns.length === 0 ? undefined : `{${columns.join(' ')}} : ${words}`;
}

/** Whether a term may be found in a column. */
export function isIn({ field }: Term, { fields }: IndexedColumn): boolean {
  return field === undefined || fields.includes(field);
}

/** "bm25(10.0, 3.0, ...)": with `rank MATCH` it becomes what `rank` reads. */
export function rankFunction({ columns }: Index): string {
  return `bm25(${columns.map(({ weight }) => weight.toFixed(1)).join(', ')})`;
}
