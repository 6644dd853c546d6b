import type { OpenLayout } from '../../database/open.ts';
import { randomBelow, seededRandom } from '../../stats/random.ts';
import { COPIED_COLUMN, QUESTION_TABLES } from './question.ts';

/** Adds the column to activity_log and copies every name; returns the bytes that it takes. */
export function addCopiedColumn(open: OpenLayout): number {
  const log = open.connectionFor(['activity_log']);
  if (log === undefined) throw new TypeError('no connection sees activity_log');
  const before = tableBytes(open);
  log.exec(`ALTER TABLE activity_log ADD COLUMN ${COPIED_COLUMN} VARCHAR`);
  const used = log
    .prepare('SELECT DISTINCT track_id FROM activity_log WHERE track_id IS NOT NULL')
    .pluck()
    .all() as number[];
  const nameOf = open.prepare<{ name: string }>(
    ['chinook_tracks'],
    'SELECT name FROM chinook_tracks WHERE id = ?',
  );
  const copy = log.prepare(`UPDATE activity_log SET ${COPIED_COLUMN} = ? WHERE track_id = ?`);
  log.transaction(() => {
    for (const track of used) copy.run(nameOf.get(track)?.name ?? null, track);
  })();
  return tableBytes(open) - before;
}

/** Of the table without its indexes, from dbstat. */
function tableBytes({ databases, connectionFor }: OpenLayout): number {
  const connection = connectionFor(['activity_log']);
  return databases
    .filter((database) => database.connection === connection)
    .reduce(
      (sum, { schema }) =>
        sum +
        ((connection
          ?.prepare(`SELECT sum(pgsize) FROM dbstat('${schema}') WHERE name = 'activity_log'`)
          .pluck()
          .get() as number | null) ?? 0),
      0,
    );
}

/** One write with and without the copy to be kept true. */
export interface WritePair {
  readonly name: string;
  readonly without: (call: number) => number;
  readonly with: (call: number) => number;
}

const TRACKS = 64;
const NOW = '2025-07-20 09:00:00';

/** Each call returns the rows that it wrote. Where one connection sees both tables, one transaction writes both. */
export function writePairs(open: OpenLayout): readonly WritePair[] {
  const together = open.connectionFor(QUESTION_TABLES) !== undefined;
  const tracks = activeTracks(open);
  const track = (call: number) => tracks[call % tracks.length] as number;
  const nameOf = open.prepare<{ name: string }>(
    ['chinook_tracks'],
    'SELECT name FROM chinook_tracks WHERE id = ?',
  );
  const insert = open.prepare(
    ['activity_log'],
    `INSERT INTO activity_log (user_id, action, track_id, created_at) VALUES (1, 'played', ?, '${NOW}')`,
  );
  const insertWithName = open.prepare(
    ['activity_log'],
    `INSERT INTO activity_log (user_id, action, track_id, created_at, ${COPIED_COLUMN}) VALUES (1, 'played', ?, '${NOW}', ?)`,
  );
  const rename = open.prepare(['chinook_tracks'], 'UPDATE chinook_tracks SET name = ? WHERE id = ?');
  const renameCopies = open.prepare(
    ['activity_log'],
    `UPDATE activity_log SET ${COPIED_COLUMN} = ? WHERE track_id = ?`,
  );
  const renameBoth = (call: number) => {
    const name = `Renamed ${call}`;
    return rename.run(name, track(call)).changes + renameCopies.run(name, track(call)).changes;
  };
  return [
    {
      name: 'activity written',
      without: (call) => insert.run(track(call)).changes,
      with: (call) => insertWithName.run(track(call), nameOf.get(track(call))?.name).changes,
    },
    {
      name: 'track renamed',
      without: (call) => rename.run(`Renamed ${call}`, track(call)).changes,
      with: together ? open.transaction(QUESTION_TABLES, renameBoth) : renameBoth,
    },
  ];
}

/** Drawn from activities, so that what is played often is renamed often. */
function activeTracks(open: OpenLayout): readonly number[] {
  const rows = open.prepare<{ track: number }>(
    ['activity_log'],
    'SELECT track_id AS track FROM activity_log WHERE track_id IS NOT NULL ORDER BY id LIMIT 10000',
  );
  const all = rows.all();
  const random = seededRandom(TRACKS);
  return Array.from({ length: TRACKS }, () => all[randomBelow(random, all.length)]?.track ?? 1);
}

/**
 * Renames the most played track, and counts the activities that tell another name than the track has: after the rename
 * is committed, and after the copies were changed too. Null before where one transaction changes both.
 */
export function staleness(open: OpenLayout): { readonly between: number | null; readonly after: number } {
  const most = open
    .prepare<{ track: number }>(
      ['activity_log'],
      'SELECT track_id AS track FROM activity_log WHERE track_id IS NOT NULL GROUP BY track_id ORDER BY count(*) DESC, track_id LIMIT 1',
    )
    .get();
  const track = most?.track ?? 1;
  const name = `Renamed once more, ${track}`;
  const rename = open.prepare(['chinook_tracks'], 'UPDATE chinook_tracks SET name = ? WHERE id = ?');
  const renameCopies = open.prepare(
    ['activity_log'],
    `UPDATE activity_log SET ${COPIED_COLUMN} = ? WHERE track_id = ?`,
  );
  const stale = () =>
    open
      .prepare<{ n: number }>(
        ['activity_log'],
        `SELECT count(*) AS n FROM activity_log WHERE track_id = ? AND ${COPIED_COLUMN} IS NOT ?`,
      )
      .get(track, name)?.n ?? 0;
  if (open.connectionFor(QUESTION_TABLES) !== undefined) {
    open.transaction(QUESTION_TABLES, () => {
      rename.run(name, track);
      renameCopies.run(name, track);
    })();
    return { between: null, after: stale() };
  }
  rename.run(name, track);
  const between = stale();
  renameCopies.run(name, track);
  return { between, after: stale() };
}
