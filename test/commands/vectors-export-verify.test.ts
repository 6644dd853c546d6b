import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { createSql, INDEX_VERSION, INVERTED_FILE } from '../../src/database/inverted-file/schema.ts';
import { main } from '../../src/main.ts';
import { database, freshData, prepare, run, vectors } from '../support/audio/data.ts';
import { recordedStreams } from '../support/streams.ts';

before(prepare);

test('what is exported comes back exactly, as CSV and as JSON lines; another model needs --replace', async () => {
  const [from, to] = [freshData(), freshData()];
  const rows = vectors(from);
  for (const name of ['v.csv', 'v.jsonl']) {
    const written = await run(from, 'export', '--out', name);
    assert.equal(written.code, 0, written.err);
    assert.deepEqual([written.out, written.err], ['', `chinook-eval: 3,503 vectors in ${name}\n`]);
    const db = database(to);
    db.exec('DELETE FROM track_vectors');
    db.close();
    const read = await run(to, 'import', join(from, name), '--json');
    assert.equal(read.code, 0, read.err);
    assert.deepEqual(JSON.parse(read.out), {
      model: 'track-data@1',
      imported: 3503,
      removed: 0,
      tracks: 3503,
      withoutVector: 0,
    });
    assert.deepEqual(vectors(to), rows);
  }
  const piped = await run(from, 'export', '--out', '-');
  assert.equal(piped.out, readFileSync(join(from, 'v.jsonl'), 'utf8'));
  const other = piped.out.split('\n').slice(0, 3).join('\n').replaceAll('track-data@1', 'mine@2');
  writeFileSync(join(from, 'other.jsonl'), other);
  assert.match(
    (await run(from, 'import', 'other.jsonl')).err,
    /3,503 vectors of "track-data@1".*"mine@2".*vectors export to keep them, then say --replace/,
  );
  assert.equal((await run(from, 'import', 'other.jsonl', '--replace')).code, 0);
  assert.deepEqual(
    vectors(from).map(({ model }) => model),
    ['mine@2', 'mine@2', 'mine@2'],
  );
  writeFileSync(join(from, 'gone.jsonl'), other.replace('"track_id":1,', '"track_id":999999,'));
  const gone = await run(from, 'import', 'gone.jsonl');
  assert.equal(gone.code, 2);
  assert.match(gone.err, /there is no track 999999 here/);
  const twice = await run(from, 'import', 'gone.jsonl', '--map', 'map.csv');
  assert.match(twice.err, /--map and --workers are for audio files/);
});

test('vectors that name no model are found, refused beside others, and go with --replace', async () => {
  const cwd = freshData();
  const other = join(cwd, 'other.jsonl');
  const piped = await run(cwd, 'export', '--out', '-');
  writeFileSync(other, piped.out.split('\n').slice(0, 3).join('\n').replaceAll('track-data@1', 'mine@2'));
  const db = database(cwd);
  db.exec(`CREATE TEMP TABLE kept AS SELECT track_id, embedding, genre_id FROM track_vectors;
           DELETE FROM track_vectors;
           INSERT INTO track_vectors (track_id, embedding, genre_id) SELECT track_id, embedding, genre_id FROM kept`);
  const only = await run(cwd, 'verify');
  assert.equal(only.code, 4, only.err);
  assert.match(
    only.out,
    /^data: 3,503 vectors of no model for 3,503 tracks\n {2}3,503 vectors do not say which/,
  );
  const beside = await run(cwd, 'import', 'other.jsonl');
  assert.equal(beside.code, 2);
  assert.match(beside.err, /3,503 vectors of "", which have nothing to say/);
  const replaced = await run(cwd, 'import', 'other.jsonl', '--replace');
  assert.match(replaced.out, /3,503 vectors of another model removed/);
  assert.equal(db.prepare('SELECT count(*) FROM track_vectors').pluck().get(), 3);
  db.close();
});

test('Ctrl-C ends an export to standard output between two pages', async () => {
  const { streams, abort } = recordedStreams({ cwd: freshData() });
  let pages = 0;
  const write = () => {
    pages++;
    setImmediate(abort);
  };
  const code = await main(['vectors', 'export', '--out', '-'], { ...streams, stdout: { write } });
  assert.equal(code, 130);
  assert.ok(pages >= 1 && pages <= 2, `${pages} pages`);
});

