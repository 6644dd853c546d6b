import { EXIT } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { formatCount } from '../render/units.ts';
import type { Finding } from '../search/vectors/findings.ts';
import { type Verified, verifyVectors } from '../search/vectors/verify.ts';
import { type DataFlags, dataWords } from './data.ts';
import { withData } from './vectors-data.ts';

export interface VectorsVerifyFlags extends DataFlags {
  readonly json?: boolean;
}

/** Exit 4 where a vector is wrong; each finding is a line with the way out. */
export async function vectorsVerify(flags: VectorsVerifyFlags, streams: Streams): Promise<number> {
  const { cwd, stdout, stderr, signal } = streams;
  return await withData(flags, cwd, async (open, _, shown) => {
    const progress = new ProgressLine(stderr);
    const show = (fraction: number) => progress.show(`verifying  ${progressBar(fraction)}`);
    const verified = await verifyVectors(open, signal, show, dataWords(flags, shown)).finally(() =>
      progress.clear(),
    );
    stdout.write(flags.json ? `${JSON.stringify(verified, null, 2)}\n` : describe(verified, plain(shown)));
    return verified.findings.length > 0 ? EXIT.integrity : EXIT.fine;
  });
}

function describe(verified: Verified, shown: string): string {
  const { tracks, vectors, models, invertedFile, findings, without } = verified;
  const names = models.map(({ model }) => plain(model) || 'no model').join(' and ') || 'no model';
  const whole = `${shown}: ${formatCount(vectors)} vectors of ${names} for ${formatCount(tracks)} tracks${invertedFile ? ', and the inverted file' : ''}`;
  const missing = findings.some(({ check }) => check === 'missing');
  return [
    findings.length === 0 ? `${whole}: as they should be` : whole,
    ...findings.map(line),
    ...(without > 0 && !missing
      ? [`  ${formatCount(without)} tracks have no vector: no audio of theirs was imported`]
      : []),
    '',
  ].join('\n');
}

function line({ what, count, examples, wayOut }: Finding): string {
  const ids =
    examples.length === 0 ? '' : ` (${examples.join(', ')}${count > examples.length ? ' ...' : ''})`;
  return `  ${formatCount(count)} ${what}${ids}: ${wayOut}`;
}
