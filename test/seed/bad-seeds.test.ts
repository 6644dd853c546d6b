import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { Failure, Interrupted } from '../../src/model/failure.ts';
import { importSeed } from '../../src/seed/import.ts';
import { makeChinook, places, run, snapshot } from './support.ts';

interface BadSeed {
  readonly what: string;
  readonly exitCode: number;
  /** What the line has to say. */
  readonly line: RegExp | readonly RegExp[];
  /** Makes the seed in the folder and returns the path to give. */
  readonly make: (folder: string) => string;
}

const chinook = (folder: string, spoil?: (database: Database.Database) => void, bare = false) =>
  makeChinook(join(folder, 'shop.db'), { bare }, spoil);

/** A sound file whose bytes are then changed. */
function altered(folder: string, change: (bytes: Buffer) => Buffer): string {
  const path = chinook(folder);
  writeFileSync(path, change(readFileSync(path)));
  return path;
}

function text(folder: string, content: string | Buffer, name = 'shop.sql'): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** A database in WAL mode whose last transaction is only in its log. */
function withPendingLog(folder: string): string {
  const live = chinook(folder);
  const database = new Database(live);
  database.pragma('journal_mode = WAL');
  database.exec("UPDATE Genre SET Name = 'changed'");
  const path = join(folder, 'copy.db');
  copyFileSync(live, path);
  copyFileSync(`${live}-wal`, `${path}-wal`);
  database.close();
  rmSync(live);
  return path;
}

