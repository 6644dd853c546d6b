import { Child } from '../process/child.ts';
import type { BlockRequest, LaunchTrial, Opened, OpenRequest } from './protocol.ts';

/** Long enough for a cold, slow disk; a trial that takes longer hangs. */
const OPEN_DEADLINE_SECONDS = 120;
const BLOCK_DEADLINE_SECONDS = 60;

export const launchTrial: LaunchTrial = (signal) => {
  const child = new Child('src/bench/trial-process', { signal, execArgv: ['--expose-gc'] });
  return {
    open: (request: OpenRequest) => child.request<Opened>('open', request, OPEN_DEADLINE_SECONDS),
    block: (request: BlockRequest) => child.request<Float64Array>('block', request, BLOCK_DEADLINE_SECONDS),
    end: () => child.end(),
  };
};
