import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { readSchemaFile } from '../../src/database/schema-file.ts';
import { Failure } from '../../src/model/failure.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const failing = (exitCode: number, message: RegExp) => (error: unknown) =>
  error instanceof Failure &&
  error.exitCode === exitCode &&
  message.test(error.message) &&
  !error.message.includes('\n');

function database(name: string): string {
  const path = join(new TemporaryFolder().path, name);
  const db = new Database(path);
  db.exec('CREATE TABLE t (x)');
  db.close();
  return path;
}

test('a file of a later format is not called damaged', () => {
  const path = database('later.sqlite');
  const bytes = readFileSync(path);
  // The schema format number, at 44: SQLite knows 1 to 4 (fileformat2.html, section 1.3.10).
  bytes.writeUInt32BE(9, 44);
  writeFileSync(path, bytes);
  assert.throws(
    () => readSchemaFile(path, 'later.sqlite'),
    failing(2, /^later\.sqlite cannot be read \(unsupported file format\)\. Name another\.$/),
  );
});

test('a closed WAL database: nothing is left beside it, and not a byte of it changed; an open one keeps its files', () => {
  const path = database('wal.sqlite');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE more (x)');
  const live = readdirSync(dirname(path));
  assert.equal(live.length, 3);
  assert.equal(readSchemaFile(path, 'wal.sqlite').schema.tables.length, 2);
  assert.deepEqual(readdirSync(dirname(path)), live);
  db.close();
  const before = readFileSync(path);
  assert.equal(readSchemaFile(path, 'wal.sqlite').schema.tables.length, 2);
  assert.deepEqual(readdirSync(dirname(path)), ['wal.sqlite']);
  assert.deepEqual(readFileSync(path), before);
});