const BAD_SEEDS: readonly BadSeed[] = [
  {
    what: 'missing file',
    exitCode: 2,
    line: /nowhere\.db does not exist/,
    make: (folder) => join(folder, 'nowhere.db'),
  },
  {
    what: 'a path through a file',
    exitCode: 2,
    line: /does not exist/,
    make: (folder) => join(chinook(folder), 'deeper.db'),
  },
  {
    what: 'folder',
    exitCode: 2,
    line: /is a folder/,
    make: (folder) => {
      mkdirSync(join(folder, 'data.db'));
      return join(folder, 'data.db');
    },
  },
  {
    what: 'empty file',
    exitCode: 2,
    line: /is empty \(0 bytes\)/,
    make: (folder) => text(folder, '', 'empty.db'),
  },
  {
    what: 'text',
    exitCode: 2,
    line: /is not a SQLite database/,
    make: (folder) => text(folder, 'shopping list\n', 'notes.txt'),
  },
  {
    what: 'bytes',
    exitCode: 2,
    line: /is not a SQLite database/,
    make: (folder) => text(folder, Buffer.alloc(5000, 7), 'x.db'),
  },
  {
    what: 'UTF-16 text',
    exitCode: 2,
    line: /is UTF-16 text.*iconv/,
    make: (folder) => text(folder, Buffer.from('\ufeffCREATE TABLE Genre (GenreId, Name);', 'utf16le')),
  },
  {
    what: 'no UTF-8',
    exitCode: 2,
    line: /not valid UTF-8/,
    make: (folder) => text(folder, Buffer.from('CREATE TABLE \xff', 'latin1')),
  },
  {
    what: 'truncated in the middle',
    exitCode: 4,
    line: /is truncated: \d+ bytes where its header needs \d+/,
    make: (folder) => altered(folder, (bytes) => bytes.subarray(0, bytes.length / 2)),
  },
  {
    what: 'truncated in its header',
    exitCode: 4,
    line: /is truncated: 60 bytes/,
    make: (folder) => altered(folder, (bytes) => bytes.subarray(0, 60)),
  },
  {
    what: 'flipped page header',
    exitCode: 4,
    line: /is damaged/,
    make: (folder) =>
      altered(folder, (bytes) => {
        const page = bytes.indexOf('Náme 1') & ~4095;
        bytes[page] = (bytes[page] ?? 0) ^ 0xff;
        return bytes;
      }),
  },
  {
    what: 'flipped schema page',
    exitCode: 4,
    line: /is damaged/,
    make: (folder) =>
      altered(folder, (bytes) => {
        bytes[100] = 0x77;
        return bytes;
      }),
  },
  {
    what: 'nonsense after the magic',
    exitCode: 4,
    line: /is damaged/,
    make: (folder) => altered(folder, (bytes) => bytes.fill(0x55, 16)),
  },
  {
    what: '-wal without its database',
    exitCode: 2,
    line: /copy\.db does not exist, only its write-ahead log .*copy\.db-wal/,
    make: (folder) => {
      const path = withPendingLog(folder);
      rmSync(path);
      return path;
    },
  },
  {
    what: 'the -wal itself',
    exitCode: 2,
    line: /copy\.db-wal is a write-ahead log, not a database\. Give the database: .*copy\.db\.$/m,
    make: (folder) => `${withPendingLog(folder)}-wal`,
  },
  {
    what: 'changes that are only in the -wal',
    exitCode: 2,
    line: /not yet in the file\. .*wal_checkpoint\(TRUNCATE\)/,
    make: withPendingLog,
  },
  {
    what: 'changes that are only in the -wal, behind a link',
    exitCode: 2,
    line: /not yet in the file/,
    make: (folder) => {
      symlinkSync(withPendingLog(folder), join(folder, 'link.db'));
      return join(folder, 'link.db');
    },
  },
  {
    what: 'an unfinished transaction in a -journal',
    exitCode: 2,
    line: /unfinished transaction in .*shop\.db-journal/,
    make: (folder) => {
      const path = chinook(folder);
      const magic = Buffer.from('d9d505f920a163d7', 'hex');
      writeFileSync(`${path}-journal`, Buffer.concat([magic, Buffer.alloc(504)]));
      return path;
    },
  },
  {
    what: 'missing tables and columns',
    exitCode: 2,
    line: [
      /table Genre,/,
      /table PlaylistTrack,/,
      /column Track\.Composer/,
      /column Track\.Bytes/,
      /column Invoice\.Total/,
    ],
    make: (folder) =>
      makeChinook(join(folder, 'shop.db'), {
        bare: true,
        tables: (shape) => {
          if (shape.name === 'Genre' || shape.name === 'PlaylistTrack') return undefined;
          const columns = shape.columns.filter(({ name }) => !['Composer', 'Bytes', 'Total'].includes(name));
          return { ...shape, columns };
        },
      }),
  },
  {
    what: 'some other database',
    exitCode: 2,
    line: /is no Chinook, it lacks: table Artist, .*table InvoiceLine/,
    make: (folder) => {
      const path = join(folder, 'other.db');
      new Database(path).exec('CREATE TABLE notes (id)').close();
      return path;
    },
  },
  {
    what: 'tables without rows',
    exitCode: 2,
    line: /no rows in Playlist, PlaylistTrack/,
    make: (folder) =>
      chinook(folder, (database) => database.exec('DELETE FROM Playlist; DELETE FROM PlaylistTrack')),
  },
  {
    what: 'wrong types',
    exitCode: 4,
    line: [
      /Track\.Milliseconds has text instead of an integer \(TrackId 2 and 1 more\)/,
      /Track\.UnitPrice has infinity instead of a number \(TrackId 1\)/,
      /Customer\.Email has a blob instead of text \(CustomerId 3\)/,
      /Invoice\.InvoiceDate has text that is no date/,
    ],
    make: (folder) =>
      chinook(folder, (database) => {
        database.exec("UPDATE Track SET Milliseconds = 'long' WHERE TrackId > 1");
        database.exec('UPDATE Track SET UnitPrice = 9e999 WHERE TrackId = 1');
        database.exec("UPDATE Customer SET Email = x'00ff' WHERE CustomerId = 3");
        database.exec("UPDATE Invoice SET InvoiceDate = 'yesterday' WHERE InvoiceId = 1");
      }),
  },
  {
    what: 'more kinds of trouble than fit a line',
    exitCode: 4,
    line: /; 4 more kinds of trouble\. /,
    make: (folder) =>
      chinook(folder, (database) => {
        const columns = [
          'Name',
          'MediaTypeId',
          'Milliseconds',
          'Bytes',
          'UnitPrice',
          'Composer',
          'GenreId',
          'AlbumId',
        ];
        database.exec(`UPDATE Track SET ${columns.map((column) => `${column} = x'00'`).join(', ')}`);
      }),
  },
  {
    what: 'a key that is no integer',
    exitCode: 4,
    line: /Genre\.GenreId has text instead of an integer/,
    make: (folder) =>
      chinook(
        folder,
        (database) => database.exec("UPDATE Genre SET GenreId = 'one' WHERE GenreId = 1"),
        true,
      ),
  },
  {
    what: 'an integer beyond 2^53',
    exitCode: 4,
    line: /Track\.Bytes has a fraction or a too large number/,
    make: (folder) =>
      chinook(folder, (database) => database.exec('UPDATE Track SET Bytes = 9007199254740993')),
  },
  {
    what: 'NULL where a value is needed',
    exitCode: 4,
    line: /Album\.Title has NULL/,
    make: (folder) =>
      chinook(folder, (database) => database.exec('UPDATE Album SET Title = NULL WHERE AlbumId = 1')),
  },
  {
    what: 'invalid UTF-8',
    exitCode: 4,
    line: /Artist\.Name has text that is not valid UTF-8 \(ArtistId 2\)/,
    make: (folder) =>
      chinook(folder, (database) =>
        database.exec("UPDATE Artist SET Name = CAST(x'61ff' AS TEXT) WHERE ArtistId = 2"),
      ),
  },
  {
    what: 'NUL in text',
    exitCode: 4,
    line: /Artist\.Name has text with a NUL/,
    make: (folder) =>
      chinook(folder, (database) =>
        database.exec("UPDATE Artist SET Name = CAST(x'610062' AS TEXT) WHERE ArtistId = 2"),
      ),
  },
  {
    what: 'orphan keys',
    exitCode: 4,
    line: [
      /Album\.ArtistId has a reference to no Artist \(99\) \(AlbumId 2\)/,
      /Employee\.ReportsTo .* no Employee \(0\)/,
    ],
    make: (folder) =>
      chinook(folder, (database) => {
        database.exec('UPDATE Album SET ArtistId = 99 WHERE AlbumId = 2');
        database.exec('UPDATE Employee SET ReportsTo = 0 WHERE EmployeeId = 3');
      }),
  },
  {
    what: 'duplicate keys',
    exitCode: 4,
    line: [/Track has a duplicate key \(TrackId 2\)/],
    make: (folder) =>
      chinook(
        folder,
        (database) => database.exec('INSERT INTO Track SELECT * FROM Track WHERE TrackId = 2'),
        true,
      ),
  },
  {
    what: 'a duplicate pair',
    exitCode: 4,
    line: /PlaylistTrack has a duplicate key \(PlaylistId 1, TrackId 1\)/,
    make: (folder) =>
      chinook(folder, (database) => database.exec('INSERT INTO PlaylistTrack VALUES (1, 1)'), true),
  },
  {
    what: 'view in place of a table',
    exitCode: 2,
    line: /table Genre \(a view of that name is not read\)/,
    make: (folder) =>
      chinook(folder, (database) => {
        database.exec('ALTER TABLE Genre RENAME TO hidden; CREATE VIEW Genre AS SELECT * FROM hidden');
      }),
  },
  {
    what: 'virtual table in place of a table',
    exitCode: 2,
    line: /table Genre \(a virtual table of that name is not read\)/,
    make: (folder) =>
      chinook(folder, (database) =>
        database.exec('DROP TABLE Genre; CREATE VIRTUAL TABLE Genre USING fts5(GenreId, Name)'),
      ),
  },
  {
    what: 'generated column',
    exitCode: 2,
    line: /column Genre\.Name \(a generated column is not read\)/,
    make: (folder) =>
      chinook(folder, (database) => {
        database.exec(
          'DROP TABLE Genre; CREATE TABLE Genre (GenreId INTEGER, Name TEXT AS (hex(zeroblob(1000000))))',
        );
      }),
  },
];

