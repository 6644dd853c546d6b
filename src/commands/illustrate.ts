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

/** report.md and report.html with their pictures, beside run.json. @returns false where that was not possible */
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
    // What was measured is written already, and what a gate says of it must not be lost to a picture.
    progress.clear();
    if (!(error instanceof Interrupted)) {
      const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      stderr.write(
        `chinook-eval: the report has no pictures: ${why} (later: chinook-eval report RUN --format markdown,html)\n`,
      );
    }
    return false;
  } finally {
    progress.clear();
  }
}
