import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, beforeEach } from 'node:test';
import Database from 'better-sqlite3';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { digestOf, type Ended, runMain } from '../program.ts';

/** A data folder and two sets of it, copied anew for each test. */
const { path: root } = new TemporaryFolder();

export let place = '';

let copies = 0;

/** Of the older set, and of the data as they are and as in the newest set. */
export const digests = { older: '', now: '' };

export const labels: string[] = [];

before(async () => {
  const base = join(root, 'base');
  mkdirSync(base);
  assert.equal(
    (await runMain(['build', '--out', 'data', '--layout', 'three', '--scale', '1'], base)).code,
    0,
  );
  for (const digest of ['older', 'now'] as const) {
    if (digest === 'now') {
      const db = new Database(join(base, 'data', 'chinook.sqlite'));
      db.exec("INSERT INTO chinook_genres (id, name) VALUES (9001, 'New')");
      db.close();
    }
    assert.equal((await runMain(['backup', '--data', 'data', '--to', 'backups'], base)).code, 0);
    digests[digest] = digestOf(join(base, 'data'));
  }
  assert.notEqual(digests.older, digests.now);
  labels.push(...(await listSets(join(base, 'backups'))).good.map(({ label }) => label).reverse());
});

beforeEach(() => {
  place = join(root, `copy-${copies++}`);
  cpSync(join(root, 'base'), place, { recursive: true });
});

export const at = (...names: string[]) => join(place, ...names);

/** The sets are of the folder that the place was copied from, which is another: --to says that it is meant. */
export const restore = (...words: string[]) =>
  runMain(
    [
      'restore',
      '--from',
      'backups',
      ...(words.includes('--to') || words.includes('--drill') ? [] : ['--to', 'data']),
      ...words,
    ],
    place,
  );

/** Everything below a folder, with what is in it: to see that nothing was touched. */
export function picture(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(at(folder, name)).isFile())
      .map((name) => [name, readFileSync(at(folder, name)).toString('base64')]),
  );
}

export function oneLine({ err }: Ended, words: RegExp): void {
  assert.match(err, words);
  assert.match(err, /^chinook-eval: [^\n]+\n$/);
  assert.doesNotMatch(err, /defect/);
}
