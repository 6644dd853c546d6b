import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eachOf, runProgram, stepsOf } from './program.ts';

/** A program that is to be killed, and how to see that nothing is lost. */
export interface Killed {
  readonly words: readonly string[];
  /** A folder to run it in, the same each time. */
  readonly copyOfBase: () => string;
  /** What there is after a run that was ended, and then after one that was not. */
  readonly checkAfter: (place: string, what: string) => Promise<void>;
}

/** Copies of the folder `base`, beside it. */
export function copier(root: string): () => string {
  let copies = 0;
  return () => {
    const place = join(root, `copy-${copies++}`);
    cpSync(join(root, 'base'), place, { recursive: true });
    return place;
  };
}

/**
 * @param expected steps that have to be among those at which it is killed
 * @param leaveOut where nothing happens on the disk that the step that follows does not have before it as well
 * @param byItself a process that works for the program may be killed instead: it says so, and ends with one of these codes
 */
export async function killAtEachStep(
  { words, copyOfBase, checkAfter }: Killed,
  expected: readonly string[],
  leaveOut: readonly string[],
  context: TestContext,
  byItself: readonly number[] = [],
): Promise<void> {
  const steps = await stepsOf(words, copyOfBase());
  for (const step of expected) assert.ok(steps.includes(`${step}#1`), step);
  const different = steps.filter((one) => !leaveOut.includes(one));
  await eachOf(different, async (step) => {
    const place = copyOfBase();
    const { code, signal, err } = await runProgram(words, { cwd: place, fault: `kill:${step}` });
    if (signal === null) {
      assert.ok(byItself.includes(code ?? -1), `${step}: ${code} ${err}`);
      assert.match(err, /was ended by SIGKILL/, step);
    } else assert.equal(signal, 'SIGKILL', step);
    await checkAfter(place, step);
  });
  context.diagnostic(`${different.length} of ${steps.length} steps`);
}

export const WITH_STRACE = {
  skip: spawnSync('strace', ['-V']).status !== 0 && 'strace is not installed',
};

/** System calls that change a file. */
export const FILE_CALLS: readonly string[] = [
  ...['mkdir', 'mkdirat', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir'],
  ...['pwrite64', 'write', 'fsync', 'fdatasync'],
];

/** @param calls at which it is counted @param numbers at which of them it is killed; of a short run one may come too late */
export async function killAtCalls(
  { words, copyOfBase, checkAfter }: Killed,
  calls: readonly string[],
  numbers: readonly number[],
  context: TestContext,
): Promise<void> {
  let killed = 0;
  const traced = calls.join(',');
  await eachOf(numbers, async (number) => {
    const place = copyOfBase();
    const { code, signal } = await runProgram(words, {
      cwd: place,
      // With one thread for files the calls of the program come in one order.
      env: { UV_THREADPOOL_SIZE: '1' },
      before: ['strace', '-f', '-o', '/dev/null', '-e', `trace=${traced}`].concat(
        '-e',
        `inject=${traced}:signal=KILL:when=${number}`,
      ),
    });
    if (code !== 0 || signal !== null) killed++;
    await checkAfter(place, `call ${number}`);
  });
  assert.ok(killed >= numbers.length - 1, `only ${killed} were killed`);
  context.diagnostic(`${killed} of ${numbers.length} killed`);
}
