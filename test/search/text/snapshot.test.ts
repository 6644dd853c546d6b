import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import Database from 'better-sqlite3';
import type { Session } from '../../../src/model/scenario.ts';
import { createTextSearch } from '../../../src/search/text/index.ts';
import { builtSearch, keysOf } from './built-search.ts';

const { db, open, texts } = await builtSearch();

/** As another process would write: a connection of its own, which does not wait. */
const writer = new Database(db.name, { timeout: 0 });
writer.pragma('foreign_keys = OFF');
after(() => writer.close());

/** The session, with something done once before the first statement that reads rows of hits. */
function interrupted(doing: () => void): Session {
  let done = false;
  return {
    ...open,
    prepare: (tables, sql) => {
      const statement = open.prepare<never>(tables, sql);
      if (!sql.includes('json_each')) return statement;
      const all: typeof statement.all = (...parameters) => {
        if (!done) doing();
        done = true;
        return statement.all(...parameters);
      };
      return { get: statement.get.bind(statement), run: statement.run.bind(statement), all };
    },
  };
}

test('what is deleted between the index and the rows is still a hit, without making the writer wait', () => {
  const before = texts.search('horizon', { limit: 5 });
  const last = before.hits.filter(({ kind }) => kind === 'tracks').at(-1)?.id;
  let deleted = 0;
  const { search } = createTextSearch(
    interrupted(() => {
      deleted = writer.prepare('DELETE FROM chinook_tracks WHERE id = ?').run(last).changes;
    }),
  );
  const page = search('horizon', { limit: 5 });
  assert.equal(deleted, 1);
  assert.deepEqual([page.gone, page.hits], [0, before.hits]);
  // Nothing is held beyond one search: the next one sees what was written.
  assert.equal(db.inTransaction, false);
  assert.ok(!keysOf(texts.search('horizon', { limit: 1000 })).includes(`tracks ${last}`));
});

test('a page and its counts are of one state where they are read together', () => {
  const one = texts.search('satellite', { in: ['tracks'], limit: 1 });
  const { tracks = 0 } = texts.count(one, ['tracks']);
  const remove = writer.prepare('DELETE FROM chinook_tracks WHERE id = ?');
  const [together, apart] = [texts.together, <T>(work: () => T) => work()].map((how) =>
    how(() => {
      const { hits, searched } = texts.search('satellite', { in: ['tracks'], limit: 1 });
      remove.run(hits[0]?.id);
      return texts.count({ searched }, ['tracks']).tracks;
    }),
  );
  assert.deepEqual([together, apart], [tracks, tracks - 2]);
});

test('within a transaction of the caller a search neither ends it nor misses what it wrote; an error leaves none open', () => {
  db.exec('BEGIN');
  db.exec("UPDATE chinook_albums SET title = 'Numbat nights' WHERE id = 1");
  assert.deepEqual(keysOf(texts.search('numbat', { in: ['albums'] })), ['albums 1']);
  assert.equal(db.inTransaction, true);
  db.exec('ROLLBACK');
  assert.deepEqual(texts.search('numbat', { in: ['albums'] }).hits, []);

  assert.throws(() => texts.search(''), /empty/);
  assert.equal(db.inTransaction, false);
  const rolledBack = () => {
    db.exec('ROLLBACK');
    throw new Error('the disk is full');
  };
  assert.throws(() => texts.together(rolledBack), /the disk is full/);
  assert.equal(texts.search('satellite', { limit: 1 }).hits.length, 1);
});

test('a match whose row is gone is no hit, and it is counted', () => {
  db.exec('BEGIN');
  const { id } = texts.search('satellite', { in: ['albums'] }).hits[0] as { id: number };
  db.exec(`DROP TRIGGER albums_fts_chinook_albums_before_delete; PRAGMA defer_foreign_keys = ON`);
  db.prepare('UPDATE chinook_tracks SET album_id = NULL WHERE album_id = ?').run(id);
  db.prepare('DELETE FROM chinook_albums WHERE id = ?').run(id);
  const page = texts.search('satellite', { in: ['albums'] });
  db.exec('ROLLBACK');
  assert.equal(page.gone, 1);
  assert.ok(!page.hits.some((hit) => hit.id === id));
});