test('verify: fine as built; each way to be wrong is found, with exit 4 and a way out', async () => {
  const cwd = freshData();
  const fine = await run(cwd, 'verify');
  assert.equal(fine.code, 0, fine.err);
  assert.equal(fine.out, 'data: 3,503 vectors of track-data@1 for 3,503 tracks: as they should be\n');
  const db = database(cwd);
  const row = db.prepare('SELECT embedding FROM track_vectors WHERE track_id = 5').pluck().get() as Buffer;
  const put = db.prepare(
    'INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (?, ?, ?, ?)',
  );
  const drop = db.prepare('DELETE FROM track_vectors WHERE track_id = ?');
  const floats = new Float32Array(new Uint8Array(row).buffer);
  const blob = (values: Float32Array) => Buffer.from(values.buffer);
  const genre = (id: number) =>
    BigInt(
      db.prepare('SELECT ifnull(genre_id, 0) FROM chinook_tracks WHERE id = ?').pluck().get(id) as number,
    );
  drop.run(5n);
  put.run(5n, blob(floats.map((value) => value * 2)), genre(5), 'track-data@1');
  drop.run(6n);
  put.run(6n, row, genre(6) + 1n, 'track-data@1');
  drop.run(7n);
  put.run(99_999n, row, 0n, 'track-data@1');
  db.close();
  const broken = await run(cwd, 'verify');
  assert.equal(broken.code, 4);
  for (const line of [
    /^ {2}1 vector is not 64 finite numbers of length 1 \(5\): /m,
    /^ {2}1 vector has another genre than its track \(6\): /m,
    /^ {2}1 track has no vector \(7\): /m,
    /^ {2}1 vector belongs to no track \(99999\): /m,
  ])
    assert.match(broken.out, line);
  const again = database(cwd);
  again.exec('DELETE FROM track_vectors WHERE track_id = 8');
  const insert = 'INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (?, ?, ?, ?)';
  again.prepare(insert).run(8n, row, 1n, 'another@1');
  again.close();
  const { findings } = JSON.parse((await run(cwd, 'verify', '--json')).out) as {
    findings: { check: string }[];
  };
  assert.ok(findings.some(({ check }) => check === 'one-model'));
  const empty = database(cwd);
  empty.exec('DELETE FROM track_vectors');
  empty.close();
  assert.equal((await run(cwd, 'verify')).code, 4);
  assert.match((await run(cwd, 'export', '--out', '-')).err, /there are no vectors to export/);
});

test('verify compares the inverted file, vector by vector', async () => {
  const cwd = freshData();
  const db = database(cwd);
  for (const sql of createSql('main', 64)) db.exec(sql);
  const index = db.prepare(`INSERT INTO ${INVERTED_FILE.index} VALUES (1, 1, ?, 0, 3503, 0, '{}')`);
  index.run('track-data@1');
  db.exec(
    `INSERT INTO ${INVERTED_FILE.vectors} (track_id, cell, embedding) SELECT track_id, 1, embedding FROM track_vectors`,
  );
  const fine = await run(cwd, 'verify');
  assert.equal(fine.code, 0, fine.out);
  assert.match(fine.out, /for 3,503 tracks, and the inverted file: as they should be/);
  db.exec(`DELETE FROM ${INVERTED_FILE.vectors} WHERE track_id = 4;
           DELETE FROM track_vectors WHERE track_id = 9;
           UPDATE ${INVERTED_FILE.index} SET version = ${INDEX_VERSION}, model = 'other@1'`);
  db.close();
  const { code, out } = await run(cwd, 'verify');
  assert.equal(code, 4);
  assert.match(out, /^ {2}1 vector is not in the inverted file as it is \(4\): .* vectors index$/m);
  assert.match(out, /^ {2}1 row of the inverted file has no vector \(9\): /m);
  assert.match(out, /^ {2}1 inverted file has damaged centroids or measurements: .* vectors index$/m);
  assert.match((await run(cwd, 'verify', '--data', './data')).out, /vectors index --data \.\/data$/m);
  assert.match(
    out,
    /^ {2}3,502 vectors are of another model than the inverted file was made of \(other@1\): /m,
  );
});
