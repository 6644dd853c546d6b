import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compareSet } from '../../../src/operations/audit/compare-set.ts';
import { listSets } from '../../../src/operations/backup/sets.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { writeSet } from '../backup/sample-sets.ts';

test('one file that cannot be read hides nothing of the others; a set that is gone is compared no more', async () => {
  const { path } = new TemporaryFolder();
  const folder = writeSet(path, '20261126T120000Z');
  const [set] = (await listSets(path)).good;
  assert.ok(set);
  const { signal } = new AbortController();
  assert.deepEqual(await compareSet(set, signal), { altered: [], unread: [] });
  const [first = '', second = '', third = ''] = set.manifest.databases.map(({ file }) => file);
  for (const file of [first, third]) writeFileSync(join(folder, file), 'dat4');
  rmSync(join(folder, second));
  mkdirSync(join(folder, second));
  assert.deepEqual(await compareSet(set, signal), {
    altered: [first, third],
    unread: [{ file: second, code: 'EISDIR' }],
  });
  rmSync(folder, { recursive: true });
  assert.equal(await compareSet(set, signal), null);
});
