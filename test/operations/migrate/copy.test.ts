import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytesIn } from '../../../src/operations/migrate/copy.ts';
import { TemporaryFolder } from '../../support/dataset.ts';

test('the size of copies: those under way count, and one that got its name since it was listed counts once', () => {
  const folder = new TemporaryFolder().path;
  writeFileSync(join(folder, 'whole'), '12345');
  writeFileSync(join(folder, 'half.copying'), '123');
  // Listed, and no longer there when it is asked for its size.
  symlinkSync(join(folder, 'nowhere'), join(folder, 'whole.copying'));
  assert.equal(bytesIn(folder), 8);
  assert.equal(bytesIn(join(folder, 'none')), 0);
});
