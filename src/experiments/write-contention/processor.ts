import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock.ts';

/** Above this a machine counts as saturated: latency then includes waiting for a processor, whatever the locks do. */
export const SATURATED = 0.9;

function times(): { readonly busy: number; readonly all: number } {
  const each = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({
    busy: user + nice + sys + irq,
    idle,
  }));
  const busy = each.reduce((sum, one) => sum + one.busy, 0);
  return { busy, all: busy + each.reduce((sum, one) => sum + one.idle, 0) };
}

/**
 * The share of all cores' time that was in use, by whomever, between two moments of the shared clock (from /proc/stat on
 * Linux). Null where interrupted, or where the clock of the cores did not advance.
 */
export async function machineBusy(from: number, to: number, signal: AbortSignal): Promise<number | null> {
  try {
    await sleep(Math.max(0, from - now()) * 1000, undefined, { signal });
    const before = times();
    await sleep(Math.max(0, to - now()) * 1000, undefined, { signal });
    const after = times();
    const all = after.all - before.all;
    return all > 0 ? (after.busy - before.busy) / all : null;
  } catch {
    return null;
  }
}
