import { Failure, throwIfInterrupted } from '../../model/failure.ts';
import type { Session } from '../../model/scenario.ts';
import { refuseOthers, writeModel } from './replace-model.ts';
import { readVectorFile } from './vector-file.ts';
import type { VectorFormat } from './vector-text.ts';

export interface ImportFileRequest {
  readonly path: string;
  readonly shown: string;
  readonly format: VectorFormat;
  /** Vectors of other models go. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
}

export interface FileImported {
  readonly model: string;
  readonly imported: number;
  /** Vectors of other models that are gone. */
  readonly removed: number;
}

/**
 * Writes the vectors of a file that export wrote, all of them in one transaction or none.
 * @throws Failure (exit 2) that names the line; or where there are vectors of another model and `replace` is not said
 */
export async function importFile(session: Session, request: ImportFileRequest): Promise<FileImported> {
  const { path, shown, format, signal, replace } = request;
  const rows = await readVectorFile(path, shown, format, signal);
  const model = rows[0]?.model ?? '';
  if (!replace) refuseOthers(session, model);
  const genre = session.prepare<{ genre: number }>(
    ['chinook_tracks'],
    'SELECT ifnull(genre_id, 0) AS genre FROM chinook_tracks WHERE id = ?',
  );
  const withGenre = rows.map((row) => {
    const found = genre.get(row.trackId);
    if (found === undefined)
      throw new Failure(`${shown}: there is no track ${row.trackId} here. Leave its line out.`);
    return { ...row, genreId: found.genre };
  });
  throwIfInterrupted(signal);
  return { model, imported: rows.length, removed: writeModel(session, withGenre, replace) };
}
