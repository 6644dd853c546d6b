import assert from 'node:assert/strict';
import fs, { mkdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { pointerTo } from '../../../src/database/data-folder.ts';
import { single } from '../../../src/layouts/index.ts';
import { inspectTarget } from '../../../src/operations/restore/target.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

test('a -wal that its program removes between being listed and looked at is not there', (context) => {
  const path = join(new TemporaryFolder().path, 'data');
  mkdirSync(path);
  writeFileSync(join(path, 'layout.json'), JSON.stringify(pointerTo(single)));
  writeFileSync(join(path, 'database.sqlite'), '');
  const listed = mock.method(fs, 'readdirSync', () => [
    'layout.json',
    'database.sqlite',
    'database.sqlite-wal',
  ]);
  context.after(() => {
    listed.mock.restore();
    syncBuiltinESMExports();
  });
  syncBuiltinESMExports();
  const { present, stale } = inspectTarget(path, 'data', []);
  assert.equal(listed.mock.callCount(), 1);
  assert.deepEqual([present, stale], [['database.sqlite'], []]);
});
