import { join, relative } from 'node:path';
import { EXIT } from '../model/failure.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import type { SavedBaseline } from './bench-output.ts';
import type { BenchFlags } from './bench-plan.ts';

/** Says where the result lies; the exit code says whether everything could be measured. */
export function conclude(
  run: RunDocument,
  folder: string,
  flags: BenchFlags & { readonly saved: SavedBaseline; readonly illustrated: boolean },
  streams: Streams,
): number {
  const { stdout, stderr, cwd } = streams;
  const shown = relative(cwd, folder) || '.';
  const notes = flags.json ? stderr : stdout;
  if (run.outcome === 'interrupted') {
    const count = run.scenarios.length;
    const measured =
      count === 1 ? 'the 1 scenario measured so far is' : `the ${count} scenarios measured so far are`;
    stderr.write(`chinook-eval: interrupted; ${measured} in ${join(shown, 'run.json')}\n`);
    return EXIT.interrupted;
  }
  const page = join(shown, flags.illustrated ? 'report.html' : 'report.md');
  notes.write(`report  ${page}        again: chinook-eval report ${shown} --terminal\n`);
  if (!flags.illustrated && streams.signal.aborted) {
    stderr.write(
      `chinook-eval: interrupted; everything was measured, pictures are missing: chinook-eval report ${shown} --format markdown,html\n`,
    );
    return EXIT.interrupted;
  }
  if (flags.saved.written) notes.write(`baseline  ${flags.saveBaseline}\n`);
  if (flags.saved.note !== null) stderr.write(`chinook-eval: ${flags.saved.note}\n`);
  const trials = run.scenarios.flatMap((scenario) => scenario.trials);
  const failed = trials.filter((trial) => trial.status === 'failed');
  if (failed.length === trials.length) {
    stderr.write('chinook-eval: nothing was measured; the reasons are listed above\n');
    return EXIT.incomplete;
  }
  const broken = run.experiments.filter((one) => one.status === 'not run' && one.failed);
  if (broken.length > 0) {
    const names = broken.map(({ name }) => name).join(', ');
    stderr.write(`chinook-eval: experiments failed: ${names}; the reasons are in the report\n`);
    return EXIT.incomplete;
  }
  if (run.outcome === 'incomplete') {
    stderr.write(
      `chinook-eval: ${failed.length} of ${trials.length} trials could not be measured; the reasons are in the report\n`,
    );
    return EXIT.incomplete;
  }
  return EXIT.fine;
}
