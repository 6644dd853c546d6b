import { setTimeout as sleep } from 'node:timers/promises';
import { Cron } from 'croner';
import { EXIT, Failure } from '../../model/failure.ts';

/** Longer than this nothing is slept at once: a clock that is set, or a machine that was suspended, is seen in time. */
const LONGEST_SLEEP_SECONDS = 30;
/** A clock that went back by more than this was set. */
const BACK_SECONDS = 60;

/** @throws Failure (exit 2) for what is no cron pattern, or one that never comes */
export function parseSchedule(text: string): Cron {
  const wrong = (why: string, options?: ErrorOptions) =>
    new Failure(
      `--every ${JSON.stringify(text)} is no schedule (${why}). Give a cron pattern such as "0 3 * * *".`,
      EXIT.usage,
      options,
    );
  let cron: Cron;
  try {
    // Without a function it only computes.
    cron = new Cron(text, { paused: true });
  } catch (error) {
    throw wrong(flawOf(text), { cause: error });
  }
  if (cron.nextRun() === null) throw wrong('it never comes');
  return cron;
}

/** In our words: those of the library speak of its own parts. */
function flawOf(text: string): string {
  const fields = text.trim().split(/\s+/).filter(Boolean).length;
  return fields >= 5 && fields <= 7
    ? 'a field of it is none'
    : `it has ${fields} ${fields === 1 ? 'field' : 'fields'}, not the five for minute, hour, day, month and weekday`;
}

export interface ScheduleOptions {
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  /** For tests: waits so long, or until the signal. */
  readonly wait?: (seconds: number, signal: AbortSignal) => Promise<void>;
  readonly onNext?: (next: Date) => void;
  /** Times that passed while a run was still going on, or the machine slept: they are not made up for. */
  readonly onMissed?: (times: readonly Date[]) => void;
}

/**
 * Runs work at each time of a schedule, one at a time. Where several times have passed at once there is one run. Ends when
 * the signal comes, or the schedule has no more times. Where the clock is set back, the next time comes earlier again.
 */
export async function runOnSchedule(
  cron: Pick<Cron, 'nextRun'>,
  work: () => Promise<void>,
  options: ScheduleOptions,
): Promise<void> {
  const { signal, clock, onNext, onMissed } = options;
  const missed = (times: readonly Date[]) => {
    if (times.length > 0) onMissed?.(times);
  };
  let from = clock();
  while (!signal.aborted) {
    const next = cron.nextRun(from);
    if (next === null) return;
    onNext?.(next);
    const come = await waitUntil(next, options);
    if (signal.aborted) return;
    if (come) {
      const passed = timesBetween(cron, next, clock());
      missed(passed.slice(0, -1));
      await work();
      missed(timesBetween(cron, cron.nextRun(passed.at(-1) ?? next), clock()));
    }
    from = clock();
  }
}

/** The times from `first` to `until`, at most a few hundred: of a clock that leapt by years nobody wants them all. */
function timesBetween(cron: Pick<Cron, 'nextRun'>, first: Date | null, until: Date): Date[] {
  const times: Date[] = [];
  for (let time = first; time !== null && time <= until && times.length < 500; time = cron.nextRun(time))
    times.push(time);
  return times;
}

/** False where the clock was set back meanwhile. */
async function waitUntil(time: Date, { signal, clock, wait = pause }: ScheduleOptions): Promise<boolean> {
  for (let last = clock().getTime(); !signal.aborted; ) {
    const now = clock().getTime();
    if (now >= time.getTime()) return true;
    if (now < last - BACK_SECONDS * 1000) return false;
    last = now;
    await wait(Math.min((time.getTime() - now) / 1000, LONGEST_SLEEP_SECONDS), signal);
  }
  return false;
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
}
