import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { makeChinook, PLAIN, places, run, snapshot, withoutOfficial } from './support.ts';

test('seed info tells the name, form, hash and rows of a file', async (context) => {
  const { seeds, temporary } = places(context);
  makeChinook(join(seeds, 'shop.db'));
  const before = snapshot(seeds);
  for (const argv of [['shop.db'], ['--seed', 'shop.db']]) {
    const { exitCode, stdout, stderr } = await run(['seed', 'info', ...argv], { cwd: seeds });
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.match(stdout, /^name {11}shop\.db\nform {11}sqlite\nofficial {7}no\nsha256 {9}[0-9a-f]{64}\n/);
    assert.match(stdout, /\nPlaylistTrack {7}3\n/);
  }
  assert.deepEqual([snapshot(seeds), snapshot(temporary)], [before, {}]);
});

test('seed info without a file: CHINOOK_SEED, else the built-in catalogue', async (context) => {
  const { seeds } = places(context);
  const path = makeChinook(join(seeds, 'shop.db'));
  const built = JSON.parse((await run(['seed', 'info', '--json'])).stdout);
  assert.deepEqual([built.name, built.form, built.rows.Track], ['built-in catalogue', 'built-in', 3503]);
  const chosen = JSON.parse((await run(['seed', 'info', '--json'], { env: { CHINOOK_SEED: path } })).stdout);
  assert.deepEqual([chosen.name, chosen.form, chosen.rows.Track], [basename(path), 'sqlite', 3]);
});

test('seed info knows the official file', { skip: withoutOfficial }, async () => {
  const { stdout } = await run(['seed', 'info', PLAIN, '--json']);
  assert.equal(JSON.parse(stdout).official, true);
});

test('seed info with two different seeds is a mistake', async () => {
  const { exitCode, stderr } = await run(['seed', 'info', 'a.db', '--seed', 'b.db']);
  assert.equal(exitCode, 2);
  assert.match(stderr, /two seeds are named/);
});

test('an interrupted seed info leaves nothing and exits 130', async (context) => {
  const { temporary } = places(context);
  const { exitCode } = await run(['seed', 'info'], { signal: AbortSignal.abort() });
  assert.equal(exitCode, 130);
  assert.deepEqual(snapshot(temporary), {});
});
