import { readFileSync } from 'node:fs';
import { posix, relative, sep } from 'node:path';
import { type Info, parse } from 'csv-parse/sync';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';

const COLUMNS = ['file', 'track_id'] as const;
/** A line for each of a few million files. */
const MOST_BYTES = 500_000_000;

/** One line of a map. */
export interface MapLine {
  readonly line: number;
  /** From the music folder, with slashes. */
  readonly file: string;
  readonly trackId: number;
}

/**
 * Reads a CSV that says which file is which track: columns `file` (from the music folder, or absolute) and `track_id`, in
 * any order, further ones are passed over.
 * @throws Failure (exit 2) that names the line
 */
export function readMap(path: string, shown: string, folder: string): readonly MapLine[] {
  const text = readText(path, shown);
  const [head, ...rows] = parseCsv(text, shown);
  const wrong = (line: number, what: string) => new Failure(`${shown}, line ${line}: ${what}`);
  if (head === undefined)
    throw new Failure(`${shown} is empty. Its first line has to be ${COLUMNS.join(',')}.`);
  const [fileAt, trackAt] = COLUMNS.map((column) => {
    const at = head.record.findIndex((name) => name.trim().toLowerCase() === column);
    if (at < 0)
      throw wrong(head.line, `there is no column ${column}. The first line has to be ${COLUMNS.join(',')}.`);
    return at;
  }) as [number, number];
  const files = new Map<string, number>();
  const tracks = new Map<number, number>();
  return rows.map(({ line, record }) => {
    const [named = '', id = ''] = [record[fileAt]?.trim(), record[trackAt]?.trim()];
    if (named === '') throw wrong(line, 'no file is named.');
    const trackId = Number(id);
    if (!/^\d+$/.test(id) || !Number.isSafeInteger(trackId) || trackId < 1)
      throw wrong(line, `${JSON.stringify(id)} is no track_id: a whole number from 1 on is.`);
    const file = inFolder(named, folder);
    if (file === undefined) throw wrong(line, `${named} does not lie in the music folder.`);
    const [fileBefore, trackBefore] = [files.get(file), tracks.get(trackId)];
    if (fileBefore !== undefined) throw wrong(line, `${named} is mapped already, by line ${fileBefore}.`);
    if (trackBefore !== undefined)
      throw wrong(line, `track ${trackId} has a file already, by line ${trackBefore}.`);
    files.set(file, line);
    tracks.set(trackId, line);
    return { line, file, trackId };
  });
}

function readText(path: string, shown: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MOST_BYTES) throw new Failure(`${shown} is too large for a map of files.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError)
      throw new Failure(`${shown} is not UTF-8 text. Name a CSV file with the columns ${COLUMNS.join(',')}.`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Failure(`${shown} is not there. Name a CSV file with the columns ${COLUMNS.join(',')}.`);
    if (code === 'EISDIR') throw new Failure(`${shown} is a folder. Name a CSV file.`);
    throw explainSystemError(error, `reading ${shown}`);
  }
}

function parseCsv(text: string, shown: string): readonly { line: number; record: readonly string[] }[] {
  try {
    const options = { bom: true, skip_empty_lines: true, relax_column_count: true, info: true } as const;
    const rows = parse(text, options) as unknown as { info: Info; record: string[] }[];
    return rows.map(({ info, record }) => ({ line: info.lines, record }));
  } catch (error) {
    const { lines, message } = error as { lines?: number; message: string };
    throw new Failure(
      `${shown}${lines === undefined ? '' : `, line ${lines}`}: ${message.split('\n', 1)[0]}`,
      EXIT.usage,
      { cause: error },
    );
  }
}

/** The file's name from the folder, if it lies in it. */
function inFolder(named: string, folder: string): string | undefined {
  const below = named.startsWith('/') ? relative(folder, named).split(sep).join('/') : named;
  const clean = posix.normalize(below);
  return clean === '..' || clean.startsWith('../') || posix.isAbsolute(clean) ? undefined : clean;
}
