import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { OpenLayout } from '../database/open.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { brief, plain } from '../render/plain.ts';
import { ProgressLine, progressBar, timeLeft } from '../render/progress.ts';
import { formatCount, formatSeconds } from '../render/units.ts';
import { findAudio } from '../search/audio/find-files.ts';
import { READ } from '../search/audio/format.ts';
import { type ImportResult, importAudio } from '../search/audio/import.ts';
import { readMap } from '../search/audio/map-file.ts';
import { countVectors } from '../search/vectors/export.ts';
import { importFile } from '../search/vectors/import-file.ts';
import { VECTOR_FORMATS } from '../search/vectors/vector-text.ts';
import type { DataFlags } from './data.ts';
import { checkKeepsVectors, withData } from './vectors-data.ts';

export interface VectorsImportFlags extends DataFlags {
  readonly map?: string;
  readonly workers?: number;
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** More processes than this help nobody: each is about 100 MB. */
const MOST_WORKERS = 64;

/** Exit 3 where files were skipped: what could be imported is. */
export async function vectorsImport(
  music: string,
  flags: VectorsImportFlags,
  streams: Streams,
): Promise<number> {
  const path = resolve(streams.cwd, music);
  const shown = plain(music);
  if (!existsSync(path))
    throw new Failure(`${shown} is not there. Name a folder with audio files, or a file of vectors.`);
  if (statSync(path).isDirectory()) return await importFolder(path, shown, flags, streams);
  const format = VECTOR_FORMATS.find((one) => path.toLowerCase().endsWith(`.${one}`));
  if (format === undefined)
    throw new Failure(
      `${shown} is a file. Name the folder with the audio files, or a .jsonl or .csv file that vectors export wrote.`,
    );
  if (flags.map !== undefined || flags.workers !== undefined)
    throw new Failure('--map and --workers are for audio files. Leave them out.');
  return await withData(flags, streams.cwd, async (open, { layout }, data) => {
    const { signal } = streams;
    checkKeepsVectors(open, layout);
    const result = await importFile(open, { path, shown, format, replace: flags.replace === true, signal });
    const rest = coverage(open);
    if (flags.json) streams.stdout.write(`${JSON.stringify({ ...result, ...rest }, null, 2)}\n`);
    else {
      const removed = removedText(result.removed);
      streams.stdout.write(
        `${formatCount(result.imported)} vectors of ${plain(result.model)} from ${shown} into ${plain(data)}${removed}\n${restText(rest)}`,
      );
    }
    return EXIT.fine;
  });
}

async function importFolder(
  path: string,
  shown: string,
  flags: VectorsImportFlags,
  streams: Streams,
): Promise<number> {
  const { cwd, signal, stderr } = streams;
  const workers = Math.min(MOST_WORKERS, flags.workers ?? availableParallelism());
  return await withData(flags, cwd, async (open, data, shownData) => {
    checkKeepsVectors(open, data.layout);
    // Locked or not is found out before hours are spent.
    open.transaction(['track_vectors'], () => {})();
    const map = flags.map === undefined ? [] : readMap(resolve(cwd, flags.map), plain(flags.map), path);
    const found = await findAudio(path, signal).catch((error) => {
      throw explainSystemError(error, `reading ${shown}`);
    });
    if (found.files.length === 0 && found.skipped.length === 0)
      throw new Failure(`${shown} holds no audio files (${READ}). Name another folder.`);
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    const progress = new ProgressLine(stderr);
    try {
      const result = await importAudio({
        session: open,
        dataFolder: data.path,
        found,
        map,
        shownMap: plain(flags.map ?? ''),
        workers,
        replace: flags.replace === true,
        signal,
        onProgress: (doing, fraction, file) =>
          progress.show(
            `${doing}  ${progressBar(fraction)}  ${timeLeft(seconds(), fraction)}  ${brief(file, 40)}`,
          ),
      });
      progress.clear();
      const whole = { ...result, ignored: found.ignored, ...coverage(open), seconds: seconds(), workers };
      if (flags.json) streams.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
      else tell(whole, shown, plain(shownData), streams);
      return result.skipped.length > 0 ? EXIT.incomplete : EXIT.fine;
    } finally {
      progress.clear();
    }
  });
}

interface Coverage {
  readonly tracks: number;
  readonly withoutVector: number;
}

function coverage(open: OpenLayout): Coverage {
  const tracks =
    open.prepare<{ n: number }>(['chinook_tracks'], 'SELECT count(*) AS n FROM chinook_tracks').get()?.n ?? 0;
  return { tracks, withoutVector: Math.max(0, tracks - countVectors(open)) };
}

function tell(
  result: ImportResult & Coverage & { readonly seconds: number; readonly workers: number },
  music: string,
  data: string,
  { stdout, stderr }: Streams,
): void {
  const { imported, unchanged, skipped, notes, audioSeconds, seconds, workers } = result;
  for (const { file, reason } of skipped)
    stderr.write(`chinook-eval: skipped: ${plain(file)} ${plain(reason)}\n`);
  for (const { file, reason } of notes) stderr.write(`chinook-eval: ${plain(file)} ${plain(reason)}\n`);
  const parts = [
    `${formatCount(imported)} imported`,
    ...(unchanged > 0 ? [`${formatCount(unchanged)} unchanged`] : []),
    ...(skipped.length > 0 ? [`${formatCount(skipped.length)} skipped`] : []),
  ];
  const speed =
    imported > 0
      ? `  ${formatSeconds(audioSeconds)} of audio in ${formatSeconds(seconds)}: ${(audioSeconds / seconds).toFixed(0)} times as fast as it plays, ${workers} ${workers === 1 ? 'worker' : 'workers'}\n`
      : '';
  stdout.write(
    `${music} into ${data}, model ${result.model}: ${parts.join(', ')}${removedText(result.removed)}\n${speed}${restText(result)}`,
  );
}

function removedText(removed: number): string {
  return removed > 0 ? `; ${formatCount(removed)} vectors of another model removed` : '';
}

function restText({ tracks, withoutVector }: Coverage): string {
  return withoutVector > 0
    ? `  ${formatCount(withoutVector)} of ${formatCount(tracks)} tracks have no vector: nothing is found near them, and they near nothing\n`
    : '';
}
