import { InvalidArgumentError } from 'commander';
import { parsePercent, parseSize, parseTime } from '../render/parse-units.ts';

/** Parsers of option values: each throws InvalidArgumentError, which commander turns into one line and exit 2. */

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 100_000)
    throw new InvalidArgumentError('Give a whole number from 1 to 100,000.');
  return value;
}

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff)
    throw new InvalidArgumentError('Give a whole number below 2^32.');
  return value;
}

/** "50MB" or "64 MiB" in bytes. */
export function size(text: string): number {
  const bytes = Math.round(parseSize(text, ['kb', 'mb', 'gb', 'kib', 'mib', 'gib']) ?? Number.NaN);
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError('Give a size such as 50MB or 1GB.');
  return bytes;
}

/** "500ms", "2s" or "1m" in seconds. */
export function duration(text: string): number {
  const seconds = parseTime(text, ['ms', 's', 'm', 'min']) ?? Number.NaN;
  if (!(seconds > 0) || seconds > 86_400)
    throw new InvalidArgumentError('Give a time such as 500ms, 2s or 1m.');
  return seconds;
}

/** A block is short: longer than a second it no longer alternates with anything. */
export function blockLength(text: string): number {
  const seconds = duration(text);
  if (seconds > 1) throw new InvalidArgumentError('Give a time of at most 1s, such as 6ms.');
  return seconds;
}

/** "2%" or "0.02" as a fraction; what is not small is no threshold of a difference. */
export function threshold(text: string): number {
  const fraction = parsePercent(text) ?? (/^0?\.\d+$/.test(text.trim()) ? Number(text) : Number.NaN);
  if (!(fraction > 0 && fraction <= 1)) throw new InvalidArgumentError('Give a share such as 2% or 0.02.');
  return fraction;
}

export function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new InvalidArgumentError('Give names with commas between them.');
  return names;
}

/** "a,b", repeatable: each adds to those before it. */
export function listAdded(text: string, before: readonly string[] = []): readonly string[] {
  return [...new Set([...before, ...list(text)])];
}

export const PICTURE_FORMATS = ['mmd', 'svg', 'png', 'pdf'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** "mmd,svg" */
export function pictureFormats(text: string): readonly PictureFormat[] {
  return chosenOf(PICTURE_FORMATS, text);
}

/** Names of a list, each once, in the order given. */
function chosenOf<T extends string>(known: readonly T[], text: string): readonly T[] {
  const names = list(text).map((name) => {
    const found = known.find((one) => one === name);
    if (found === undefined)
      throw new InvalidArgumentError(`There is no ${name}; give any of ${known.join(', ')}.`);
    return found;
  });
  return [...new Set(names)];
}

export const REPORT_FORMATS = ['markdown', 'html', 'json', 'csv', 'junit', 'benchmark'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** "markdown,html" */
export function reportFormats(text: string): readonly ReportFormat[] {
  return chosenOf(REPORT_FORMATS, text);
}

export const EXPORT_FORMATS = ['json', 'csv', 'markdown', 'junit', 'benchmark'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Export {
  readonly format: ExportFormat;
  readonly path: string;
}

/** "json=run.json", repeatable. */
export function exportTarget(text: string, before: readonly Export[] = []): readonly Export[] {
  const [format, path] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const known = EXPORT_FORMATS.find((one) => one === format);
  if (known === undefined || path === '' || !text.includes('='))
    throw new InvalidArgumentError(`Give FORMAT=FILE with one of the formats ${EXPORT_FORMATS.join(', ')}.`);
  return [...before, { format: known, path }];
}