for (const { what, exitCode, line, make } of BAD_SEEDS) {
  test(`a bad seed: ${what}`, async (context) => {
    const { seeds, out, temporary } = places(context);
    const path = make(seeds);
    const before = snapshot(seeds);

    const said = await run(['seed', 'info', path]);
    assert.equal(said.exitCode, exitCode, said.stderr);
    assert.equal(said.stdout, '');
    assert.match(said.stderr, /^chinook-eval: [^\n]+\n$/);
    for (const pattern of [line].flat()) assert.match(said.stderr, pattern);

    await assert.rejects(importSeed({ form: 'file', path }, join(out, 'seed.store')), Failure);
    assert.deepEqual(snapshot(out), {});
    assert.deepEqual(snapshot(temporary), {});
    assert.deepEqual(snapshot(seeds), before);
  });
}

test('a bad seed: a pipe, which would never end', {
  skip: process.platform === 'win32' && 'no mkfifo',
}, async (context) => {
  const { seeds } = places(context);
  const path = join(seeds, 'pipe');
  execFileSync('mkfifo', [path]);
  const { exitCode, stderr } = await run(['seed', 'info', path]);
  assert.equal(exitCode, 2);
  assert.match(stderr, /is no regular file/);
});

/** integrity_check evaluates the expression of an index: hours of comparing, in little memory. */
function makeHanging(folder: string): string {
  return chinook(folder, (database) => {
    database.exec("CREATE INDEX slow ON Genre (instr(Name, '1'))");
    database.unsafeMode(true);
    database.pragma('writable_schema = ON');
    const expression = "instr(hex(zeroblob(8000000 + GenreId)), hex(zeroblob(4000000)) || ''1'')";
    database.exec(
      `UPDATE sqlite_schema SET sql = 'CREATE INDEX slow ON Genre (${expression})' WHERE name = 'slow'`,
    );
  });
}

