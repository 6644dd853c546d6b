import { type OpenLayout, openLayout } from '../../database/open.ts';
import type { Figures } from '../../model/figures.ts';
import type { Scenario } from '../../model/scenario.ts';
import { mean } from '../../stats/summary.ts';
import { prepareScenario, VERIFIED_CALLS } from '../prepared.ts';
import type { FiguresRequest } from '../protocol.ts';
import { explainStatement } from './explain.ts';
import { recallAt10 } from './recall.ts';
import { recordStatements } from './record.ts';
import { countRows } from './rows.ts';
import { countWrites, stopCheckpoints } from './writes.ts';

/** Searches whose recall is averaged: each compares a vector with all others in JavaScript. */
const RECALL_CALLS = 8;

/**
 * The figures of one scenario on one layout that are the same in every process and on every copy of the files. To be
 * called in a process of its own, which prints nothing meanwhile: it counts what the process writes.
 * @param request its folder is a fresh copy for a scenario that writes
 * @throws Failure where the layout cannot run the scenario
 */
export async function readFigures({ layout, folder, scenario: reference }: FiguresRequest): Promise<Figures> {
  const { default: scenario } = (await import(reference.module)) as { default: Scenario };
  const open = openLayout(layout, folder);
  try {
    if (!scenario.writes) open.refuseWrites();
    stopCheckpoints(open);
    const { recorded, statements } = recordStatements(open);
    const { parameters, next } = prepareScenario(scenario, recorded);
    const results = Array.from({ length: Math.min(VERIFIED_CALLS, parameters.length) }, next);
    return {
      statements: statements.map(explainStatement),
      rows: countRows(results),
      writes: scenario.writes ? countWrites(folder, open, next) : null,
      recallAt10: meanRecall(scenario, open, parameters, results),
    };
  } finally {
    open.close();
  }
}

/** @param results of the calls with the first parameters, in their order */
function meanRecall(
  { neighbours }: Scenario,
  open: OpenLayout,
  parameters: readonly unknown[],
  results: readonly unknown[],
): number | null {
  if (neighbours === undefined) return null;
  const distances = neighbours.distances(open);
  const recalls = results
    .slice(0, RECALL_CALLS)
    .map((result, index) => recallAt10(neighbours.ids(result), distances(parameters[index])))
    .filter((recall) => recall !== null);
  return recalls.length === 0 ? null : mean(recalls);
}
