import { VECTOR_DIMENSIONS } from '../../database/schema/search.ts';
import type { VectorRow } from './rows.ts';

/** A vector outside of a database: the genre is the track's and is not carried. */
export type FileRow = Omit<VectorRow, 'genreId'>;

export const VECTOR_FORMATS = ['jsonl', 'csv'] as const;
export type VectorFormat = (typeof VECTOR_FORMATS)[number];

/** track_id, model, then one column for each of the 64 floats. */
export const CSV_COLUMNS = [
  'track_id',
  'model',
  ...Array.from({ length: VECTOR_DIMENSIONS }, (_, index) => `v${index}`),
];

/** Nine significant digits give every 32-bit float back (IEEE 754, 5.12.2); that of zero is kept as well. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(Number(value.toPrecision(9)));
}

/** One line, with its end. */
export function vectorLine({ trackId, model, embedding }: FileRow, format: VectorFormat): string {
  const numbers = Array.from(embedding, numberText);
  if (format === 'jsonl')
    return `{"track_id":${trackId},"model":${JSON.stringify(model)},"vector":[${numbers.join(',')}]}\n`;
  return `${[trackId, csvText(model), ...numbers].join(',')}\n`;
}

export function headerOf(format: VectorFormat): string {
  return format === 'csv' ? `${CSV_COLUMNS.join(',')}\n` : '';
}

function csvText(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
