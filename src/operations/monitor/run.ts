import { setTimeout as sleep } from 'node:timers/promises';
import { Exposition } from './exposition.ts';
import { type Lock, readLocksAside } from './locks.ts';
import { answer, type Route } from './server/route.ts';
import { startServer } from './server/server.ts';
import type { Watch } from './watch.ts';

export interface RunOptions {
  readonly watch: Watch;
  readonly intervalSeconds: number;
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  /** Pages beside /metrics. */
  readonly routes?: readonly Route[];
  readonly onListening: (port: number) => void;
  /** Work that goes on beside the looks, and ends when its signal is aborted. */
  readonly beside?: (signal: AbortSignal) => Promise<void>;
  /** Before each look. */
  readonly refresh?: () => void;
  /** Tests list them themselves. */
  readonly locks?: () => Promise<readonly Lock[] | null>;
  readonly signal: AbortSignal;
}

/** Between two looks the locks alone are looked at so often. */
const LOCK_LOOKS = 4;

/** Looks and serves until it is interrupted; then every connection is closed. @throws Failure as startServer */
export async function runMonitor(options: RunOptions): Promise<void> {
  const { watch, intervalSeconds, signal, locks: list = readLocksAside } = options;
  const ending = new AbortController();
  const beside: Promise<void>[] = [];
  let locks = await list();
  const server = await startServer({
    ...options,
    routes: [metricsRoute(watch), ...(options.routes ?? [])],
    onDefect: (error) => tellDefect(watch, 'a request', error),
  });
  try {
    options.onListening(server.port);
    if (options.beside)
      beside.push(
        options
          .beside(AbortSignal.any([signal, ending.signal]))
          .catch((error: unknown) => tellDefect(watch, 'a check', error)),
      );
    const began = performance.now();
    let looked = -1;
    for (let step = 0; !signal.aborted; step++) {
      // Also where the step that a look was due at has been missed.
      const due = Math.floor(step / LOCK_LOOKS);
      if (due !== looked) {
        looked = due;
        options.refresh?.();
        // The first one in one piece: whoever asks first has figures.
        if (step === 0) watch.look(locks);
        else await watch.lookInTurns(locks);
      } else watch.lookAtLocks(locks);
      // Steps are counted from the start, so that a slow look makes no drift; those missed, as by a machine asleep, are left out.
      const length = (intervalSeconds * 1000) / LOCK_LOOKS;
      const passed = performance.now() - began;
      const next = Math.max(step + 1, Math.ceil(passed / length));
      step += next - step - 1;
      await sleep(next * length - passed, undefined, { signal }).catch(() => {});
      locks = await list();
    }
  } finally {
    ending.abort();
    await Promise.all([server.stop(), ...beside]);
  }
}

function tellDefect(watch: Watch, what: string, error: unknown): void {
  watch.tell({ event: 'defect', level: 'error', message: `${what} failed`, error: String(error) });
}

function metricsRoute(watch: Watch): Route {
  const exposition = new Exposition(watch);
  return {
    path: '/metrics',
    description: 'the latest figures, for Prometheus',
    handle: async ({ response }) => answer(response, 200, exposition.contentType, await exposition.text()),
  };
}
