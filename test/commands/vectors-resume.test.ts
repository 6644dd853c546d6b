import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  database,
  freshData,
  importing,
  music,
  prepare,
  run,
  SONGS,
  vectors,
  wav,
} from '../support/audio/data.ts';

before(prepare);

test('interrupted, and killed, and then run again: the end is that of an undisturbed run', async () => {
  const [undisturbed, interrupted, killed] = [freshData(), freshData(), freshData()];
  assert.equal((await importing(undisturbed)).imported, SONGS);
  const expected = vectors(undisturbed);
  const journal = (cwd: string) => readFileSync(join(cwd, 'data', 'audio-vectors.journal'), 'utf8');

  const { mode } = statSync(join(undisturbed, 'data', 'audio-vectors.journal'));
  assert.equal(mode & 0o137, 0, 'nobody else may read it, as layout.json');

  const controller = new AbortController();
  const aborted = importing(interrupted, {
    signal: controller.signal,
    workers: 1,
    onProgress: (doing, fraction) => {
      if (doing === 'importing' && fraction > 0.4) controller.abort();
    },
  });
  await assert.rejects(aborted, {
    exitCode: 130,
    message: /^interrupted; \d of 6 files are done, and the same command goes on from there$/,
  });
  const part = vectors(interrupted);
  assert.ok(part.length > 0 && part.length < SONGS, 'what was ready is kept');
  const rest = await importing(interrupted);
  assert.deepEqual([rest.imported, rest.unchanged], [SONGS - part.length, part.length]);
  assert.deepEqual(vectors(interrupted), expected);
  assert.equal(journal(interrupted), journal(undisturbed));

  const program = fileURLToPath(new URL('../support/audio/import-slowly.ts', import.meta.url));
  const words = [join(killed, 'data'), music, join(undisturbed, 'map.csv')];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words]);
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  child.kill('SIGKILL');
  assert.deepEqual((await ended)[1], 'SIGKILL', 'it was still at work');
  const kept = vectors(killed).length;
  assert.ok(kept > 0 && kept < SONGS);
  const resumed = await importing(killed);
  assert.deepEqual([resumed.imported, resumed.unchanged], [SONGS - kept, kept]);
  assert.deepEqual(vectors(killed), expected);
  assert.equal(journal(killed), journal(undisturbed));
});

test('a journal that is cut off, or does not fit the database, costs time and nothing else', async () => {
  const cwd = freshData();
  await importing(cwd);
  const expected = vectors(cwd);
  const path = join(cwd, 'data', 'audio-vectors.journal');
  writeFileSync(path, `${readFileSync(path, 'utf8').slice(0, -20)}`);
  assert.equal((await importing(cwd)).imported, 1);
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, `null\n{"path":1}\n${whole}garbage`);
  assert.equal((await importing(cwd)).imported, 0);
  assert.equal(readFileSync(path, 'utf8'), whole);
  const db = database(cwd);
  db.prepare('DELETE FROM track_vectors WHERE track_id = ?').run(BigInt(expected[2]?.id ?? 0));
  db.close();
  assert.equal((await importing(cwd)).imported, 1);
  assert.deepEqual(vectors(cwd), expected);
});

test('a worker that crashes, hangs or breaks costs the file that it was at', async () => {
  const cwd = freshData();
  const from = join(cwd, 'faulty');
  mkdirSync(from);
  for (const [index, name] of ['a', 'b crash', 'c', 'd hang', 'e', 'f throw', 'g refuse', 'h'].entries())
    writeFileSync(join(from, `${name}.wav`), wav(index));
  const program = {
    file: fileURLToPath(new URL('../support/audio/faulty-process.ts', import.meta.url)),
    node: process.execPath,
  };
  const { imported, skipped } = await importing(cwd, { program, deadlineSeconds: 5 }, from);
  assert.equal(imported, 4);
  const reasons = Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]));
  assert.deepEqual(Object.keys(reasons), ['b crash.wav', 'd hang.wav', 'f throw.wav', 'g refuse.wav']);
  assert.match(reasons['b crash.wav'] ?? '', /could not be read: the process was ended by SIGSEGV/);
  assert.match(reasons['d hang.wav'] ?? '', /could not be read: no answer within 5 s/);
  assert.equal(reasons['f throw.wav'], 'cannot be read: Cannot read properties of undefined');
  assert.equal(reasons['g refuse.wav'], 'is refused');
  assert.deepEqual(
    vectors(cwd).map(({ id }) => id),
    [1, 3, 5, 8],
  );
});

test('--replace mends a table of two models, also where all files are done already; tracks without a file are no fault', async () => {
  const cwd = freshData();
  await importing(cwd);
  const rows = vectors(cwd);
  const db = database(cwd);
  db.prepare('INSERT INTO track_vectors (track_id, embedding, genre_id, model) VALUES (3000, ?, 1, ?)').run(
    rows[0]?.embedding,
    'other@1',
  );
  db.close();
  assert.equal((await run(cwd, 'verify')).code, 4);
  await assert.rejects(importing(cwd, { replace: false }), /holds 1 vectors of "other@1"/);
  const { unchanged, removed } = await importing(cwd);
  assert.deepEqual([unchanged, removed], [SONGS, 1]);
  assert.deepEqual(vectors(cwd), rows);
  const { code, out } = await run(cwd, 'verify');
  assert.equal(code, 0, out);
  assert.match(
    out,
    /6 vectors of audio@1 for 3,503 tracks: as they should be\n {2}3,497 tracks have no vector/,
  );
});
