import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunDocument } from '../../src/model/run.ts';
import { TemporaryFolder } from '../support/dataset.ts';

const cli = new URL('../../src/cli.ts', import.meta.url).href;

/** The program in a process of its own, at the head of a process group, as a shell starts it. */
function start(folder: string, words: readonly string[]): ChildProcess {
  const code = `import { runCli } from ${JSON.stringify(cli)}; process.exitCode = await runCli();`;
  const options = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    code,
    '--',
    'chinook-eval',
    ...words,
  ];
  return spawn(process.execPath, options, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Processes that work in this folder, as the program and its children do; only Linux shows them. */
function processesIn(folder: string): number[] {
  if (!existsSync('/proc/self/cwd')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder;
      } catch {
        return false;
      }
    });
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (condition()) return;
    await sleep(50);
  }
  assert.fail(`waited in vain for ${what}`);
}

const runFile = (folder: string) => {
  const reports = join(folder, 'reports');
  const [id] = existsSync(reports) ? readdirSync(reports) : [];
  const file = id && join(reports, id, 'run.json');
  return file && existsSync(file) ? RunDocument.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
};

for (const [signal, wholeGroup] of [
  ['SIGINT', true],
  ['SIGTERM', false],
] as const) {
  test(`${signal} while measuring: children ended, what is measured is kept and readable, exit 130`, {
    skip: process.platform === 'win32' && 'no signals on Windows',
  }, async () => {
    const folder = new TemporaryFolder();
    mkdirSync(join(folder.path, 'work'));
    const child = start(folder.path, ['bench', '--scale', '1', '--rounds', '20', '--work', 'work']);
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    const pid = child.pid ?? assert.fail('not started');
    await until('two scenarios', () => (runFile(folder.path)?.scenarios.length ?? 0) >= 2);
    // Not 'exit': its last line may still be on its way then.
    const ended = once(child, 'close');
    await until('a trial', () => processesIn(folder.path).length > 1 || !existsSync('/proc/self/cwd'));
    process.kill(wholeGroup ? -pid : pid, signal);
    const [code] = await ended;
    assert.equal(code, 130, err);
    assert.match(
      err,
      /^chinook-eval: interrupted; the \d+ scenarios? measured so far (is|are) in .*run\.json\n$/,
    );
    await until('the children to end', () => processesIn(folder.path).length === 0);
    assert.deepEqual(readdirSync(join(folder.path, 'work')), []);
    const run = runFile(folder.path);
    assert.equal(run?.outcome, 'interrupted');
    for (const trial of run?.scenarios.flatMap((scenario) => scenario.trials) ?? [])
      assert.equal(trial.status, 'measured');
  });
}

test('a coordinator that is killed takes its children with it', {
  skip: process.platform === 'win32' && 'no signals on Windows',
}, async () => {
  const folder = new TemporaryFolder();
  mkdirSync(join(folder.path, 'work'));
  const child = start(folder.path, ['bench', '--scale', '1', '--rounds', '20', '--work', 'work']);
  const pid = child.pid ?? assert.fail('not started');
  await until('a scenario', () => (runFile(folder.path)?.scenarios.length ?? 0) >= 1);
  process.kill(pid, 'SIGKILL');
  await until('the children to end', () => processesIn(folder.path).length === 0);
});

test('SIGINT while building leaves neither files nor processes', {
  skip: process.platform === 'win32' && 'no signals on Windows',
}, async () => {
  const folder = new TemporaryFolder();
  const child = start(folder.path, ['build', '--scale', '60', '--out', 'data']);
  const pid = child.pid ?? assert.fail('not started');
  await until('the build to begin', () => existsSync(join(folder.path, 'data')));
  const ended = once(child, 'exit');
  process.kill(-pid, 'SIGINT');
  assert.equal((await ended)[0], 130);
  await until('the children to end', () => processesIn(folder.path).length === 0);
  assert.deepEqual(readdirSync(folder.path), []);
});
