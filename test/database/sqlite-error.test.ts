import assert from 'node:assert/strict';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { explainSqliteError, type FileOwner } from '../../src/database/sqlite-error.ts';
import { Failure } from '../../src/model/failure.ts';

type Case = readonly [code: string, said: string, exitCode: number, message: RegExp];

const BOTH: readonly Case[] = [
  ['SQLITE_IOERR', 'words', 5, /^a\.db cannot be read: the disk fails \(SQLITE_IOERR\)/],
  ['SQLITE_IOERR_READ', 'words', 5, /the disk fails \(SQLITE_IOERR_READ\)/],
  ['SQLITE_FULL', 'words', 5, /^(reading )?a\.db: the disk is full/],
  ['SQLITE_BUSY', 'words', 11, /^a\.db is locked by another process\./],
  ['SQLITE_BUSY_SNAPSHOT', 'words', 11, /locked/],
  ['SQLITE_LOCKED', 'words', 11, /locked/],
  ['SQLITE_CANTOPEN', 'words', 5, /cannot be opened/],
  ['SQLITE_READONLY_DIRECTORY', 'words', 5, /cannot be opened/],
];
const CASES: Readonly<Record<FileOwner, readonly Case[]>> = {
  named: [
    ...BOTH,
    ['SQLITE_CORRUPT', 'words\nmore', 4, /^a\.db is damaged \(words\)/],
    ['SQLITE_CORRUPT_VTAB', 'words', 4, /^a\.db is damaged/],
    ['SQLITE_NOTADB', 'words', 2, /^a\.db is not a SQLite database .* Name another\.$/],
    ['SQLITE_ERROR', 'words\nmore', 2, /^a\.db cannot be read \(words\)/],
    ['SQLITE_TOOBIG', 'words', 2, /^a\.db cannot be read \(words\)/],
  ],
  'data folder': [
    ...BOTH,
    ['SQLITE_CORRUPT', 'words\nmore', 4, /^a\.db is damaged \(words\)\. .*build anew\.$/],
    ['SQLITE_CORRUPT_VTAB', 'words', 4, /full-text index\. chinook-eval search --rebuild/],
    ['SQLITE_NOTADB', 'words', 4, /^a\.db is damaged \(words\)/],
    ['SQLITE_ERROR', 'unsupported file format', 4, /^a\.db cannot be read \(unsupported file format\)/],
    [
      'SQLITE_ERROR',
      "invalid fts5 file format (found 9, expected 4 or 5) - run 'rebuild'",
      4,
      /\(invalid fts5 .* or 5\)\)\. Restore/,
    ],
    ['SQLITE_ERROR', 'no such table: main.t', 4, /^a\.db is not whole: t is missing or cannot be opened\./],
    ['SQLITE_ERROR', 'vtable constructor failed: t_fts', 4, /not whole: t_fts is missing/],
  ],
};

for (const owner of ['named', 'data folder'] as const)
  test(`each code of SQLite of a file, ${owner}: damage is damage, a failing disk is not; one line`, () => {
    for (const [code, said, exitCode, message] of CASES[owner]) {
      const explained = explainSqliteError(new Database.SqliteError(said, code), 'a.db', owner);
      assert.ok(explained instanceof Failure, code);
      assert.equal(explained.exitCode, exitCode, code);
      assert.match(explained.message, message, code);
      assert.doesNotMatch(explained.message, /\n/, code);
    }
  });

test('what is not of SQLite comes back as it is; in a data folder so does wrong SQL, which is ours', () => {
  for (const other of [
    new TypeError('ours'),
    new Failure('told'),
    undefined,
    null,
    { code: 5 },
    { code: 'EIO' },
  ])
    assert.equal(explainSqliteError(other, 'a.db'), other);
  const syntax = new Database.SqliteError('near "FORM": syntax error', 'SQLITE_ERROR');
  assert.equal(explainSqliteError(syntax, 'data', 'data folder'), syntax);
});
