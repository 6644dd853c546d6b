import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { memoryNow, settledMemory } from '../process-memory.ts';

/** A connection that adds less was given memory that the process had already. */
const GROWS_BYTES = 32 * 1024;
const IN_A_ROW = 3;
/** Of these some are always needed; looking at memory takes longer than opening one. */
const AT_ONCE = 24;
const MOST = 300;
const ROUNDS = 2;

/**
 * A process that has started has memory which was freed and not given back: about a megabyte, from which the first
 * connections would be served, so that they would seem to cost nothing. Here connections that have nothing to do with
 * the layout take it up, until each further one makes the process grow. Also loads what is loaded once in a process
 * (SQLite, sqlite-vec). The connections returned are to be kept open while memory is looked at.
 */
export function takeUpSlack(): Database.Database[] {
  const held = Array.from({ length: AT_ONCE }, idle);
  // Collecting frees memory anew, so what is measured between two collections begins after one.
  for (let round = 0; round < ROUNDS; round++) {
    let before = settledMemory().privateBytes;
    for (let grown = 0; grown < IN_A_ROW && held.length < MOST; ) {
      held.push(idle());
      const after = memoryNow().privateBytes;
      if (before === null || after === null) break;
      grown = after - before >= GROWS_BYTES ? grown + 1 : 0;
      before = after;
    }
  }
  return held;
}

function idle(): Database.Database {
  const db = new Database(':memory:');
  sqliteVec.load(db);
  db.exec(
    'CREATE TABLE held (id INTEGER PRIMARY KEY, filling BLOB); INSERT INTO held VALUES (1, zeroblob(20000))',
  );
  db.prepare('SELECT vec_version() FROM held').get();
  return db;
}
