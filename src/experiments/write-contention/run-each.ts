import { now, sleepBlocking } from './clock.ts';
import type { Outcome } from './commit.ts';
import { Latencies } from './latency.ts';
import type { Stretch, Tally } from './protocol.ts';

/**
 * One process, one operation after another, each at its time or as soon as the ones before are done. Latency counts from
 * the intended start. What was not even started when the arm was over is counted with the time that it had waited by then: a
 * lower bound, but leaving it out would drop the longest waits of all.
 */
export function runEach({ schedule, startAt, window, drain }: Stretch, run: (n: number) => Outcome): Tally {
  const latencies = new Latencies();
  const over = startAt + window + drain;
  const cpu = process.cpuUsage();
  let [done, busy, unserved, lastEnd] = [0, 0, 0, startAt];
  for (const [n, offset] of schedule.entries()) {
    const due = startAt + offset;
    for (let left = due - now(); left > 0; left = due - now()) sleepBlocking(left);
    if (now() >= over) {
      unserved++;
      latencies.record(over - due);
      continue;
    }
    const outcome = run(n);
    lastEnd = now();
    latencies.record(lastEnd - due);
    if (outcome === 'done') done++;
    else busy++;
  }
  return { done, busy, unserved, lastEnd, latencies: latencies.encode(), cpuSeconds: cpuSince(cpu) };
}

export function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
