import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { VECTOR_DIMENSIONS } from '../../database/schema/search.ts';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { checkRows } from './rows.ts';
import { CSV_COLUMNS, type FileRow, type VectorFormat } from './vector-text.ts';

/**
 * Reads vectors as export writes them, all of them or none; about 300 bytes of memory each.
 * @param signal ends the reading
 * @throws Failure (exit 2) that names the line
 */
export async function readVectorFile(
  path: string,
  shown: string,
  format: VectorFormat,
  signal: AbortSignal,
): Promise<readonly FileRow[]> {
  const rows: FileRow[] = [];
  const lines = new Map<number, number>();
  try {
    for await (const { line, row } of format === 'csv'
      ? csvRows(path, shown, signal)
      : jsonRows(path, shown, signal)) {
      const before = lines.get(row.trackId);
      const wrong = (what: string) => new Failure(`${shown}, line ${line}: ${what}`);
      if (before !== undefined)
        throw wrong(`track ${row.trackId} has a vector already, in line ${before}. Leave one out.`);
      if (row.model !== (rows[0]?.model ?? row.model))
        throw wrong(
          `its model is ${JSON.stringify(row.model)}, those before are of ${JSON.stringify(rows[0]?.model)}. Import one model at a time.`,
        );
      try {
        checkRows([{ ...row, genreId: 0 }]);
      } catch (error) {
        throw error instanceof Failure ? wrong(error.message) : error;
      }
      lines.set(row.trackId, line);
      rows.push(row);
    }
  } catch (error) {
    throw explain(error, shown);
  }
  if (rows.length === 0) throw new Failure(`${shown} holds no vectors.`);
  return rows;
}

interface Read {
  readonly line: number;
  readonly row: FileRow;
}

async function* jsonRows(path: string, shown: string, signal: AbortSignal): AsyncGenerator<Read> {
  for await (const { line, text } of linesOf(path, shown, signal)) {
    if (text.trim() === '') continue;
    const wrong = (what: string) =>
      new Failure(
        `${shown}, line ${line}: ${what}. A line is {"track_id":1,"model":"...","vector":[${VECTOR_DIMENSIONS} numbers]}.`,
      );
    let value: { track_id?: unknown; model?: unknown; vector?: unknown } | null;
    try {
      value = JSON.parse(text.replace(/^\ufeff/, '')) as typeof value;
    } catch {
      throw wrong('it is not JSON');
    }
    const { track_id: trackId, model, vector } = typeof value === 'object' && value !== null ? value : {};
    if (typeof trackId !== 'number') throw wrong('track_id is no number');
    if (typeof model !== 'string') throw wrong('model is no text');
    if (!Array.isArray(vector) || vector.some((one) => typeof one !== 'number'))
      throw wrong('vector is no list of numbers');
    yield { line, row: { trackId, model, embedding: Float32Array.from(vector as number[]) } };
  }
}

/** Longer than any line that holds a vector; a file without line ends shall not fill the memory. */
const LONGEST_LINE = 100_000;

async function* linesOf(
  path: string,
  shown: string,
  signal: AbortSignal,
): AsyncGenerator<{ line: number; text: string }> {
  let rest = '';
  let line = 0;
  for await (const chunk of createReadStream(path, { encoding: 'utf8', signal })) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield { line: ++line, text };
    if (rest.length > LONGEST_LINE)
      throw new Failure(
        `${shown}, line ${line + 1}: it is too long for a vector. Name a file that export wrote.`,
      );
  }
  if (rest !== '') yield { line: line + 1, text: rest };
}

async function* csvRows(path: string, shown: string, signal: AbortSignal): AsyncGenerator<Read> {
  const options = { bom: true, skip_empty_lines: true, relax_column_count: true, info: true } as const;
  const input = createReadStream(path, { signal });
  const parser = parse(options);
  input.once('error', (error) => parser.destroy(error));
  input.pipe(parser);
  let header = true;
  for await (const { info, record } of parser as AsyncIterable<{
    info: { lines: number };
    record: string[];
  }>) {
    const wrong = (what: string) => new Failure(`${shown}, line ${info.lines}: ${what}`);
    if (header) {
      header = false;
      if (record.map((name) => name.trim()).join() !== CSV_COLUMNS.join())
        throw wrong(`the columns have to be ${CSV_COLUMNS.slice(0, 4).join(',')} to ${CSV_COLUMNS.at(-1)}.`);
      continue;
    }
    if (record.length !== CSV_COLUMNS.length)
      throw wrong(`it has ${record.length} columns instead of ${CSV_COLUMNS.length}.`);
    const [id = '', model = '', ...numbers] = record;
    const bad = [id, ...numbers].find((text) => text.trim() === '' || Number.isNaN(Number(text)));
    if (bad !== undefined) throw wrong(`${JSON.stringify(bad)} is no number.`);
    yield {
      line: info.lines,
      row: { trackId: Number(id), model, embedding: Float32Array.from(numbers, Number) },
    };
  }
}

function explain(error: unknown, shown: string): unknown {
  if (error instanceof Failure) return error;
  const { code, message, lines } = error as NodeJS.ErrnoException & { lines?: number };
  if (code?.startsWith('CSV_'))
    return new Failure(
      `${shown}${lines === undefined ? '' : `, line ${lines}`}: ${message.split('\n', 1)[0]}`,
      EXIT.usage,
      { cause: error },
    );
  return explainSystemError(error, `reading ${shown}`);
}
