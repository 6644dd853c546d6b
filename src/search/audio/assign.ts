import { Failure } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import type { AudioFile, FoundFiles, Skipped } from './find-files.ts';
import type { AudioFormat } from './format.ts';
import type { MapLine } from './map-file.ts';
import { makeMatcher } from './match.ts';
import { type PoolOptions, workThrough } from './pool.ts';
import type { Tags } from './tags.ts';

/** Tags lie at the ends of a file; a file system that is slow takes a while all the same. */
const DEADLINE_SECONDS = 30;

/** A file and the track that it is of. */
export interface Assigned {
  readonly file: AudioFile;
  readonly trackId: number;
  readonly genreId: number;
}

export interface Assignment {
  /** In the order of the files' names; no track twice. */
  readonly assigned: readonly Assigned[];
  readonly skipped: readonly Skipped[];
}

/**
 * Says which file is which track: the map where it names the file, the tags otherwise. Of several files of one track the
 * first by name counts.
 * @param shownMap the map's name, for errors
 * @throws Failure (exit 2) where the map names a file or a track that is not there
 */
export async function assignFiles(
  session: Session,
  { files, skipped }: FoundFiles,
  map: readonly MapLine[],
  shownMap: string,
  pool: PoolOptions,
  onProgress: (fraction: number) => void,
): Promise<Assignment> {
  const genre = session.prepare<{ genre: number }>(
    ['chinook_tracks'],
    'SELECT ifnull(genre_id, 0) AS genre FROM chinook_tracks WHERE id = ?',
  );
  checkMap(
    map,
    shownMap,
    new Set([...files, ...skipped].map((one) => ('name' in one ? one.name : one.file))),
  );
  for (const { line, trackId } of map)
    if (genre.get(trackId) === undefined)
      throw new Failure(`${shownMap}, line ${line}: there is no track ${trackId}. Mend the line.`);
  const mapped = new Map(map.map(({ file, trackId }) => [file, trackId]));
  const found = new Map<string, number | string>(
    files.flatMap(({ name }) => {
      const trackId = mapped.get(name);
      return trackId === undefined ? [] : [[name, trackId] as const];
    }),
  );
  await matchByTags(
    session,
    files.filter(({ name }) => !found.has(name)),
    (name, outcome) => found.set(name, outcome),
    pool,
    onProgress,
  );
  const assigned: Assigned[] = [];
  const more: Skipped[] = [];
  const taken = new Map<number, string>(map.map(({ file, trackId }) => [trackId, file]));
  for (const file of files) {
    const outcome = found.get(file.name);
    if (typeof outcome !== 'number') more.push({ file: file.name, reason: outcome ?? 'was not read' });
    else {
      const by = taken.get(outcome) ?? file.name;
      taken.set(outcome, by);
      if (by !== file.name) more.push({ file: file.name, reason: `is track ${outcome}, as ${by} is` });
      else assigned.push({ file, trackId: outcome, genreId: genre.get(outcome)?.genre ?? 0 });
    }
  }
  return { assigned, skipped: more };
}

function checkMap(map: readonly MapLine[], shown: string, names: ReadonlySet<string>): void {
  for (const { line, file } of map)
    if (!names.has(file))
      throw new Failure(
        `${shown}, line ${line}: there is no audio file ${file} in the music folder. Mend the line.`,
      );
}

async function matchByTags(
  session: Session,
  files: readonly AudioFile[],
  each: (name: string, outcome: number | string) => void,
  pool: PoolOptions,
  onProgress: (fraction: number) => void,
): Promise<void> {
  if (files.length === 0) return;
  const match = makeMatcher(session);
  let done = 0;
  await workThrough(
    files,
    ({ path }) => ({ method: 'tags', argument: path, deadlineSeconds: DEADLINE_SECONDS }),
    ({ name }, outcome) => {
      onProgress(++done / files.length);
      if ('reason' in outcome) return each(name, outcome.reason);
      const matched = match((outcome.value as { format: AudioFormat; tags: Tags }).tags);
      each(name, 'trackId' in matched ? matched.trackId : matched.reason);
    },
    pool,
  );
}
