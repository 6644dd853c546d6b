import { setImmediate } from 'node:timers/promises';
import { floatsOf } from '../../database/inverted-file/cells.ts';
import { hasInvertedFile } from '../../database/inverted-file/place.ts';
import { isDamaged } from '../../database/inverted-file/state.ts';
import type { OpenLayout } from '../../database/open.ts';
import { TRACK_DATA_MODEL } from '../../database/schema/search.ts';
import { throwIfInterrupted } from '../../model/failure.ts';
import { copyReader, sameBytes } from './copy-reader.ts';
import { type Finding, Findings } from './findings.ts';
import { readingTogether } from './read-transaction.ts';
import { checkRows } from './rows.ts';

/** Vectors that are looked at between two looks at the signal. */
const PAGE = 500;

export interface Verified {
  readonly tracks: number;
  readonly vectors: number;
  readonly models: readonly { readonly model: string; readonly vectors: number }[];
  /** Whether an inverted file is there, and was compared. */
  readonly invertedFile: boolean;
  /** What is broken. */
  readonly findings: readonly Finding[];
  /** Tracks without a vector, where that is nothing broken: audio has the tracks that have a file. */
  readonly without: number;
}

/**
 * Reads all vectors and compares them with the tracks and with the inverted file, as of one moment. Changes nothing.
 * @param where words that name the data folder to a command, for the ways out: ' --data DIR'
 */
export async function verifyVectors(
  open: OpenLayout,
  signal: AbortSignal,
  onProgress: (fraction: number) => void = () => {},
  where = '',
): Promise<Verified> {
  return await readingTogether(open, ['track_vectors', 'chinook_tracks'], () =>
    verify(open, signal, onProgress, where),
  );
}

async function verify(
  open: OpenLayout,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
  where: string,
): Promise<Verified> {
  const reimport = `make them anew with chinook-eval vectors import${where}`;
  const reindex = `make the index anew with chinook-eval vectors index${where}`;
  const found = new Findings();
  const genres = new Map(
    open
      .prepare<{ id: number; genre: number }>(
        ['chinook_tracks'],
        'SELECT id, ifnull(genre_id, 0) AS genre FROM chinook_tracks',
      )
      .all()
      .map(({ id, genre }) => [id, genre]),
  );
  const ids = open
    .prepare<{ id: number }>(['track_vectors'], 'SELECT track_id AS id FROM track_vectors ORDER BY track_id')
    .all();
  const read = open.prepare<{ embedding: Uint8Array; genre: number; model: string | null }>(
    ['track_vectors'],
    'SELECT embedding, genre_id AS genre, model FROM track_vectors WHERE track_id = ?',
  );
  const indexed = hasInvertedFile(open) ? copyReader(open) : undefined;
  const models = new Map<string, number>();
  for (const [index, { id }] of ids.entries()) {
    if (index % PAGE === 0) {
      await setImmediate();
      throwIfInterrupted(signal);
      onProgress(index / ids.length);
    }
    const row = read.get(BigInt(id));
    if (row === undefined) continue;
    const model = row.model ?? '';
    models.set(model, (models.get(model) ?? 0) + 1);
    if (model.trim() === '')
      found.add(
        'model',
        ['vector does not say which model made it', 'vectors do not say which model made them'],
        id,
        reimport,
      );
    if (!isUnit(id, row.embedding))
      found.add(
        'unit-length',
        ['vector is not 64 finite numbers of length 1', 'vectors are not 64 finite numbers of length 1'],
        id,
        reimport,
      );
    const genre = genres.get(id);
    if (genre === undefined)
      found.add(
        'track',
        ['vector belongs to no track', 'vectors belong to no track'],
        id,
        'delete those rows of track_vectors, or build anew',
      );
    else if (genre !== row.genre)
      found.add(
        'genre',
        ['vector has another genre than its track', 'vectors have another genre than their track'],
        id,
        reimport,
      );
    if (indexed !== undefined && !sameBytes(indexed.take(id), row.embedding))
      found.add(
        'inverted-file',
        ['vector is not in the inverted file as it is', 'vectors are not in the inverted file as they are'],
        id,
        reindex,
      );
  }
  for (const id of indexed?.left() ?? [])
    found.add(
      'inverted-file-more',
      ['row of the inverted file has no vector', 'rows of the inverted file have no vector'],
      id,
      reindex,
    );
  if (indexed !== undefined && models.size > 0 && !models.has(indexed.model))
    found.whole(
      'inverted-file-model',
      [
        `vector is of another model than the inverted file was made of (${indexed.model})`,
        `vectors are of another model than the inverted file was made of (${indexed.model})`,
      ],
      ids.length,
      reindex,
    );
  if (indexed !== undefined && isDamaged(open))
    found.whole('inverted-file-damaged', 'inverted file has damaged centroids or measurements', 1, reindex);
  const without = [...genres.keys()].filter(missingFrom(new Set(ids.map(({ id }) => id))));
  const one = models.size === 1 ? [...models.keys()][0] : undefined;
  if (models.size > 1)
    found.whole(
      'one-model',
      `vectors are of ${models.size} models, which have nothing to say to each other`,
      ids.length,
      `import those of one model with chinook-eval vectors import --replace${where}, or build anew`,
    );
  // The build makes one for each track; audio and files have those that they have.
  const complete = one === TRACK_DATA_MODEL || (models.size === 0 && genres.size > 0);
  if (complete)
    for (const id of without)
      found.add(
        'missing',
        ['track has no vector', 'tracks have no vector'],
        id,
        'build anew, or import vectors',
      );
  return {
    tracks: genres.size,
    vectors: ids.length,
    models: [...models].sort().map(([model, vectors]) => ({ model, vectors })),
    invertedFile: indexed !== undefined,
    findings: found.list(),
    without: without.length,
  };
}

function missingFrom(has: ReadonlySet<number>): (id: number) => boolean {
  return (id) => !has.has(id);
}

function isUnit(trackId: number, blob: Uint8Array): boolean {
  try {
    checkRows([{ trackId, embedding: floatsOf(blob), genreId: 0, model: 'any' }]);
    return true;
  } catch {
    return false;
  }
}
