import { SCENARIOS } from '../../scenarios/index.ts';
import { prepareScenario, VERIFIED_CALLS, verifyScenario } from '../bench/prepared.ts';
import { readDataFolder } from '../database/data-folder.ts';
import { driftedFullText } from '../database/full-text-check.ts';
import { openLayout } from '../database/open.ts';
import { EXIT, Failure, throwIfInterrupted } from '../model/failure.ts';

export interface DrilledScenario {
  readonly name: string;
  readonly calls: number;
  /** Of all calls, preparing and the first opening of pages included: how soon an application has its answers. */
  readonly seconds: number;
  /** Of the results: the same data give the same. */
  readonly digest: string;
}

/** One of each kind of work: a key, a join, full text, vectors, across databases, the cache, a write. */
const NAMES = [
  'track-by-id',
  'customer-invoices',
  'fts-tracks',
  'vector-nearest',
  'user-activity',
  'cache-hit',
  'write-comment',
];

/**
 * Opens restored data as the application would, and uses them. It writes: only for data that are thrown away.
 * @throws Failure (exit 4) where one cannot be used; Interrupted
 */
export function drillScenarios(
  folder: string,
  signal: AbortSignal,
): { readonly scenarios: readonly DrilledScenario[]; readonly drifted: readonly string[] } {
  const { layout, files } = readDataFolder(folder, 'the restored folder');
  const open = openLayout(layout, files);
  try {
    const scenarios = SCENARIOS.filter(({ name }) => NAMES.includes(name)).map((scenario) => {
      throwIfInterrupted(signal);
      const started = performance.now();
      try {
        const prepared = prepareScenario(scenario, open);
        const digest = verifyScenario(scenario, open, prepared);
        const calls = Math.min(VERIFIED_CALLS, prepared.parameters.length);
        return { name: scenario.name, calls, seconds: (performance.now() - started) / 1000, digest };
      } catch (error) {
        const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
        throw new Failure(
          `scenario ${scenario.name} does not work on the restored data: ${why}. Try another set.`,
          EXIT.integrity,
          { cause: error },
        );
      }
    });
    return { scenarios, drifted: driftedFullText(open) };
  } finally {
    open.close();
  }
}
