import { resolve } from 'node:path';
import { Failure } from '../model/failure.ts';
import type { Gate } from '../model/gate.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import { checkWritable, writeFileAtomically } from '../process/write.ts';
import { screenOf } from '../render/colour.ts';
import { renderGate } from '../render/gate.ts';
import { exportRun } from '../report/export.ts';
import type { Weights } from '../report/verdict/weights.ts';
import type { BenchFlags } from './bench-plan.ts';
import { jsonText, screenText } from './screen-text.ts';

/** The table; with a version or a baseline to compare with, what changed (the table is in the report). */
export function show(run: RunDocument, flags: BenchFlags, weights: Weights, { stdout, env }: Streams): void {
  if (flags.json) {
    stdout.write(jsonText(run, weights));
    return;
  }
  const screen = screenOf(stdout, env);
  stdout.write(run.gate?.change ? renderGate(run.gate, screen) : screenText(run, weights, screen));
}

/** Whether a baseline was stored, and what there is to say of it. */
export interface SavedBaseline {
  readonly written: boolean;
  readonly note: string | null;
}

/** With fewer, the rank test of stored runs cannot find anything among the 25 scenarios on two layouts. */
const LEAST_GENERATIONS = 8;

const NOTHING_GATED: Gate = { outcome: 'pass', change: null, budgets: [] };

/** --export and --save-baseline. @param gateCode what the gate says, as an exit code */
export async function writeExports(
  run: RunDocument,
  flags: BenchFlags,
  cwd: string,
  gateCode: number,
): Promise<SavedBaseline> {
  // An interrupted run has no gate to tell of.
  const possible = (flags.export ?? []).filter(
    ({ format }) => format !== 'junit' || run.outcome !== 'interrupted',
  );
  const gated = { ...run, gate: run.gate ?? NOTHING_GATED };
  for (const { format, path } of possible)
    await writeFileAtomically(resolve(cwd, path), exportRun(format === 'junit' ? gated : run, format));
  const path = flags.saveBaseline;
  if (path === undefined) return { written: false, note: null };
  // A part of a run is no baseline: what it lacks would never be missed. Nor is what failed: the next run would pass.
  const why =
    run.outcome !== 'complete'
      ? 'a part of a run is no baseline'
      : gateCode !== 0
        ? 'the gate did not pass'
        : null;
  if (why !== null) return { written: false, note: `${path} was not written: ${why}` };
  await writeFileAtomically(resolve(cwd, path), exportRun({ ...run, gate: null }, 'json'));
  const few = run.options.generations < LEAST_GENERATIONS;
  const note = `${path} is of ${run.options.generations} process generations: too few to find a change by, take ${LEAST_GENERATIONS}`;
  return { written: true, note: few ? note : null };
}

/** Finds out before anything is measured that a result could not be written. */
export async function checkTargets(
  { export: exports = [], saveBaseline }: BenchFlags,
  cwd: string,
): Promise<void> {
  const named = [
    ...exports.map(({ path }) => ({ flag: '--export', path: resolve(cwd, path) })),
    ...(saveBaseline === undefined ? [] : [{ flag: '--save-baseline', path: resolve(cwd, saveBaseline) }]),
  ];
  for (const [index, { flag, path }] of named.entries()) {
    if (named.findIndex((one) => one.path === path) !== index)
      throw new Failure(`${flag} names ${path} twice. Give each its own file.`);
    await checkWritable(path);
  }
}
