import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { diagnosisOf, isFit } from '../doctor/diagnosis.ts';
import type { Finding } from '../doctor/finding.ts';
import { machineFindings, type Readers, readMachine } from '../doctor/machine.ts';
import { compareWithItself, type MeasureAA } from '../doctor/self-comparison.ts';
import { renderDiagnosis } from '../doctor/text.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { screenOf } from '../render/colour.ts';
import { ProgressLine, progressBar, timeLeft } from '../render/progress.ts';
import { makeWorkFolder } from './work-folder.ts';

export interface DoctorFlags {
  readonly work?: string;
  /** In seconds. */
  readonly time?: number;
  /** False with --no-measure. */
  readonly measure: boolean;
  readonly json?: boolean;
}

const DEFAULT_SECONDS = 20;

/** What tests put others in the place of. */
interface Parts {
  readonly measureAA?: MeasureAA;
  readonly readers?: Readers;
}

/** The measurement itself, loaded when it is needed: --no-measure is a look and no more. */
const benchMeasureAA: MeasureAA = async (...request) => {
  const { measureAA } = await import('./self-comparison.ts');
  return measureAA(...request);
};

/** Looks at the machine, and where nothing forbids to measure there, measures the same work against itself. */
export async function doctor(flags: DoctorFlags, streams: Streams, parts: Parts = {}): Promise<number> {
  const { cwd, env, signal, stdout, stderr } = streams;
  const { measureAA = benchMeasureAA, readers } = parts;
  if (!flags.measure && flags.time !== undefined)
    throw new Failure('--time says how long to measure, --no-measure not to. Use one of them.');
  const folder = existingFolder(flags.work, cwd);
  const progress = new ProgressLine(stderr);
  try {
    progress.show('looking at the machine');
    const findings: Finding[] = machineFindings(await readMachine(folder, signal, readers));
    if (flags.measure && isFit(findings)) {
      const seconds = flags.time ?? DEFAULT_SECONDS;
      const measure = () =>
        inWorkFolder(folder, (work) => measureAA(seconds, work, signal, progressShown(progress)));
      findings.push(await compareWithItself(measure, signal));
    }
    progress.clear();
    const diagnosis = diagnosisOf(findings);
    if (flags.json) stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
    else stdout.write(renderDiagnosis(diagnosis, screenOf(stdout, env)));
    return diagnosis.fit ? EXIT.fine : EXIT.gate;
  } finally {
    progress.clear();
  }
}

async function inWorkFolder<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeWorkFolder(parent, parent);
  try {
    return await work(folder.path);
  } finally {
    folder.remove();
  }
}

function progressShown(progress: ProgressLine): (doing: string, fraction: number) => void {
  const began = Date.now();
  return (doing, fraction) => {
    const left = timeLeft((Date.now() - began) / 1000, fraction);
    progress.show(`measuring the same work against itself  ${progressBar(fraction)}  ${doing}  ${left}`);
  };
}

function existingFolder(place: string | undefined, cwd: string): string {
  const folder = place === undefined ? tmpdir() : resolve(cwd, place);
  try {
    if (statSync(folder).isDirectory()) return folder;
  } catch {
    // Not there, or out of reach: the same to whoever named it.
  }
  throw new Failure(`${place ?? folder} is not a folder. Name one that exists with --work.`);
}
