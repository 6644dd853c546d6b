import { MARK_BEGIN, MARK_END } from './transact.ts';

/**
 * System calls that change a file or order its changes. Node itself makes none of them while SQLite commits; `?`: not on every processor.
 */
const CALLS = ['pwrite64', 'ftruncate', 'fsync', 'fdatasync', '?unlink', 'unlinkat'];

/** One call between the two marks: the process is killed as it enters it, so it has no effect. */
export interface KillPoint {
  readonly call: string;
  /** The how-manieth of its kind in its thread from the start of the process, from 1: strace counts so. */
  readonly ordinal: number;
}

/** How long a call is held, so that the process can be killed in it: strace(1), delay_enter. */
const HOLD_SECONDS = 30;

/**
 * strace(1) holds the process before the call is made; it is killed by its parent. -D makes the tracer the grandchild, so
 * that our child stays our child. --seccomp-bpf lets all other calls run at full speed: without it a process takes
 * 200 ms to start instead of 50 [run]. strace could send the signal itself, but 6.1 does not together with --seccomp-bpf.
 */
export function straceWords(log: string, point: KillPoint | null): readonly string[] {
  const trace = `trace=${CALLS.join(',')}`;
  const words = ['strace', '-D', '-f', '--seccomp-bpf', '-s', '0', '-o', log, '-e', trace];
  return point === null
    ? words
    : [...words, '-e', `inject=${point.call}:delay_enter=${HOLD_SECONDS}s:when=${point.ordinal}`];
}

interface Call {
  readonly thread: string;
  readonly call: string;
  readonly rest: string;
}

/** Lines such as `1234 pwrite64(22, ""..., 24, 32) = 24`; a call that was interrupted counts where it began. */
function callsIn(log: string): Call[] {
  return log.split('\n').flatMap((line) => {
    const [, thread = '', call = '', rest = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    return call === '' ? [] : [{ thread, call, rest }];
  });
}

/** The calls between the marks; null where the log does not hold both. */
export function killPoints(log: string): readonly KillPoint[] | null {
  const all = callsIn(log);
  const begin = all.find((one) => one.rest.includes(`/${MARK_BEGIN}"`));
  if (begin === undefined) return null;
  const calls = all.filter((one) => one.thread === begin.thread);
  const end = calls.findIndex((one) => one.rest.includes(`/${MARK_END}"`));
  if (end < 0) return null;
  const seen = new Map<string, number>();
  const numbered = calls.map(({ call }) => {
    const ordinal = (seen.get(call) ?? 0) + 1;
    seen.set(call, ordinal);
    return { call, ordinal };
  });
  return numbered.slice(calls.indexOf(begin) + 1, end);
}

/** Calls between the first mark and the end of the log, the one that was killed included; null before the mark. */
export function callsSinceBegin(log: string): number | null {
  const all = callsIn(log);
  const begin = all.find((one) => one.rest.includes(`/${MARK_BEGIN}"`));
  if (begin === undefined) return null;
  const calls = all.filter((one) => one.thread === begin.thread);
  return calls.length - calls.indexOf(begin) - 1;
}
