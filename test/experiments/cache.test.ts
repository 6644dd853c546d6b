import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import cache from '../../src/experiments/cache.ts';
import { EXPERIMENT_LAYOUTS, single, three } from '../../src/layouts/index.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { rowsOf, runQuick, tryQuick } from './context.ts';

const PLACES = ['a table in the file of the data', 'a file of its own', ':memory:', 'a JavaScript Map'];
const [TABLE, FILE, MEMORY, MAP] = PLACES as [string, string, string, string];
const arm = (place: string, processes: number) =>
  `${place}, ${processes} process${processes === 1 ? '' : 'es'}`;

test('what is shared, what is stale, what is left and what it takes, by where the answers are kept', async () => {
  const result = await runQuick(cache, EXPERIMENT_LAYOUTS);
  const reader = (title: string) => {
    const rows = rowsOf(result, title);
    return (place: string, processes: number, key: string): number => {
      const row = rows.find((one) => one.arm === arm(place, processes));
      const value = row?.figures[key];
      assert.ok(typeof value === 'number', `${title}: ${place}, ${processes}, ${key}: ${value}`);
      return value;
    };
  };
  const saved = reader('What a cache saves');
  const sharing = reader('What processes and restarts do to a cache');

  // One process: the same questions and the same rule, so the same hits wherever the answers are.
  for (const place of PLACES) {
    assert.equal(saved(place, 1, 'hit'), saved(TABLE, 1, 'hit'), place);
    assert.equal(sharing(place, 1, 'held'), sharing(TABLE, 1, 'held'), place);
    assert.equal(sharing(place, 1, 'stale'), 0, place);
  }
  assert.ok(saved(TABLE, 1, 'hit') > 0.2 && saved(TABLE, 1, 'hit') < 1);

  // Several processes: answers in a file are there for all, those in memory for their own process only.
  assert.deepEqual(
    PLACES.map((place) => sharing(place, 8, 'found')),
    [7, 7, 0, 0],
  );
  assert.equal(sharing(TABLE, 8, 'stale'), 0);
  for (const place of [MEMORY, MAP]) {
    assert.ok(sharing(place, 8, 'stale') > 0, place);
    assert.ok(sharing(place, 8, 'held') > 4 * sharing(place, 1, 'held'), place);
  }
  for (const place of [TABLE, FILE])
    assert.ok(sharing(place, 8, 'held') < 3 * sharing(place, 1, 'held'), place);

  // A restart: what lies in a file is still there.
  for (const place of [TABLE, FILE]) assert.ok(sharing(place, 1, 'left') > 0, place);
  for (const place of [MEMORY, MAP]) {
    assert.equal(sharing(place, 1, 'left'), 0, place);
    assert.ok(sharing(place, 1, 'restart') < sharing(TABLE, 1, 'restart'), place);
  }

  const none = rowsOf(result, 'What a cache saves').find((row) => row.arm === 'no cache, 8 processes');
  assert.equal(none?.figures.hit, null);
  assert.equal(none?.figures.hit50, null);
  const notes = rowsOf(result, 'What a cache saves').map(({ note }) => note);
  assert.deepEqual(notes.slice(0, 5), [
    'as in single, single-batched',
    'as in two',
    'as in three, three-attached',
    null,
    null,
  ]);
  const about = (words: RegExp) => result.hypotheses.find(({ claim }) => words.test(claim))?.outcome;
  assert.equal(about(/is one cache/), 'refuted');
  assert.equal(about(/empty after a restart/), 'confirmed');
  assert.equal(about(/stale answers/), 'confirmed');
  if (process.platform !== 'linux') return;

  // 16 MB for each process, and not for all.
  const memory = reader('Memory of a cache of 16 MB');
  for (const place of [MEMORY, MAP]) {
    assert.ok(memory(place, 1, 'private') > 14e6, place);
    assert.ok(memory(place, 8, 'private') > 8 * 14e6, place);
  }
  for (const place of [TABLE, FILE])
    assert.ok(memory(place, 8, 'private') < memory(MEMORY, 8, 'private') / 4, place);
  assert.equal(about(/16 MB/), 'refuted');
  assert.ok(saved(TABLE, 1, 'written') > saved(MEMORY, 1, 'written'));
});

test('where processes share no data it is not run, and says why', async () => {
  const inMemory = {
    ...three,
    databases: three.databases.map((one) => (one.name === 'main' ? { ...one, file: ':memory:' } : one)),
  };
  const result = await tryQuick(cache, [inMemory]);
  assert.ok(result.status === 'not run');
  assert.match(result.reason, /share no data/);
});

test('interrupted while its processes work, it ends and leaves none of them behind', async (t) => {
  if (process.platform !== 'linux') return t.skip('children are looked for in /proc');
  const controller = new AbortController();
  const before = children();
  const watch = setInterval(() => {
    if (children().length > before.length) controller.abort();
  }, 20);
  try {
    await assert.rejects(tryQuick(cache, [single], { signal: controller.signal }), Interrupted);
  } finally {
    clearInterval(watch);
  }
  assert.deepEqual(children(), before);
});

/** Processes of which this one is the parent. */
function children(): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === process.pid);
}

function parentOf(pid: string): number | null {
  try {
    const [, after = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ', 2);
    return Number(after.split(' ')[1]);
  } catch {
    return null;
  }
}
