import { type OpenLayout, openLayout } from '../database/open.ts';
import type { Figures } from '../model/figures.ts';
import type { Scenario } from '../model/scenario.ts';
import { serve } from '../process/serve.ts';
import { median } from '../stats/summary.ts';
import { type PreparedScenario, prepareScenario, verifyScenario } from './prepared.ts';
import type { BlockRequest, FiguresRequest, Opened, OpenRequest } from './protocol.ts';
import { tinybenchSampler } from './sampler.ts';

let prepared: PreparedScenario | undefined;

async function open(request: OpenRequest): Promise<Opened> {
  const { layout, folder, scenario: reference, warmupSeconds, leadingCalls } = request;
  const { default: scenario } = (await import(reference.module)) as { default: Scenario };
  const session = openLayout(layout, folder);
  if (!scenario.writes) session.refuseWrites();
  prepared = prepareScenario(scenario, session);
  const digest = verifyScenario(scenario, session, prepared);
  const secondsPerCall = warmUp(prepared, warmupSeconds);
  prepared.rewind();
  if (scenario.writes) {
    emptyWal(session);
    for (let call = 0; call < leadingCalls; call++) prepared.next();
    prepared.rewind();
  }
  globalThis.gc?.();
  return { plan: prepared.plan, digest, secondsPerCall };
}

/** The next write begins the WAL anew; its file keeps its size, as that of a database in use does. */
function emptyWal({ databases }: OpenLayout): void {
  for (const { connection, schema } of databases) connection.pragma(`${schema}.wal_checkpoint(RESTART)`);
}

/** Calls it with every parameter once if time allows (pages come in, code is compiled), and times the second half. */
function warmUp({ next, parameters }: PreparedScenario, seconds: number): number {
  const start = performance.now();
  const times: number[] = [];
  const enough = () => times.length >= Math.max(3, parameters.length);
  for (let now = start; now - start < seconds * 1000 || (!enough() && now - start < seconds * 5000); ) {
    next();
    const then = performance.now();
    times.push(then - now);
    now = then;
  }
  return median(times.slice(Math.floor(times.length / 2))) / 1000;
}

function block({ callsPerSample, samples }: BlockRequest): Float64Array {
  if (prepared === undefined) throw new Error('not opened');
  const { next } = prepared;
  const seconds = tinybenchSampler(next as () => void, callsPerSample, samples);
  // Garbage of this block is not to be collected in the next. It is young: a minor collection takes 0.3 ms for it, a
  // full one 8 ms, more than the block.
  globalThis.gc?.({ type: 'minor' });
  return seconds;
}

/** In a process that measures nothing else; loaded only there, so that trials stay light. */
async function figures(request: FiguresRequest): Promise<Figures> {
  const { readFigures } = await import('./figures/read.ts');
  return readFigures(request);
}

serve({ open, block, figures });
