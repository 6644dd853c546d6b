import type { Layout } from '../model/layout.ts';
import { Child } from '../process/child.ts';
import type { ScenarioReference } from './protocol.ts';
import type { DigestsRequest } from './scenario-digests-process.ts';

const DEADLINE_SECONDS = 3600;

/** Enough to see that rows are found by every path; validation has compared the rows themselves. */
const CALLS = 2;

/** What each scenario answers on a layout's files, as a digest by its name; in a process of its own. */
export async function scenarioDigests(
  scenarios: readonly ScenarioReference[],
  layout: Layout,
  folder: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const child = new Child('src/bench/scenario-digests-process', { signal });
  try {
    const references = scenarios.map(({ name, module }) => ({ name, module }));
    const request: DigestsRequest = { layout, folder, scenarios: references, calls: CALLS };
    return new Map(await child.request<[string, string][]>('digests', request, DEADLINE_SECONDS));
  } finally {
    await child.end();
  }
}
