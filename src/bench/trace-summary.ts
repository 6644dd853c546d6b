import { Failure } from '../model/failure.ts';
import type { FlowTrace, TraceStep } from '../model/trace.ts';
import { median } from '../stats/summary.ts';
import type { TracedCall, TracedStep } from './trace-session.ts';

/** A longer one can neither be drawn nor read. */
const MOST_STEPS = 1000;

/**
 * One call out of many: the steps, rows and changes of the first, and medians over all calls that took the same steps.
 * Calls that took others are left out, and not counted.
 * @throws Failure where a call does too much for a trace, or nothing
 */
export function summariseCalls(
  calls: readonly TracedCall[],
): Pick<FlowTrace, 'calls' | 'steps' | 'totalSeconds' | 'applicationSeconds'> {
  const [first] = calls;
  if (first === undefined || first.steps.length === 0)
    throw new Failure('a call executes no statement through its session: there is nothing to trace');
  if (first.steps.length > MOST_STEPS)
    throw new Failure(`a call executes ${first.steps.length} steps; a trace holds ${MOST_STEPS}`);
  const alike = calls.filter(({ steps }) => sameSteps(steps, first.steps));
  return {
    calls: alike.length,
    steps: first.steps.map((step, index) => stepOf(step, medianAt(alike, index))),
    totalSeconds: median(alike.map(({ totalSeconds }) => totalSeconds)),
    applicationSeconds: median(
      alike.map(({ totalSeconds, insideSeconds }) => Math.max(0, totalSeconds - insideSeconds)),
    ),
  };
}

function sameSteps(a: readonly TracedStep[], b: readonly TracedStep[]): boolean {
  return a.length === b.length && a.every(({ site }, index) => site === b[index]?.site);
}

function medianAt(calls: readonly TracedCall[], index: number): number | null {
  const known = calls.map(({ steps }) => steps[index]?.seconds ?? null).filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

function stepOf({ site, rows, changes }: TracedStep, seconds: number | null): TraceStep {
  return site.kind === 'statement' ? { ...site, rows, changes, seconds } : { ...site, seconds };
}
