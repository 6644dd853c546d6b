import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDataFolder } from '../../src/database/data-folder.ts';
import { datasetDigest } from '../../src/database/digest.ts';
import { openLayout } from '../../src/database/open.ts';
import { main } from '../../src/main.ts';
import { FAULT_VARIABLE, forgetSteps } from '../../src/operations/faults.ts';
import { TemporaryFolder } from '../support/dataset.ts';
import { recordedStreams } from '../support/streams.ts';

// Most of the time of so many short processes went into compiling the same modules: they share what the first has compiled.
process.env.NODE_COMPILE_CACHE ??= new TemporaryFolder().path;
// The processes that work for the program are ended before Node saves what they have compiled.
const workers = ['snapshot', 'verify'].map(
  (name) => new URL(`../../src/operations/backup/${name}-process.ts`, import.meta.url).href,
);
const load = `await Promise.all(${JSON.stringify(workers)}.map((file) => import(file)))`;
spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', load]);

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

const cli = new URL('../../src/cli.ts', import.meta.url).href;
const CODE = `import { runCli } from ${JSON.stringify(cli)}; process.exitCode = await runCli();`;
/** Node and the program, without its words. */
export const PROGRAM = [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  '--input-type=module',
  '-e',
  CODE,
  '--',
  'chinook-eval',
];

interface HowToRun {
  readonly cwd: string;
  readonly fault?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What starts the program, such as strace with its options. */
  readonly before?: readonly string[];
}

/** The program in a process of its own, which may be killed. */
export async function runProgram(
  words: readonly string[],
  { cwd, fault = '', env, before = [] }: HowToRun,
): Promise<Ended> {
  const [command = '', ...rest] = [...before, ...PROGRAM, ...words];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, [FAULT_VARIABLE]: fault, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

/**
 * The program in a process of its own, which waits before a step until `file` is there.
 * @param at such as "backup-copy#1"
 */
export async function heldProgram(
  words: readonly string[],
  { cwd, at, env }: { readonly cwd: string; readonly at: string; readonly env?: NodeJS.ProcessEnv },
) {
  const file = join(cwd, 'go');
  const [command = '', ...rest] = [...PROGRAM, ...words];
  const child = spawn(command, rest, {
    cwd,
    env: { ...process.env, [FAULT_VARIABLE]: `hold:${at}@${file}`, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.on('exit', () => child.kill('SIGKILL'));
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  while (!existsSync(`${file}.waiting`)) {
    if (child.exitCode !== null) throw new Error(`it did not come to ${at}: ${err}`);
    await sleep(10);
  }
  return { child, file, ended, said: () => err };
}

/** The program in this process. */
export async function runMain(words: readonly string[], cwd: string): Promise<Ended> {
  const recorded = recordedStreams({ cwd });
  const code = await main(words, recorded.streams);
  return { code, signal: null, out: recorded.out(), err: recorded.err() };
}

/** The digest of all rows of a data folder. */
export function digestOf(folder: string): string {
  const { layout, files } = readDataFolder(folder, folder);
  const open = openLayout(layout, files);
  try {
    return datasetDigest(open);
  } finally {
    open.close();
  }
}

/** Where the operation says that it is about to do something, in the order in which it does. */
export async function stepsOf(words: readonly string[], cwd: string): Promise<readonly string[]> {
  const list = join(cwd, 'steps');
  const { code, err } = await runProgram(words, { cwd, fault: `list:${list}` });
  if (code !== 0) throw new Error(err);
  const seen = new Map<string, number>();
  return readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map((name) => {
      const number = (seen.get(name) ?? 0) + 1;
      seen.set(name, number);
      return `${name}#${number}`;
    });
}

/** Calls work for each, so many at a time. */
export async function eachOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  atOnce = 2,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Work in this process with a fault, such as "full:backup-copy#1". */
export async function withFault<T>(fault: string, work: () => Promise<T>): Promise<T> {
  forgetSteps();
  process.env[FAULT_VARIABLE] = fault;
  try {
    return await work();
  } finally {
    delete process.env[FAULT_VARIABLE];
  }
}
