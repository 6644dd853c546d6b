import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callsSinceBegin, killPoints } from '../../../src/experiments/torn-commit/strace.ts';

const LOG = `100 pwrite64(5, ""..., 1, 4095) = 1
101 pwrite64(9, ""..., 7, 0)       = 7
100 unlink("/w/mark-begin") = -1 ENOENT (No such file or directory)
100 pwrite64(6, ""..., 32, 0 <unfinished ...>
101 fsync(9)                        = 0
100 <... pwrite64 resumed>)         = 32
100 fsync(6)                        = 0
100 unlink("/w/a.db-journal")        = 0
100 unlink("/w/mark-end") = -1 ENOENT (No such file or directory)
100 pwrite64(6, ""..., 9, 0) = 9
100 +++ killed by SIGKILL +++
`;

test('kill points are the calls of the marked thread between the marks, counted from its start', () => {
  assert.deepEqual(killPoints(LOG), [
    { call: 'pwrite64', ordinal: 2 },
    { call: 'fsync', ordinal: 1 },
    { call: 'unlink', ordinal: 2 },
  ]);
});

test('a log without both marks has none', () => {
  assert.equal(killPoints(LOG.replace('mark-begin', 'other')), null);
  assert.equal(killPoints(LOG.replace('mark-end', 'other')), null);
  assert.equal(killPoints(''), null);
});

test('a held call counts as soon as its line is begun', () => {
  const [held] = LOG.split(' <unfinished');
  assert.equal(callsSinceBegin(held as string), 1);
  assert.equal(callsSinceBegin(LOG.split('100 pwrite64(6')[0] as string), 0);
  assert.equal(callsSinceBegin('100 pwrite64(5, ""..., 1, 4095) = 1\n'), null);
});
