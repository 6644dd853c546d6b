import { Interrupted } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import type { Program } from '../../process/child.ts';
import { refuseOthers, removeOthers } from '../vectors/replace-model.ts';
import { assignFiles } from './assign.ts';
import { AUDIO_MODEL } from './embed.ts';
import type { FoundFiles, Skipped } from './find-files.ts';
import { Importing } from './importing.ts';
import { Journal } from './journal.ts';
import type { MapLine } from './map-file.ts';
import type { PoolOptions } from './pool.ts';

export interface ImportRequest {
  readonly session: Session;
  /** The folder with layout.json, where the journal lies. */
  readonly dataFolder: string;
  readonly found: FoundFiles;
  readonly map: readonly MapLine[];
  /** What to call the map in an error. */
  readonly shownMap: string;
  readonly workers: number;
  /** Vectors of other models go. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (doing: string, fraction: number, file: string) => void;
  /** Another worker program, deadline in seconds, and number of vectors in a transaction: for tests. */
  readonly program?: Program;
  readonly deadlineSeconds?: number;
  readonly batch?: number;
}

export interface ImportResult {
  readonly model: string;
  /** Vectors written, and those that were there already from the same file. */
  readonly imported: number;
  readonly unchanged: number;
  /** Vectors of other models that are gone. */
  readonly removed: number;
  /** In the order of the files' names. */
  readonly skipped: readonly Skipped[];
  /** Read, but told of: a name that says another format than the content. */
  readonly notes: readonly Skipped[];
  /** Length of the recordings that were read. */
  readonly audioSeconds: number;
}

/**
 * Makes vectors of audio files and writes them. Resumable: a file whose vector is in the database is not read again while
 * its size and time are the same, nor decoded while its content is.
 * @throws Failure: 2 for a map that is wrong, or vectors of another model without `replace`; Interrupted
 */
export async function importAudio(request: ImportRequest): Promise<ImportResult> {
  const { session, found, signal, workers, onProgress = () => {} } = request;
  if (!request.replace) refuseOthers(session, AUDIO_MODEL);
  const journal = new Journal(request.dataFolder);
  const program = request.program ?? 'src/search/audio/audio-process';
  const pool: PoolOptions = { workers, signal, program };
  const { map, shownMap } = request;
  const { assigned, skipped } = await assignFiles(session, found, map, shownMap, pool, (fraction) =>
    onProgress('reading tags', fraction, ''),
  );
  const importing = new Importing(request, journal);
  const open = assigned.filter((one) => !importing.isDone(one));
  const unchanged = assigned.length - open.length;
  try {
    await importing.run(open, pool, onProgress).finally(() => {
      // What is ready when one interrupts it is not lost.
      importing.flush();
    });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const done = unchanged + importing.totals.imported + importing.totals.unchanged;
    throw new Interrupted(
      `interrupted; ${done} of ${assigned.length} files are done, and the same command goes on from there`,
    );
  }
  const { totals, notes } = importing;
  // Where all files were done already, nothing was written that the others would have gone with.
  if (request.replace && totals.imported + totals.unchanged + unchanged > 0)
    totals.removed += removeOthers(session, AUDIO_MODEL);
  await journal.tidy();
  return {
    model: AUDIO_MODEL,
    ...totals,
    unchanged: unchanged + totals.unchanged,
    skipped: byName([...found.skipped, ...skipped, ...importing.skipped]),
    notes: byName(notes),
  };
}

function byName(list: readonly Skipped[]): readonly Skipped[] {
  return [...list].sort((a, b) => (a.file < b.file ? -1 : 1));
}
