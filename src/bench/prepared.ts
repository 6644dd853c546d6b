import { resultDigest } from '../database/digest.ts';
import type { OpenLayout } from '../database/open.ts';
import { Failure } from '../model/failure.ts';
import type { Plan, Scenario } from '../model/scenario.ts';
import { parameterSource } from './parameters.ts';

export type PlanName = 'joined' | 'application';

/** A scenario on an open layout, ready to be called. */
export interface PreparedScenario {
  readonly plan: PlanName;
  readonly parameters: readonly unknown[];
  /** One call with the next parameter. */
  readonly next: () => unknown;
  /** Starts again with the first parameter. */
  readonly rewind: () => void;
}

/** The joined plan where one connection sees all tables, else the application plan. @throws Failure if neither fits */
export function planFor(scenario: Scenario, open: OpenLayout): PlanName {
  if (scenario.joined && open.connectionFor(scenario.tables)) return 'joined';
  if (scenario.application) return 'application';
  throw new Failure(
    `no connection of this layout sees ${scenario.tables.join(', ')} together, and the scenario has no application plan`,
  );
}

export function prepareScenario(
  scenario: Scenario,
  open: OpenLayout,
  plan = planFor(scenario, open),
): PreparedScenario {
  const work = scenario[plan] as Plan<unknown>;
  const parameters = scenario.parameters(parameterSource(open));
  if (!Array.isArray(parameters) || parameters.length === 0)
    throw new Failure('the scenario yields no parameters');
  const operation = work(open);
  const count = parameters.length;
  let call = 0;
  let cursor = 0;
  return {
    plan,
    parameters,
    next: () => {
      const result = operation(parameters[cursor], call++);
      if (++cursor === count) cursor = 0;
      return result;
    },
    rewind: () => {
      cursor = 0;
    },
  };
}

/** Calls whose results are digested before anything is timed. */
export const VERIFIED_CALLS = 16;

/**
 * The digest of the first results, and of what the calls changed. Where a scenario that only reads has two plans and
 * the layout could run both, both must say the same: the join in the application is proved equal to the join in SQL.
 */
export function verifyScenario(scenario: Scenario, open: OpenLayout, prepared: PreparedScenario): string {
  const digest = digestOf(prepared);
  if (scenario.application && scenario.joined && !scenario.writes && prepared.plan === 'joined') {
    const other = digestOf(prepareScenario(scenario, open, 'application'));
    if (other !== digest) throw new Failure('the application plan gives other results than the joined plan');
  }
  return scenario.effect ? resultDigest([digest, scenario.effect(open)]) : digest;
}

function explained(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SQLITE_READONLY') throw error;
    throw new Failure('the scenario writes but does not say so; give it writes: true', undefined, {
      cause: error,
    });
  }
}

function digestOf(prepared: PreparedScenario): string {
  const calls = Math.min(VERIFIED_CALLS, prepared.parameters.length);
  const results = Array.from({ length: calls }, () => explained(prepared.next));
  if (results.some((result) => result instanceof Promise))
    throw new Failure('the operation returns a promise; SQLite answers at once, so write it without async');
  if (results.every((result) => result === undefined))
    throw new Failure('the operation returns nothing that could be compared; return what it read or changed');
  prepared.rewind();
  return resultDigest(results);
}
