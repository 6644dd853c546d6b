import { InvalidArgumentError } from 'commander';

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

const SIZE_UNITS: Readonly<Record<string, number>> = {
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** "50MB" or "64 MiB" in bytes. */
export function size(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]i?b)$/i.exec(text.trim());
  const unit = SIZE_UNITS[match?.[2]?.toLowerCase() ?? ''];
  const bytes = Math.round(Number(match?.[1]) * (unit ?? Number.NaN));
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError('Give a size such as 50MB or 1GB.');
  return bytes;
}

const TIME_UNITS: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, min: 60 };

/** "500ms", "2s" or "1m" in seconds. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min)$/.exec(text.trim());
  const seconds = Number(match?.[1]) * (TIME_UNITS[match?.[2] ?? ''] ?? Number.NaN);
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

export function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === ''))
    throw new InvalidArgumentError('Give names with commas between them.');
  return names;
}

export const EXPORT_FORMATS = ['json', 'csv', 'markdown'] as const;
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
