import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import Database from 'better-sqlite3';
import { checkFiles } from '../../../src/operations/backup/check-files.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

const { path: root } = new TemporaryFolder();
/** Large enough together that two processes share the work. */
const FILES = ['large', 'small'].map((name) => ({ path: join(root, name), shown: `the ${name} one` }));
const { signal } = new AbortController();
const options = { signal, gentle: true };

before(() => {
  for (const [index, { path }] of FILES.entries()) {
    const db = new Database(path);
    db.pragma('foreign_keys = OFF');
    db.exec('CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE t (x REFERENCES parent, b)');
    if (index === 0) db.exec('INSERT INTO t VALUES (NULL, randomblob(21000000))');
    else db.exec('INSERT INTO t VALUES (1, NULL), (2, NULL)');
    db.exec('CREATE INDEX t_x ON t (x)');
    db.close();
  }
});

function childrenNow(): string {
  const path = `/proc/${process.pid}/task/${process.pid}/children`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}

test('two processes share the checks of large files; each answer is of its file', async () => {
  const checking = checkFiles(FILES, ['hash', 'integrity', 'foreignKeys', 'contents'], options);
  if (existsSync('/proc/self/task')) assert.equal(childrenNow().split(' ').length, 2);
  const answers = await checking;
  for (const [index, { path }] of FILES.entries()) {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    assert.deepEqual(answers[index]?.hash, { bytes: statSync(path).size, sha256 });
    assert.equal(answers[index]?.integrity, null);
  }
  assert.deepEqual(
    answers.map(({ foreignKeys }) => foreignKeys),
    [0, 2],
  );
  assert.deepEqual(
    answers.map(({ contents }) => contents.tables.map(({ rows }) => rows)),
    [
      [0, 1],
      [0, 2],
    ],
  );
  assert.equal(childrenNow(), '');
});

test('what is wrong with one of them ends both: exit 4 with its name, and no process is left', async () => {
  const [large, small] = FILES;
  assert.ok(large && small);
  const damaged = { path: join(root, 'damaged'), shown: 'the damaged one' };
  const bytes = readFileSync(small.path);
  // The entries of the index: what only a whole check sees.
  bytes.fill(0x5a, bytes.length - 12);
  writeFileSync(damaged.path, bytes);
  await assert.rejects(checkFiles([large, damaged], ['integrity'], options), {
    exitCode: 4,
    message: /^the damaged one is damaged: /,
  });
  assert.equal(childrenNow(), '');
});
