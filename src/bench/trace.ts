import { join } from 'node:path';
import { throwIfInterrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import type { FlowTrace, TraceResult } from '../model/trace.ts';
import { Child } from '../process/child.ts';
import type { Subject } from './arm.ts';
import { freshCopy, sharedFolder } from './folders.ts';
import type { ScenarioReference } from './protocol.ts';
import type { LoadedScenario } from './run.ts';
import type { TraceRequest } from './trace-process.ts';

/** Two times two seconds of calls, the opening, and a slow call more. */
const DEADLINE_SECONDS = 120;

/** Calls that are traced: enough for a median that a collection of garbage or a checkpoint does not move. */
export const TRACED_CALLS = 200;
export const TRACED_CALLS_QUICK = 40;

/**
 * What one call of a scenario does on a layout, in a process of its own.
 * @param calls most that are traced, after as many that are not
 * @throws Interrupted
 */
export async function traceFlow(
  { layout, folder: provide }: Subject,
  scenario: ScenarioReference,
  { calls, signal }: { readonly calls: number; readonly signal: AbortSignal },
): Promise<TraceResult> {
  try {
    const folder = await provide();
    const child = new Child('src/bench/trace-process', { signal });
    try {
      const { name, module } = scenario;
      const request: TraceRequest = { layout, folder: folder.folder, scenario: { name, module }, calls };
      return {
        status: 'measured',
        ...(await child.request<FlowTrace>('trace', request, DEADLINE_SECONDS)),
      };
    } finally {
      await child.end();
      await folder.remove();
    }
  } catch (error) {
    throwIfInterrupted(signal);
    const reason = error instanceof Error ? error.message : String(error);
    return { status: 'failed', layout: layout.name, scenario: scenario.name, reason };
  }
}

export interface TraceLayoutsRequest {
  readonly layouts: readonly Layout[];
  /** Those of kind flow are traced. */
  readonly scenarios: readonly LoadedScenario[];
  /** Holds each layout as built, in a folder of its name; copies are made in it and removed. */
  readonly work: string;
  /** As traceFlow takes them. */
  readonly calls: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (doing: string, fraction: number) => void;
  /** After each. */
  readonly onTrace?: (trace: TraceResult) => Promise<void>;
}

/**
 * Every flow on every layout, one after another.
 * @throws Interrupted; what fails otherwise comes as a failed trace
 */
export async function traceLayouts(request: TraceLayoutsRequest): Promise<readonly TraceResult[]> {
  const { layouts, work } = request;
  const flows = request.scenarios.filter(({ scenario }) => scenario.kind === 'flow');
  const pairs = flows.flatMap((flow) => layouts.map((layout) => ({ flow, layout })));
  const traces: TraceResult[] = [];
  for (const { flow, layout } of pairs) {
    request.onProgress?.(`trace of ${flow.name} on ${layout.name}`, traces.length / pairs.length);
    const built = join(work, layout.name);
    const folder = async () => (flow.scenario.writes ? freshCopy(layout, built, work) : sharedFolder(built));
    const trace = await traceFlow({ layout, folder }, flow, request);
    traces.push(trace);
    await request.onTrace?.(trace);
  }
  return traces;
}

/** For calls that were made to see the steps, on data too small or in a process too cold for times to mean anything. */
export function withoutTimes(trace: FlowTrace): FlowTrace {
  return {
    ...trace,
    steps: trace.steps.map((step) => ({ ...step, seconds: null })),
    totalSeconds: null,
    applicationSeconds: null,
  };
}
