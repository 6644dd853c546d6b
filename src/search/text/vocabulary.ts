import type { Session } from '../../model/scenario.ts';
import type { Index } from './fields.ts';
import { tokenize } from './unicode61.ts';

/** Every word of an index and how often it occurs there. */
export type Vocabulary = ReadonlyMap<string, number>;

/**
 * Reads the words of an index out of the index itself when they are first asked for, and again when it has been written
 * since: nothing is stored that could drift.
 */
export function vocabularyReader(session: Session, index: Index): () => Vocabulary {
  let read: { readonly stamp: unknown; readonly words: Vocabulary } | undefined;
  return () => {
    const stamp = indexStamp(session, index);
    if (read === undefined || read.stamp !== stamp) read = { stamp, words: indexedWords(session, index) };
    return read.words;
  };
}

/**
 * The records of FTS5 that each write of the index changes: its totals and the structure of its segments
 * (https://www.sqlite.org/fts5.html, 10: the %_data table).
 */
function indexStamp(session: Session, { table }: Index): unknown {
  return session
    .prepare([table], `SELECT group_concat(hex(block)) AS stamp FROM ${table}_data WHERE id IN (1, 10)`)
    .get()?.stamp;
}

function indexedWords(session: Session, index: Index): Vocabulary {
  try {
    return wordsByVocab(session, index);
  } catch (error) {
    // A connection that must not write (query_only) makes no virtual table, not even a temporary one.
    if (!String((error as { code?: unknown }).code).startsWith('SQLITE_READONLY')) throw error;
    return wordsOfContent(session, index);
  }
}

/** By a temporary table of fts5vocab: it belongs to the connection alone and touches no file. */
export function wordsByVocab(session: Session, { table }: Index): Vocabulary {
  const place = session
    .prepare<{ schema: string }>([table], `SELECT schema FROM pragma_table_list WHERE name = '${table}'`)
    .get()?.schema;
  const words = `temp.chinook_eval_${table}_words`;
  session
    .prepare(
      [table],
      `CREATE VIRTUAL TABLE IF NOT EXISTS ${words} USING fts5vocab('${place}', '${table}', 'row')`,
    )
    .run();
  return new Map(
    session
      .prepare<{ term: string; cnt: number }>([table], `SELECT term, cnt FROM ${words}`)
      .all()
      .map(({ term, cnt }) => [term, cnt]),
  );
}

/** The same words out of the texts that are indexed, split as the index splits them. */
export function wordsOfContent(session: Session, { table, view, columns }: Index): Vocabulary {
  const words = new Map<string, number>();
  for (const { name } of columns) {
    const texts = session
      .prepare<{ text: string; times: number }>(
        [table],
        `SELECT ${name} AS text, count(*) AS times FROM ${view} WHERE ${name} IS NOT NULL GROUP BY ${name}`,
      )
      .all();
    for (const { text, times } of texts)
      for (const token of tokenize(text)) words.set(token.text, (words.get(token.text) ?? 0) + times);
  }
  return words;
}
