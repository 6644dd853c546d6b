import type { Figures } from '../model/figures.ts';
import { Child, type Program } from '../process/child.ts';
import { pinProcess } from './pin.ts';
import type { BlockRequest, FiguresRequest, LaunchTrial, Opened, OpenRequest } from './protocol.ts';

/** Long enough for a cold, slow disk; a trial that takes longer hangs. */
const OPEN_DEADLINE_SECONDS = 120;
const BLOCK_DEADLINE_SECONDS = 60;

/**
 * Launches trials; each is kept on `core` once it is open, where there is one to keep it on.
 * @param program the trial's program, of this version or of another
 */
export function trialLauncher(
  core: number | null,
  program: Program = 'src/bench/trial-process',
): LaunchTrial {
  return (signal) => {
    const child = new Child(program, { signal, execArgv: ['--expose-gc'] });
    return {
      open: async (request: OpenRequest) => {
        const opened = await child.request<Opened>('open', request, OPEN_DEADLINE_SECONDS);
        if (core !== null && child.pid !== undefined) await pinProcess(child.pid, core);
        return opened;
      },
      block: (request: BlockRequest) => child.request<Float64Array>('block', request, BLOCK_DEADLINE_SECONDS),
      figures: (request: FiguresRequest) => child.request<Figures>('figures', request, OPEN_DEADLINE_SECONDS),
      end: () => child.end(),
    };
  };
}

/** The reference query, on the same core as the trials. */
export function referenceLauncher(core: number | null): LaunchTrial {
  return trialLauncher(core, 'src/bench/reference-process');
}
