import { Child } from '../process/child.ts';
import { pinProcess } from './pin.ts';
import type { BlockRequest, LaunchTrial, Opened, OpenRequest } from './protocol.ts';

/** Long enough for a cold, slow disk; a trial that takes longer hangs. */
const OPEN_DEADLINE_SECONDS = 120;
const BLOCK_DEADLINE_SECONDS = 60;

/** Launches trials; each is kept on `core` once it is open, where there is one to keep it on. */
export function trialLauncher(core: number | null): LaunchTrial {
  return (signal) => {
    const child = new Child('src/bench/trial-process', { signal, execArgv: ['--expose-gc'] });
    return {
      open: async (request: OpenRequest) => {
        const opened = await child.request<Opened>('open', request, OPEN_DEADLINE_SECONDS);
        if (core !== null && child.pid !== undefined) await pinProcess(child.pid, core);
        return opened;
      },
      block: (request: BlockRequest) => child.request<Float64Array>('block', request, BLOCK_DEADLINE_SECONDS),
      end: () => child.end(),
    };
  };
}
