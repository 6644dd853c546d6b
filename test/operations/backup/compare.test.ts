import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { copyDatabase, openSnapshot } from '../../../src/database/snapshot.ts';
import { comparePages, type Hashed, type SnapshotOfFile } from '../../../src/operations/backup/compare.ts';
import { saltIn, type WalMark, walMarkOf } from '../../../src/operations/backup/wal-mark.ts';
import { Child } from '../../../src/process/child.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const { path: folder } = new TemporaryFolder();
const { signal } = new AbortController();
let number = 0;

const rows = (from: number, count: number) =>
  `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + count - 1})
   INSERT OR REPLACE INTO t SELECT i, hex(randomblob(40)) FROM n;`;
const SCHEMA = `CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT); CREATE INDEX t_x ON t (x); ${rows(1, 500)}`;

interface Case {
  readonly what: string;
  readonly pageSize?: number;
  readonly journal?: 'delete';
  /** By the one connection that writes, before the snapshot and while it lasts. */
  readonly before?: (db: Database.Database) => void;
  readonly meanwhile?: (db: Database.Database) => void;
  /** What the case is about: that it came to it. */
  readonly holds?: (state: { mark: WalMark | null; salt: string; source: string; pages: number }) => boolean;
}

const checkpoint = (mode: string) => (db: Database.Database) => void db.pragma(`wal_checkpoint(${mode})`);

const CASES: readonly Case[] = [
  { what: 'all of it in the file', before: checkpoint('TRUNCATE'), holds: ({ mark }) => mark === null },
  { what: 'much of it in the WAL alone', holds: ({ mark }) => (mark?.frames ?? 0) > 10 },
  {
    what: 'a page several times in the WAL',
    before: (db) => {
      for (let time = 0; time < 5; time++) db.exec("UPDATE t SET x = 'again' || id WHERE id < 50");
    },
  },
  { what: 'others write on', meanwhile: (db) => db.exec(rows(400, 2000)) },
  {
    what: 'others write on, and a checkpoint of what it may',
    before: checkpoint('TRUNCATE'),
    meanwhile: (db) => {
      db.exec(rows(1, 300));
      checkpoint('PASSIVE')(db);
    },
  },
  {
    what: 'a checkpoint of part of the WAL while others write on',
    before: (db) => db.exec(rows(1, 300)),
    meanwhile: (db) => {
      db.exec(rows(1, 3000));
      checkpoint('PASSIVE')(db);
      db.exec(rows(1, 3000));
    },
    holds: ({ mark }) => (mark?.frames ?? 0) > 10,
  },
  {
    what: 'all in the file already, and the WAL begun anew',
    before: checkpoint('PASSIVE'),
    meanwhile: (db) => db.exec(rows(1, 3000)),
    holds: ({ mark, salt }) => mark !== null && salt !== mark.salt,
  },
  {
    what: 'pages that are in the WAL alone, the file shorter',
    before: (db) => {
      checkpoint('TRUNCATE')(db);
      db.exec(rows(1000, 5000));
    },
    holds: ({ source, pages }) => statSync(source).size < pages * 4096,
  },
  {
    what: 'fewer pages than the file has',
    before: (db) => {
      db.exec(rows(1000, 5000));
      checkpoint('TRUNCATE')(db);
      db.exec('DELETE FROM t WHERE id > 100; VACUUM');
    },
    holds: ({ source, pages }) => statSync(source).size > pages * 4096,
  },
  { what: 'the smallest pages', pageSize: 512, meanwhile: (db) => db.exec(rows(1, 1000)) },
  { what: 'the largest pages', pageSize: 65_536, meanwhile: (db) => db.exec(rows(1, 1000)) },
  { what: 'a rollback journal', journal: 'delete', holds: ({ mark }) => mark === null },
];

for (const { what, pageSize = 4096, journal, before, meanwhile, holds } of CASES)
  test(`${what}: the copy is the snapshot, and one byte that is not is found`, async () => {
    const source = join(folder, `${number++}.sqlite`);
    const path = `${source}.copy`;
    const writer = new Database(source);
    writer.pragma(`page_size = ${pageSize}`);
    writer.pragma(`journal_mode = ${journal ?? 'wal'}`);
    writer.pragma('wal_autocheckpoint = 0');
    writer.exec(SCHEMA);
    before?.(writer);
    const marks: (WalMark | null)[] = [];
    const snapshot = await openSnapshot([source], {
      signal,
      whileFrozen: (reader) => marks.push(walMarkOf(reader, source)),
    });
    // In a process of its own, as in a backup: reading the file in this one would give up its locks.
    const child = new Child('src/operations/backup/verify-process', { signal });
    try {
      const [reader] = snapshot.readers;
      assert.ok(reader);
      const pages = reader.pragma('page_count', { simple: true }) as number;
      const asked: SnapshotOfFile = { source, pages, pageSize, wal: marks[0] ?? null };
      meanwhile?.(writer);
      await copyDatabase(reader, path, signal);
      standAlone(path);
      meanwhile?.(writer);
      const file = { path, shown: 'the copy', of: { name: 'main', snapshot: asked } };
      const digest = () => createHash('sha256').update(readFileSync(path)).digest('hex');
      assert.deepEqual(await child.request<Hashed>('pages', file, 60), {
        bytes: pages * pageSize,
        sha256: digest(),
      });
      if (holds) {
        const salt = marks[0] == null ? '' : withFile(`${source}-wal`, saltIn);
        assert.ok(holds({ mark: marks[0] ?? null, salt, source, pages }), `${JSON.stringify(marks)} ${salt}`);
      }
      const bytes = readFileSync(path);
      bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
      writeFileSync(path, bytes);
      await assert.rejects(child.request('pages', file, 60), {
        exitCode: 4,
        message: `the copy of main is not what was copied: page ${pages} differs. Nothing of it is kept.`,
      });
      writeFileSync(path, bytes.subarray(0, -1));
      await assert.rejects(child.request('pages', file, 60), { exitCode: 4, message: /it has another size/ });
    } finally {
      await child.end();
      snapshot.close();
      writer.close();
    }
  });

function standAlone(path: string): void {
  const db = new Database(path);
  db.pragma('journal_mode = delete');
  db.close();
}

function withFile<T>(path: string, work: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

test('any byte of any page, but for those that SQLite writes anew in a copy', () => {
  const source = join(folder, 'any.sqlite');
  const db = new Database(source);
  db.exec(SCHEMA + rows(1, 20_000));
  db.close();
  const whole = readFileSync(source);
  assert.ok(whole.length > 1 << 20, 'more than one chunk');
  const pages = whole.length / 4096;
  const path = join(folder, 'any.copy');
  const snapshot = { source, pages, pageSize: 4096, wal: null };
  const own = new Set([18, 19, 24, 25, 26, 27, 28, 29, 30, 31, 40, 41, 42, 43]);
  for (let at = 92; at < 100; at++) own.add(at);
  const place = fc.oneof(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: whole.length - 1 }));
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8((bytes[at] ?? 0) ^ change, at);
      writeFileSync(path, bytes);
      const compare = () => comparePages(snapshot, path, 'main');
      if (own.has(at)) compare();
      else assert.throws(compare, { message: new RegExp(`page ${Math.floor(at / 4096) + 1} differs`) });
    }),
    { numRuns: 60 },
  );
  rmSync(path);
});
