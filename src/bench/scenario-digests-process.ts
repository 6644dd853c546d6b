import { resultDigest } from '../database/digest.ts';
import { openLayout } from '../database/open.ts';
import type { Layout } from '../model/layout.ts';
import type { Scenario } from '../model/scenario.ts';
import { sendProgress, serve } from '../process/serve.ts';
import { prepareScenario } from './prepared.ts';
import type { ScenarioReference } from './protocol.ts';

export interface DigestsRequest {
  readonly layout: Layout;
  readonly folder: string;
  readonly scenarios: readonly ScenarioReference[];
  /** Calls of each scenario. */
  readonly calls: number;
}

/**
 * What each scenario answers, as a digest; one that cannot run says why instead, which has to be the same elsewhere too.
 * Scenarios that write do so in transactions that are rolled back: the files stay as they are.
 */
async function digests({ layout, folder, scenarios, calls }: DigestsRequest): Promise<[string, string][]> {
  const open = openLayout(layout, folder);
  const connections = [...new Set(open.databases.map(({ connection }) => connection))];
  const results: [string, string][] = [];
  try {
    for (const [index, { name, module }] of scenarios.entries()) {
      sendProgress(name, index / scenarios.length);
      const { default: scenario } = (await import(module)) as { default: Scenario };
      for (const connection of connections) connection.exec('BEGIN');
      try {
        results.push([name, digestOf(scenario, open, calls)]);
      } finally {
        for (const connection of connections) if (connection.inTransaction) connection.exec('ROLLBACK');
      }
    }
  } finally {
    open.close();
  }
  return results;
}

function digestOf(scenario: Scenario, open: ReturnType<typeof openLayout>, calls: number): string {
  try {
    const { next, parameters } = prepareScenario(scenario, open);
    const answers = Array.from({ length: Math.min(calls, parameters.length) }, next);
    return resultDigest([answers, scenario.effect?.(open) ?? null]);
  } catch (error) {
    return `cannot run: ${error instanceof Error ? error.message : String(error)}`;
  }
}

serve({ digests });
