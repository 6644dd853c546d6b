import { resultDigest } from '../database/digest.ts';
import { openLayout } from '../database/open.ts';
import { Failure } from '../model/failure.ts';
import { sendProgress, serve } from '../process/serve.ts';
import { seededRandom } from '../stats/random.ts';
import { waysOf } from './prepare/statements.ts';
import { type Pace, timeInTurns } from './timing/in-turns.ts';
import type { Subject } from './timing/layouts.ts';
import { cycle, loadScenario, readyScenario } from './timing/scenario.ts';

export interface PrepareRequest {
  readonly subjects: readonly Subject[];
  readonly scenarios: readonly string[];
  readonly pace: Pace;
  readonly seed: number;
}

/** Seconds per call by block, or why there are none. */
export type Prepared = { readonly scenario: string; readonly layout: string } & (
  | {
      readonly once: readonly number[];
      readonly perCall: readonly number[];
      /** Preparing all statements of the scenario without running them. */
      readonly alone: readonly number[];
      readonly statements: number;
    }
  | { readonly reason: string }
);

/** So many results of both ways are compared. */
const VERIFIED_CALLS = 8;

async function generation({ subjects, scenarios, pace, seed }: PrepareRequest): Promise<Prepared[]> {
  const random = seededRandom(seed);
  const found: Prepared[] = [];
  for (const [index, scenario] of scenarios.entries())
    for (const subject of subjects) {
      sendProgress(`${scenario}: ${subject.layout.name}`, index / scenarios.length);
      const about = { scenario, layout: subject.layout.name };
      try {
        found.push({ ...about, ...(await timeWays(scenario, subject, pace, random)) });
      } catch (error) {
        found.push({ ...about, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  return found;
}

async function timeWays(
  name: string,
  { layout, folder }: Subject,
  pace: Pace,
  random: ReturnType<typeof seededRandom>,
) {
  const open = openLayout(layout, folder);
  try {
    open.refuseWrites();
    const ready = readyScenario(await loadScenario(name), open);
    const { once, perCall, alone, statements } = waysOf(ready, open);
    const first = ready.parameters.slice(0, VERIFIED_CALLS);
    const [a, b] = [once, perCall].map((way) => resultDigest(first.map((one, call) => way(one, call))));
    if (a !== b) throw new Failure('prepared per call it gives other results');
    const parameters = ready.parameters.length;
    const arms = [once, perCall, alone].map((way) => ({
      ...cycle(ready.parameters, way),
      parameters,
      group: way === alone ? 'alone' : 'run',
    }));
    const [onceSeconds = [], perCallSeconds = [], aloneSeconds = []] = await timeInTurns(arms, pace, random);
    return { once: onceSeconds, perCall: perCallSeconds, alone: aloneSeconds, statements };
  } finally {
    open.close();
  }
}

serve({ generation });
