import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chooseCore, lastCore, pinProcess } from '../../src/bench/pin.ts';

test('the last core of a list as Linux writes it', () => {
  assert.deepEqual(['0-3', '0', '0-3,8', '1,5-7'].map(lastCore), [3, 0, 8, 7]);
  assert.deepEqual(['', 'all', '0-', '1,,2'].map(lastCore), [null, null, null, null]);
});

const core = chooseCore();

test('every thread of a process is kept on the core', {
  skip: core === null && 'no taskset here',
}, async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    await pinProcess(child.pid ?? 0, core ?? 0);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    assert.match(status, new RegExp(`^Cpus_allowed_list:\\s*${core}$`, 'm'));
  } finally {
    child.kill('SIGKILL');
  }
});
