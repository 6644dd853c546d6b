import { openLayout } from '../database/open.ts';
import type { Layout } from '../model/layout.ts';
import { sendProgress, serve } from '../process/serve.ts';
import { pairWriter } from './backup-skew/pairs.ts';

export interface WriterRequest {
  readonly layout: Layout;
  readonly folder: string;
  /** One pair each. */
  readonly periodSeconds: number;
}

/** How late each pair was written: from the moment it was due to its commit. */
export interface WriterResult {
  readonly pairs: number;
  /** Sorted. */
  readonly delaySeconds: Float64Array;
}

/** So long it writes at most before it hears what it is asked: on a slow disk it is never done with what is due. */
const TURN_SECONDS = 0.02;

let delays: number[] = [];
let running: NodeJS.Timeout | undefined;
let close = () => {};
let written = 0;

/** Writes pairs on a schedule until it is asked to stop; what is late is caught up with, and counted from when it was due. */
function start({ layout, folder, periodSeconds }: WriterRequest): void {
  const open = openLayout(layout, folder);
  const write = pairWriter(open);
  const begun = performance.now();
  let number = 0;
  running = setInterval(() => {
    const until = performance.now() + TURN_SECONDS * 1000;
    for (let now = performance.now(); now < until; now = performance.now()) {
      const due = begun + number * periodSeconds * 1000;
      if (due > now) break;
      try {
        write(number + 1);
      } catch (error) {
        // Locked for longer than the layout waits: the same pair again, as late as it then is.
        if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw error;
        break;
      }
      number++;
      delays.push((performance.now() - due) / 1000);
    }
    written = number;
    sendProgress('', number);
  }, periodSeconds * 1000);
  close = () => open.close();
}

/** What was late since it was last asked, and a new beginning. */
function delaysSoFar(): WriterResult {
  const result = { pairs: written, delaySeconds: Float64Array.from(delays).sort() };
  delays = [];
  return result;
}

function stop(): void {
  clearInterval(running);
  close();
}

serve({ start, delays: delaysSoFar, stop });
