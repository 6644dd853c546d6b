import type { BuiltIndex } from '../database/inverted-file/build.ts';
import { chooseReach } from '../database/inverted-file/choose.ts';
import type { IndexRequest } from '../database/inverted-file/index-process.ts';
import { databaseOf } from '../layouts/check.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { Child, ChildFailed } from '../process/child.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { formatCount, formatSeconds } from '../render/units.ts';
import { type DataFlags, namedData } from './data.ts';
import { recallWords } from './recommend-table.ts';

export interface VectorsIndexFlags extends DataFlags {
  readonly cells?: number;
  readonly recall: number;
  readonly json?: boolean;
}

/** A million vectors on a slow machine are divided within this. */
const DEADLINE_SECONDS = 7200;

/** Makes the inverted file in a process of its own: whenever it ends, the old one or the new one is there, whole. */
export async function vectorsIndex(flags: VectorsIndexFlags, streams: Streams): Promise<number> {
  const { cwd, stdout, stderr, signal } = streams;
  const { data, shown } = namedData(flags, cwd);
  if (databaseOf(data.layout, 'track_vectors').file === ':memory:')
    throw new Failure(
      `${shown} keeps its vectors in memory: an index would be gone at once. Use another layout.`,
    );
  const progress = new ProgressLine(stderr);
  const before = performance.now();
  const child = new Child('src/database/inverted-file/index-process', {
    signal,
    onProgress: (doing, fraction) => progress.show(`indexing  ${progressBar(fraction)}  ${doing}`),
  });
  try {
    const { cells, recall } = flags;
    const request: IndexRequest = {
      layout: data.layout,
      files: data.files,
      shown,
      recall,
      ...(cells === undefined ? {} : { cells }),
    };
    const built = await child.request<BuiltIndex>('index', request, DEADLINE_SECONDS);
    const seconds = (performance.now() - before) / 1000;
    progress.clear();
    stdout.write(
      flags.json
        ? `${JSON.stringify({ data: shown, layout: data.layout.name, seconds, ...built }, null, 2)}\n`
        : describe(built, recall, seconds, plain(shown)),
    );
    return EXIT.fine;
  } catch (error) {
    if (error instanceof ChildFailed)
      throw new Failure(
        `indexing ${shown}: ${error.message}. The old index, if there was one, is as it was.`,
        EXIT.integrity,
        {
          cause: error,
        },
      );
    throw error;
  } finally {
    progress.clear();
    await child.end();
  }
}

/** "320 cells of 13 to 1,204", "1 cell" of all vectors */
function cellWords(cells: number, { least, most }: BuiltIndex['cellRows']): string {
  if (cells === 1) return '1 cell';
  return `${formatCount(cells)} cells of ${least === most ? '' : `${formatCount(least)} to `}${formatCount(most)}`;
}

function describe(built: BuiltIndex, recall: number, seconds: number, shown: string): string {
  const { rows, measured, cellRows, model } = built;
  const words = (kind: 'track' | 'blend', count: number) => {
    const choice = chooseReach(measured, kind, count, recall, rows);
    return 'why' in choice
      ? `exact: ${choice.why}`
      : `${choice.probes.toFixed(1)} of ${measured.cells} cells on average; ${recallWords(choice)}`;
  };
  return [
    `${shown}: ${formatCount(rows)} vectors of ${plain(model)} in ${cellWords(measured.cells, cellRows)}, made in ${formatSeconds(seconds)}`,
    `  for a recall of ${recall}, from now on:`,
    `  the 10 nearest to a track    ${words('track', 10)}`,
    `  the 100 nearest to a track   ${words('track', 100)}`,
    `  the 10 nearest to several    ${words('blend', 10)}`,
    '',
  ].join('\n');
}
