import assert from 'node:assert/strict';
import { fchmodSync, linkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { onMade } from '../../src/process/made.ts';
import { TemporaryFolder } from '../support/dataset.ts';

test('what somebody has put in the place of a file that was made is not given away', {
  skip: process.platform === 'win32',
}, () => {
  const { path } = new TemporaryFolder();
  const [made, other] = [join(path, 'made'), join(path, 'other')];
  const user = process.geteuid?.() ?? 0;
  const open = (name: string) => onMade(name, user, (file) => fchmodSync(file, 0o644));
  for (const file of [made, other]) writeFileSync(file, '', { mode: 0o600 });
  open(made);
  assert.equal(statSync(made).mode & 0o777, 0o644);
  for (const [name, link] of [
    ['symbolic', symlinkSync],
    ['hard', linkSync],
  ] as const) {
    link(other, join(path, name));
    assert.throws(() => open(join(path, name)), { exitCode: 5, message: /was replaced by another/ });
  }
  assert.equal(statSync(other).mode & 0o777, 0o600);
});
