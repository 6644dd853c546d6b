import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from '../../src/commands/index.ts';
import { main } from '../../src/main.ts';
import { version } from '../../src/version.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

async function run(...words: string[]) {
  const recorded = recordedStreams();
  return { code: await main(words, recorded.streams), out: recorded.out(), err: recorded.err() };
}

test('--version, --help and no arguments', async () => {
  assert.deepEqual(await run('--version'), { code: 0, out: `${version()}\n`, err: '' });
  for (const words of [[], ['--help'], ['help']]) {
    const { code, out } = await run(...words);
    assert.equal(code, 0);
    for (const command of Object.keys(COMMANDS)) assert.match(out, new RegExp(`^  ${command}\\b`, 'm'));
  }
  for (const command of Object.keys(COMMANDS)) {
    const { code, out, err } = await run(command, '--help');
    assert.equal(code, 0, err);
    assert.match(out, new RegExp(`^Usage: chinook-eval ${command}`));
  }
});

test('a misspelt command or option is named, with the way out, exit 2', async () => {
  const command = await run('bnech');
  assert.equal(command.code, 2);
  assert.match(command.err, /^chinook-eval: unknown command 'bnech'/);
  assert.match(command.err, /bench/);
  // Names that every JavaScript object has are no commands.
  for (const word of ['constructor', 'toString', '__proto__']) assert.equal((await run(word)).code, 2);
  const option = await run('bench', '--layout', 'three');
  assert.equal(option.code, 2);
  assert.match(option.err, /--layouts/);
});

const bin = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));
const compiled = existsSync(new URL('../../dist/src/cli.js', import.meta.url));
const oldNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (file) =>
      existsSync(file) && /^v(1\d|20|21)\./.test(execFileSync(file, ['--version'], { encoding: 'utf8' })),
  );
const skipOld = (!oldNode && 'no Node older than 22 on the PATH') || (!compiled && 'not compiled');

test('bin runs main, and its exit code is the process exit code', {
  skip: !compiled && 'not compiled',
}, () => {
  const good = spawnSync(process.execPath, [bin, '--version'], { encoding: 'utf8' });
  assert.deepEqual([good.status, good.stdout], [0, `${version()}\n`]);
  const bad = spawnSync(process.execPath, [bin, 'bench', '--scale', '0'], { encoding: 'utf8' });
  assert.equal(bad.status, 2);
});

test('on an old Node, bin hands over to the pinned one', { skip: skipOld }, () => {
  const { status, stdout, stderr } = spawnSync(oldNode as string, [bin, 'layouts', '--json'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.equal((JSON.parse(stdout) as unknown[]).length, 4);
});

test('on an old Node without the pinned one, bin says so in one line and exits 2', { skip: skipOld }, () => {
  const folder = new TemporaryFolder();
  mkdirSync(join(folder.path, 'bin'));
  cpSync(bin, join(folder.path, 'bin', 'chinook-eval.mjs'));
  const { status, stdout, stderr } = spawnSync(
    oldNode as string,
    [join(folder.path, 'bin', 'chinook-eval.mjs'), 'layouts'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^chinook-eval: Node \d+\.\d+\.\d+ is too old\. Install Node 22\.13 or newer.*\n$/);
});
