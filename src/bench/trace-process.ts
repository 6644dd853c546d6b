import { performance } from 'node:perf_hooks';
import { openLayout } from '../database/open.ts';
import type { Layout } from '../model/layout.ts';
import type { Scenario } from '../model/scenario.ts';
import type { FlowTrace } from '../model/trace.ts';
import { serve } from '../process/serve.ts';
import { prepareScenario } from './prepared.ts';
import type { ScenarioReference } from './protocol.ts';
import { type TracedCall, traceSession } from './trace-session.ts';
import { summariseCalls } from './trace-summary.ts';

export interface TraceRequest {
  readonly layout: Layout;
  /** A fresh copy for a scenario that writes. */
  readonly folder: string;
  readonly scenario: ScenarioReference;
  /** Most calls that are traced, after as many that are not. */
  readonly calls: number;
}

/** Either half ends after this, with as many calls as it then has. */
const SECONDS = 2;

async function trace({ layout, folder, scenario: reference, calls }: TraceRequest): Promise<FlowTrace> {
  const { default: scenario } = (await import(reference.module)) as { default: Scenario };
  const open = openLayout(layout, folder);
  try {
    if (!scenario.writes) open.refuseWrites();
    const { traced, record } = traceSession(open, layout);
    const { plan, next, rewind } = prepareScenario(scenario, traced);
    const warm = repeat(calls, next);
    // However far the warm-up came: the first traced call is the same every time.
    rewind();
    const recorded: TracedCall[] = [];
    repeat(warm, () => recorded.push(record(next, recorded.length === 0)));
    const { name, description } = scenario;
    return { scenario: name, description, layout: layout.name, plan, ...summariseCalls(recorded) };
  } finally {
    open.close();
  }
}

/** At least once; returns how often. */
function repeat(most: number, work: () => unknown): number {
  const start = performance.now();
  let done = 0;
  do {
    work();
    done++;
  } while (done < most && performance.now() - start < SECONDS * 1000);
  return done;
}

serve({ trace });
