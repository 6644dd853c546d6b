import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted, throwIfInterrupted } from '../model/failure.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the program: nothing of this process is added. */
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly deadlineSeconds: number;
  /** Windows starts .cmd files (npm) by its shell only; `command` is then the whole line. */
  readonly shell?: boolean;
}

/** How a program ended; code null: ended by a signal. Of long outputs the last part. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** There is no such program, or it may not be run. */
export class NotStarted extends Error {}

export class TooSlow extends Error {}

const POSIX = process.platform !== 'win32';
const KEPT_CHARACTERS = 1_000_000;
/** git removes its half-made worktree and its locks on SIGTERM, not on SIGKILL. */
const GRACE_SECONDS = 2;
const LAST_WAIT_SECONDS = 2;

/**
 * Runs a program to its end. It leads a process group of its own: Ctrl-C reaches us alone, and what the program started
 * is ended with it, on abort, on a deadline and also where it leaves something running.
 * @throws NotStarted, TooSlow or Interrupted; an exit code other than 0 is no error here
 */
export async function runProgram(
  command: string,
  words: readonly string[],
  { cwd, env, signal, deadlineSeconds, shell = false }: RunOptions,
): Promise<Ran> {
  throwIfInterrupted(signal);
  const child = spawn(command, words, {
    cwd,
    env: { ...env },
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: POSIX,
    windowsHide: true,
  });
  const [stdout, stderr] = [keepEnd(child.stdout), keepEnd(child.stderr)];
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));

  let endedFor: Error | undefined;
  let grace: NodeJS.Timeout | undefined;
  const end = (why: Error) => {
    if (endedFor !== undefined) return;
    endedFor = why;
    killGroup(child, 'SIGTERM');
    grace = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_SECONDS * 1000);
  };
  const abort = () => end(new Interrupted());
  signal.addEventListener('abort', abort);
  const deadline = setTimeout(
    () => end(new TooSlow(`not done within ${deadlineSeconds} s`)),
    deadlineSeconds * 1000,
  );
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', (error) => {
        if (child.pid === undefined) reject(new NotStarted(error.message, { cause: error }));
      });
      child.on('exit', resolve);
    });
    await endRest(child);
    // What left the group may hold the pipes open for ever.
    await Promise.race([closed, sleep(LAST_WAIT_SECONDS * 1000, undefined, { ref: false })]);
    if (endedFor !== undefined) throw endedFor;
    return { code, stdout: stdout(), stderr: stderr() };
  } finally {
    signal.removeEventListener('abort', abort);
    clearTimeout(deadline);
    clearTimeout(grace);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function keepEnd(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_CHARACTERS);
  });
  return () => text;
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  if (!POSIX) {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => {},
    );
    return true;
  }
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** After its leader is gone: ends what is left of the group, so that nobody writes where we are about to remove. */
async function endRest(child: ChildProcess): Promise<void> {
  if (!POSIX) return;
  const rounds = LAST_WAIT_SECONDS * 100;
  for (let round = 0; round < rounds && killGroup(child, 'SIGKILL'); round++) await sleep(10);
}
