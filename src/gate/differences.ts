import type { FigureChange } from '../model/gate.ts';

/** A figure that differs, before the configuration says what that means. */
export type Difference = Omit<FigureChange, 'level'>;

export interface Differences {
  readonly changes: Difference[];
  /** Figures that agree exactly. */
  readonly equal: number;
}

/** One figure of both sides; null where a side has none. */
export interface FigurePair extends Pick<Difference, 'figure' | 'unit' | 'base' | 'head'> {
  /** null: neither, every difference is just a change. */
  readonly better: 'lower' | 'higher' | null;
}

/** Compares exactly: these figures have no noise, so the smallest difference is one. */
export function differencesOf(pairs: readonly FigurePair[]): Differences {
  const unequal = pairs.filter(({ base, head }) => base !== head);
  const changes = unequal.map((pair) => {
    const { figure, unit, base, head } = pair;
    return { figure, unit, base, head, effect: effectOf(pair) };
  });
  return { changes, equal: pairs.length - unequal.length };
}

function effectOf({ base, head, better }: FigurePair): Difference['effect'] {
  if (better === null || typeof base !== 'number' || typeof head !== 'number') return 'changed';
  return head < base === (better === 'lower') ? 'better' : 'worse';
}