test('a bad seed: a hang ends at the deadline', async (context) => {
  const { seeds, out, temporary } = places(context);
  const path = makeHanging(seeds);
  const before = snapshot(seeds);
  const options = { deadlineSeconds: 1 };
  await assert.rejects(importSeed({ form: 'file', path }, join(out, 'seed.store'), options), (error) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.exitCode, 4);
    assert.match(error.message, /^[^\n]*shop\.db was not read within 1 s, so the import was ended\.[^\n]*$/);
    return true;
  });
  assert.deepEqual([snapshot(out), snapshot(temporary), snapshot(seeds)], [{}, {}, before]);
});

test('an abort ends a hanging import, and leaves nothing', async (context) => {
  const { seeds, out, temporary } = places(context);
  const path = makeHanging(seeds);
  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 300);
  const importing = importSeed({ form: 'file', path }, join(out, 'seed.store'), { signal: interrupt.signal });
  await assert.rejects(importing, Interrupted);
  assert.deepEqual([snapshot(out), snapshot(temporary)], [{}, {}]);
  await assert.rejects(
    importSeed({ form: 'built-in' }, join(out, 'seed.store'), { signal: interrupt.signal }),
    Interrupted,
  );
});

test('a line stays one line whatever the file is called', async (context) => {
  const { seeds } = places(context);
  const path = join(seeds, 'two\nlines\u001b[31m.db');
  renameSync(text(seeds, 'x', 'plain'), path);
  const { stderr } = await run(['seed', 'info', path]);
  assert.match(stderr, /^chinook-eval: [^\n]+\n$/);
  assert.ok(!stderr.includes('\u001b'));
});
