import assert from 'node:assert/strict';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { newestRun } from '../../src/commands/newest-run.ts';
import { TemporaryFolder } from '../support/dataset.ts';

test('the newest run is the one written last; folders without a run document and missing ones are passed over', () => {
  const { path } = new TemporaryFolder();
  assert.equal(newestRun(join(path, 'nowhere')), undefined);
  assert.equal(newestRun(path), undefined);
  for (const [name, seconds] of [
    ['20261101-000000', 300],
    ['20261122-000000', 200],
    ['mine', 100],
  ] as const) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, 'run.json'), '{}');
    utimesSync(join(path, name, 'run.json'), seconds, seconds);
  }
  mkdirSync(join(path, 'diagrams'));
  writeFileSync(join(path, 'run.json'), '{}');
  assert.equal(newestRun(path), join(path, '20261101-000000'));
});
