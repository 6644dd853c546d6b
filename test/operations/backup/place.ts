import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, beforeEach } from 'node:test';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { runMain } from '../program.ts';

/** A built data folder, copied anew for each test. */
const { path: root } = new TemporaryFolder();

export const { signal } = new AbortController();

export let place = '';

let copies = 0;

before(async () => {
  const base = join(root, 'base');
  mkdirSync(base);
  assert.equal(
    (await runMain(['build', '--out', 'data', '--layout', 'three', '--scale', '1'], base)).code,
    0,
  );
});

beforeEach(() => {
  place = join(root, `copy-${copies++}`);
  cpSync(join(root, 'base'), place, { recursive: true });
});

export const at = (...names: string[]) => join(place, ...names);

export const backup = (...words: string[]) =>
  runMain(['backup', '--data', 'data', '--to', 'backups', ...words], place);

export const request = (changes = {}) => ({
  data: at('data'),
  shown: 'data',
  to: at('backups'),
  keep: null,
  signal,
  ...changes,
});

/** One clear line, and no set, no part of one, no lock, and nothing beside the databases. */
export async function nothingLeft({ err }: { err: string }, expected = 0): Promise<void> {
  assert.equal(err.trim().split('\n').at(-1)?.startsWith('chinook-eval:'), true, err);
  assert.doesNotMatch(err, /defect|\n\s+at /);
  const sets = await listSets(at('backups'));
  assert.deepEqual([sets.good.length, sets.damaged, sets.unfinished, sets.foreign], [expected, [], [], []]);
  for (const folder of ['data', 'backups'])
    if (existsSync(at(folder)))
      assert.deepEqual(
        readdirSync(at(folder)).filter((name) => /^\.|-(wal|shm)$/.test(name)),
        [],
      );
}
