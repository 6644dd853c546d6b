/** unfit for measuring where it is `fail`; `note`: worth knowing, and what could not be found out. */
export const LEVELS = ['ok', 'note', 'warn', 'fail'] as const;
export type Level = (typeof LEVELS)[number];

/** A figure in base units (seconds, bytes, fractions); null where it is not shown, never 0. */
export type Figure =
  | string
  | number
  | boolean
  | null
  | readonly Figure[]
  | { readonly [name: string]: Figure };

export type CheckName =
  | 'cores'
  | 'load'
  | 'frequency'
  | 'limits'
  | 'file-system'
  | 'memory'
  | 'timer'
  | 'node'
  | 'sqlite'
  | 'self-comparison';

/** What a check found out. */
export interface Finding {
  readonly check: CheckName;
  readonly level: Level;
  /** For people, one line. */
  readonly found: string;
  /** What to do about it; null where there is nothing to be done. */
  readonly advice: string | null;
  readonly value: Readonly<Record<string, Figure>>;
}

/** Less of memory or disk than this, in bytes: ten of the datasets that bench makes by default (50 MB each). */
export const SCARCE_BYTES = 500e6;

export function worst(levels: readonly Level[]): Level {
  return LEVELS[Math.max(0, ...levels.map((level) => LEVELS.indexOf(level)))] ?? 'ok';
}

/** Several pieces of advice as one; null where there is none. */
export function joinAdvice(pieces: readonly (string | null)[]): string | null {
  const given = pieces.filter((piece) => piece !== null);
  return given.length === 0 ? null : given.join('; ');
}
