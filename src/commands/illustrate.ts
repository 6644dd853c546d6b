import { Interrupted } from '../model/failure.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import type { ProgressLine } from '../render/progress.ts';
import type { Weights } from '../report/verdict/weights.ts';
import { makeReport, undrawnLine, writeWholeReport } from './whole-report.ts';

export interface IllustrateFlags {
  readonly weights: Weights;
  /** False with --no-diagrams. */
  readonly diagrams: boolean;
  readonly browser: string | undefined;
}

/** report.md and report.html with their pictures, beside run.json. @returns false where it was interrupted */
export async function illustrate(
  run: RunDocument,
  folder: string,
  { weights, diagrams, browser }: IllustrateFlags,
  { env, signal, stderr }: Streams,
  progress: ProgressLine,
): Promise<boolean> {
  try {
    const report = await makeReport(run, {
      weights,
      draw: diagrams,
      browser,
      env,
      signal,
      onProgress: (doing) => progress.show(doing),
      images: true,
    });
    await writeWholeReport(report, folder);
    progress.clear();
    for (const note of report.notes) stderr.write(`chinook-eval: ${note}\n`);
    const undrawn = undrawnLine(report);
    if (undrawn !== null) stderr.write(`chinook-eval: ${undrawn}\n`);
    return true;
  } catch (error) {
    // What was measured is written already; pictures can be had later with chinook-eval report.
    if (!(error instanceof Interrupted)) throw error;
    return false;
  } finally {
    progress.clear();
  }
}
