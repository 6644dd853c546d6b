import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NotStarted, runProgram, TooSlow } from '../../src/against/run-program.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const cwd = new TemporaryFolder().path;
const { signal } = new AbortController();
const posix = { skip: process.platform === 'win32' && 'POSIX only' };

const run = (code: string, deadlineSeconds = 60) =>
  runProgram(process.execPath, ['-e', code], { cwd, env: { MINE: 'yes' }, signal, deadlineSeconds });

test('what it printed, how it ended, and no environment but the given one', async () => {
  const ran = await run(
    'console.log(process.env.MINE, process.env.PATH); console.error("bad"); process.exitCode = 7',
  );
  assert.deepEqual(ran, { code: 7, stdout: 'yes undefined\n', stderr: 'bad\n' });
});

test('of a long output the end is kept', async () => {
  const { stdout } = await run('process.stdout.write("a".repeat(3_000_000) + "end")');
  assert.ok(stdout.length <= 1_000_000 && stdout.endsWith('aend'));
});

test('a program that is not there', async () => {
  const options = { cwd, env: { PATH: cwd }, signal, deadlineSeconds: 60 };
  await assert.rejects(runProgram('no-such-program', [], options), NotStarted);
});

test('a deadline ends it, also where it ignores SIGTERM', posix, async () => {
  await assert.rejects(run('process.on("SIGTERM", () => {}); setTimeout(() => {}, 60_000)', 0.5), TooSlow);
});

test('what it leaves running ends with it, and its open output is not waited for', posix, async () => {
  const file = join(cwd, 'left');
  await run(`
    const child = require('node:child_process').spawn('/bin/sleep', ['60'], { stdio: 'inherit' });
    require('node:fs').writeFileSync(${JSON.stringify(file)}, String(child.pid));
    child.unref();`);
  const pid = readFileSync(file, 'utf8');
  if (existsSync('/proc/self'))
    assert.ok(
      !existsSync(`/proc/${pid}`) || /^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')),
    );
  else assert.throws(() => process.kill(Number(pid), 0));
});
