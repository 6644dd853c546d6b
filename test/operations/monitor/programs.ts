import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

/** For a test that needs programs which a machine may not have: it is skipped there, and says why. */
export function needs(...programs: string[]): { readonly skip: string | false } {
  const missing = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  return { skip: missing.length > 0 && `${missing.join(' and ')} is not installed here` };
}

const cli = new URL('../../../src/cli.ts', import.meta.url).href;

/** A test that fails leaves what it has started: with it the test file would never end. */
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** A program in a process of its own; what it says is kept. */
export interface Program {
  readonly process: ChildProcess;
  readonly said: () => string;
  /** Asks it to end, and waits until it has. @returns its exit code, or the signal that ended it */
  end(signal?: NodeJS.Signals): Promise<number | string | null>;
}

export function startProgram(
  file: string,
  words: readonly string[],
  cwd: string,
  env = process.env,
): Program {
  const child = spawn(file, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  // Not 'exit': what it said last may still be on its way then.
  const ended = once(child, 'close');
  running.add(child);
  child.once('exit', () => running.delete(child));
  return {
    process: child,
    said: () => said,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      const [code, by] = await ended;
      return code ?? by;
    },
  };
}

/** What Node is given for `chinook-eval ...words`, from the sources. */
export function cliWords(words: readonly string[]): string[] {
  const code = `import { runCli } from ${JSON.stringify(cli)}; process.exitCode = await runCli();`;
  const options = [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    code,
    '--',
    'chinook-eval',
  ];
  return [...options, ...words];
}

export function startCli(words: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): Program {
  return startProgram(process.execPath, cliWords(words), cwd, env);
}

/** The address that a monitor says in its log. */
export async function addressOf(monitor: Program): Promise<string> {
  const found = () => /watching.*?(http:\/\/[^/\s]+)\/metrics/.exec(monitor.said())?.[1];
  await until('the monitor to listen', () => {
    assert.equal(monitor.process.exitCode, null, monitor.said());
    return found() !== undefined;
  });
  return String(found());
}

/** @param what it is that is waited for, for when it is waited for in vain */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (await condition()) return;
    await sleep(50);
  }
  assert.fail(`waited in vain for ${what}`);
}

/** The port that Prometheus or Alertmanager has taken, started on any that is free (port 0): one that was free may be taken by then. */
export async function portOf(program: Program): Promise<number> {
  const found = () => /msg="?Listening on"? .*?address=127\.0\.0\.1:(\d+)/.exec(program.said())?.[1];
  await until('a program to listen', () => {
    assert.equal(program.process.exitCode, null, program.said());
    return found() !== undefined;
  });
  return Number(found());
}
