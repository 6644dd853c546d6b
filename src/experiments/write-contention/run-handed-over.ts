import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { now, sleepBlocking } from './clock.ts';
import type { Operation } from './kinds.ts';
import { Latencies } from './latency.ts';
import { splitLines } from './lines.ts';
import type { Stretch, Tally } from './protocol.ts';
import { cpuSince } from './run-each.ts';

/** The longest blocking sleep between two looks at the socket, seconds: answers are seen so much late at most. */
export const LOOK_SECONDS = 0.0002;

/** Operations of one writer under way at a time, at most: more would only make a queue in the committer longer. */
const MOST_UNDER_WAY = 256;

/** Answers that do not come within this are a failure of the committer, not a latency. */
const LOST_SECONDS = 30;

/** Connects to the committer. @throws where nobody listens */
export function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', reject);
    socket.setEncoding('utf8');
    socket.setNoDelay(true);
  });
}

/**
 * The same schedule, handed over: operations are sent when they are due, whether or not those before are answered, and the
 * latency is the time from the intended start until the answer, which comes after the commit.
 */
export async function runHandedOver(
  { schedule, startAt, window, drain }: Stretch,
  socket: Socket,
  operation: (n: number) => Operation,
): Promise<Tally> {
  const latencies = new Latencies();
  const over = startAt + window + drain;
  const cpu = process.cpuUsage();
  let [sent, answered, done, busy, lastEnd] = [0, 0, 0, 0, startAt];
  const listener = splitLines((line) => {
    const [count, outcome] = line.split(' ');
    const at = now();
    for (let n = 0; n < Number(count); n++) latencies.record(at - startAt - (schedule[answered++] ?? 0));
    if (outcome === 'done') done += Number(count);
    else busy += Number(count);
    lastEnd = at;
  });
  socket.on('data', listener);
  try {
    while (answered < schedule.length) {
      const at = now();
      if (at >= over && answered === sent) break;
      if (socket.destroyed || at > over + LOST_SECONDS)
        throw new Error('the committing process did not answer');
      let lines = '';
      const due = (n: number) => startAt + (schedule[n] ?? Number.POSITIVE_INFINITY);
      while (at < over && sent - answered < MOST_UNDER_WAY && due(sent) <= at)
        lines += `${JSON.stringify(operation(sent++))}\n`;
      if (lines !== '') socket.write(lines);
      await nextTurn();
      sleepBlocking(
        sent - answered < MOST_UNDER_WAY ? Math.min(due(sent) - now(), LOOK_SECONDS) : LOOK_SECONDS,
      );
    }
  } finally {
    socket.off('data', listener);
  }
  for (let n = sent; n < schedule.length; n++) latencies.record(over - startAt - (schedule[n] ?? 0));
  const unserved = schedule.length - sent;
  return { done, busy, unserved, lastEnd, latencies: latencies.encode(), cpuSeconds: cpuSince(cpu) };
}
