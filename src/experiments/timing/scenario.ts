import type { OpenLayout } from '../../database/open.ts';
import { Failure } from '../../model/failure.ts';
import type { Plan, Scenario, Session } from '../../model/scenario.ts';
import { programFile } from '../../paths.ts';
import { parameterSource } from './parameters.ts';

/** A built-in scenario on an open layout. */
export interface ReadyScenario {
  readonly scenario: Scenario;
  /** "joined" where one connection sees all its tables, else "application". */
  readonly plan: 'joined' | 'application';
  readonly parameters: readonly unknown[];
  /** Prepares the statements, and returns the operation: one call with one parameter. */
  readonly prepare: (session: Session) => (parameter: unknown, call: number) => unknown;
}

/** Loads a built-in scenario alone, as a trial does. */
export async function loadScenario(name: string): Promise<Scenario> {
  return ((await import(programFile(`scenarios/${name}`).href)) as { default: Scenario }).default;
}

/** @param times as in parameterSource @throws Failure where the layout has no plan for it, or no parameters */
export function readyScenario(scenario: Scenario, open: OpenLayout, times = 1): ReadyScenario {
  const plan = scenario.joined && open.connectionFor(scenario.tables) ? 'joined' : 'application';
  const work = scenario[plan] as Plan<unknown> | undefined;
  if (work === undefined)
    throw new Failure(
      `no connection sees ${scenario.tables.join(', ')} together, and it has no plan for several`,
    );
  const parameters = scenario.parameters(parameterSource(open, times));
  if (parameters.length === 0) throw new Failure('the scenario yields no parameters');
  return { scenario, plan, parameters, prepare: (session) => work(session) };
}

/** Goes through the parameters in their order, again and again; a call counts up from 0 for the whole process. */
export function cycle<P>(
  parameters: readonly P[],
  operation: (parameter: P, call: number) => unknown,
): { readonly next: () => unknown; readonly rewind: () => void } {
  let call = 0;
  let cursor = 0;
  return {
    next: () => {
      const result = operation(parameters[cursor] as P, call++);
      if (++cursor === parameters.length) cursor = 0;
      return result;
    },
    rewind: () => {
      cursor = 0;
    },
  };
}
