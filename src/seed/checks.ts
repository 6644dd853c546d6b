import { EXIT, Failure } from '../model/failure.ts';
import type { ColumnType } from './tables.ts';

/** Longer than any name; keeps one bad cell of a seed from filling every dataset made of it. */
const LONGEST_TEXT = 10_000;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?Z?)?$/;
/** The line has to stay readable: so many kinds of trouble are spelt out. */
const SPELT_OUT = 4;

/** What is wrong with a value that should be of the type, or undefined. NULL is the caller's to judge. */
export function troubleWith(value: unknown, type: ColumnType): string | undefined {
  if (type === 'integer') {
    if (Number.isSafeInteger(value)) return undefined;
    return typeof value === 'number'
      ? 'a fraction or a too large number instead of an integer'
      : `${kindOf(value)} instead of an integer`;
  }
  if (type === 'number') {
    return Number.isFinite(value) ? undefined : `${kindOf(value)} instead of a number`;
  }
  if (typeof value !== 'string') return `${kindOf(value)} instead of ${type === 'date' ? 'a date' : 'text'}`;
  if (value.length > LONGEST_TEXT) return `text of more than ${LONGEST_TEXT} characters`;
  // SQLite's driver puts U+FFFD where bytes are no UTF-8: either way the text is damaged.
  if (value.includes('\uFFFD')) return 'text that is not valid UTF-8';
  if (value.includes('\0')) return 'text with a NUL character';
  if (type === 'date' && !DATE.test(value)) return 'text that is no date (YYYY-MM-DD, or with HH:MM:SS)';
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'infinity';
  return typeof value === 'string' ? 'text' : 'a blob';
}

/** Counts the troubles of a seed by kind, so that one line can tell them all. */
export class Troubles {
  readonly #found = new Map<string, { count: number; first: string }>();

  /** what: "Track.AlbumId has text instead of an integer"; where: "TrackId 7". */
  add(what: string, where: string): void {
    const known = this.#found.get(what);
    if (known) known.count++;
    else this.#found.set(what, { count: 1, first: where });
  }

  /** Throws one Failure for everything that was found; does nothing where nothing was. */
  throwIfAny(label: string): void {
    if (this.#found.size === 0) return;
    const told = [...this.#found].slice(0, SPELT_OUT).map(([what, { count, first }]) => {
      return `${what} (${first}${count > 1 ? ` and ${count - 1} more` : ''})`;
    });
    const rest = this.#found.size - told.length;
    if (rest > 0) told.push(`${rest} more kind${rest > 1 ? 's' : ''} of trouble`);
    throw new Failure(
      `${label} is not a whole Chinook: ${told.join('; ')}. Mend it, or leave --seed out for the built-in catalogue.`,
      EXIT.integrity,
    );
  }
}
