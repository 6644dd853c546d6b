import { appendFileSync, existsSync } from 'node:fs';

/**
 * Where tests reach into an operation: it says `step('name')` before each thing that it does to the disk, and a test
 * that starts the process with FAULT_VARIABLE decides what happens there. Without the variable a step does nothing.
 *
 *   kill:NAME#N    the process ends at once (SIGKILL), at the N-th step of this name; `*` is any name
 *   killall:NAME#N the same, and its parent with it where it is a child: as when a machine's memory runs out
 *   fail:NAME#N    an input/output error is thrown (EIO)
 *   full:NAME#N    the disk is full (ENOSPC)
 *   hold:NAME#N@FILE   goes on when FILE exists; writes FILE.waiting when it has come so far
 *   list:FILE      appends each name to FILE: what there is to kill
 */
export const FAULT_VARIABLE = 'CHINOOK_EVAL_TEST_FAULT';

const FAULT = /^(\w+):([^#@]+)(?:#(\d+))?(?:@(.+))?$/;
const POLL_MS = 5;
const seen = new Map<string, number>();

/** @param name what is about to be done, such as "switch"; the same name each time that it is done */
export function step(name: string): void {
  const fault = process.env[FAULT_VARIABLE];
  if (fault === undefined || fault === '') return;
  // Names hold colons themselves.
  const [, kind = '', wanted = '', count = '1', file = ''] = FAULT.exec(fault) ?? [];
  if (kind === 'list') {
    appendFileSync(wanted, `${name}\n`);
    return;
  }
  if (wanted !== '*' && wanted !== name) return;
  const times = (seen.get(wanted) ?? 0) + 1;
  seen.set(wanted, times);
  if (times === Number(count)) act(kind, name, file);
}

function act(kind: string, name: string, file: string): void {
  const error = (code: string) => Object.assign(new Error(`${code}: injected at ${name}`), { code });
  switch (kind) {
    case 'killall':
      if (process.send !== undefined) process.kill(process.ppid, 'SIGKILL');
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'fail':
      throw error('EIO');
    case 'full':
      throw error('ENOSPC');
    case 'hold':
      appendFileSync(`${file}.waiting`, name);
      while (!existsSync(file)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
      return;
    default:
      throw new TypeError(`no fault ${kind}`);
  }
}

/** For tests that run several operations in one process: counting begins anew. */
export function forgetSteps(): void {
  seen.clear();
}
