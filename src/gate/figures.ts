import type { Figures, StatementFigures, WriteFigures } from '../model/figures.ts';
import { type Difference, type Differences, differencesOf, type FigurePair } from './differences.ts';

export { compareLayouts } from './layout-figures.ts';

/** What a configuration gives a level to. */
export type FigureGroup = 'plan' | 'bytecode' | 'rows' | 'wal' | 'writes' | 'pages' | 'pragmas' | 'recall';
export type FigureLevels = Readonly<Record<FigureGroup, 'fail' | 'warn' | 'off'>>;

/**
 * How the names of a group's figures begin, here, in layout-figures.ts and in change.ts (results): a change in a document
 * has no group, only a name.
 */
const NAMES: Readonly<Record<FigureGroup, RegExp>> = {
  plan: /^(query plan|statement )/,
  bytecode: /^bytecode/,
  rows: /^(rows returned|results)$/,
  wal: /^WAL /,
  writes: /^write system calls|^bytes written/,
  pages: /^(pages of|database) /,
  pragmas: /^PRAGMA /,
  recall: /^recall@10/,
};

/**
 * What a gate says of a figure that differs: pass for what got better, the configured level for anything else; null
 * where the configuration does not want to hear of it.
 */
export function levelOf(change: Difference, levels: FigureLevels): 'pass' | 'warn' | 'fail' | null {
  const groups = Object.keys(NAMES) as FigureGroup[];
  const group = groups.find((one) => NAMES[one].test(change.figure));
  if (group === undefined) throw new TypeError(`no level for a figure named ${change.figure}`);
  const level = levels[group];
  if (level === 'off') return null;
  return change.effect === 'better' ? 'pass' : level;
}

/**
 * One scenario on one layout, head against base. Where one side has no figures at all (they could not be had), nothing
 * is compared, and nothing is equal.
 */
export function compareFigures(base: Figures | null, head: Figures | null): Differences {
  if (base === null || head === null) return { changes: [], equal: 0 };
  return differencesOf([
    ...statementPairs(base.statements, head.statements),
    { figure: 'rows returned', unit: 'count', base: base.rows, head: head.rows, better: null },
    ...writePairs(base.writes, head.writes),
    ...(base.recallAt10 === null && head.recallAt10 === null ? [] : [recallPair(base, head)]),
  ]);
}

function recallPair({ recallAt10: base }: Figures, { recallAt10: head }: Figures): FigurePair {
  return { figure: 'recall@10', unit: 'fraction', base, head, better: 'higher' };
}

/** Numbered where there are several: by their place in head, those that only base has by their place there. */
function statementPairs(base: readonly StatementFigures[], head: readonly StatementFigures[]): FigurePair[] {
  const several = Math.max(base.length, head.length) > 1;
  return matchStatements(base, head).flatMap(([old, fresh]): FigurePair[] => {
    const index = fresh ? head.indexOf(fresh) : base.indexOf(old as StatementFigures);
    if (!old || !fresh)
      return [text(`statement ${index + 1}`, old ? old.sql : null, fresh ? fresh.sql : null)];
    const of = several ? ` of statement ${index + 1}` : '';
    const plan = text(`query plan${of}`, old.plan.join('\n'), fresh.plan.join('\n'));
    // Another plan is other bytecode: that says nothing more.
    if (plan.base !== plan.head) return [plan];
    return [plan, text(`bytecode${of}`, old.bytecodeSha256, fresh.bytecodeSha256)];
  });
}

function text(figure: string, base: string | null, head: string | null): FigurePair {
  return { figure, unit: 'text', base, head, better: null };
}

type Match = readonly [StatementFigures | undefined, StatementFigures | undefined];

/** A statement belongs to the one with the same SQL; those that are left, rewritten ones, to each other in order. */
function matchStatements(base: readonly StatementFigures[], head: readonly StatementFigures[]): Match[] {
  const left = [...base];
  const same = new Map<StatementFigures, StatementFigures>();
  for (const fresh of head) {
    const at = left.findIndex((old) => old.sql === fresh.sql);
    if (at >= 0) same.set(fresh, ...(left.splice(at, 1) as [StatementFigures]));
  }
  const matches = head.map((fresh): Match => [same.get(fresh) ?? left.shift(), fresh]);
  return [...matches, ...left.map((old): Match => [old, undefined])];
}

function writePairs(base: WriteFigures | null, head: WriteFigures | null): FigurePair[] {
  if (base === null && head === null) return [];
  const pair = (
    figure: string,
    unit: FigurePair['unit'],
    name: Exclude<keyof WriteFigures, 'calls'>,
  ): FigurePair[] => {
    const [old, fresh] = [perCall(base, name), perCall(head, name)];
    // Where one system does not count system calls and the other does, there is nothing to compare.
    if ((base && old === null) || (head && fresh === null)) return [];
    return [{ figure, unit, base: old, head: fresh, better: 'lower' }];
  };
  return [
    ...pair('WAL bytes per call', 'bytes', 'walBytes'),
    ...pair('WAL frames per call', 'count', 'walFrames'),
    ...pair('write system calls per call', 'count', 'writeCalls'),
    ...pair('bytes written per call', 'bytes', 'writeBytes'),
  ];
}

function perCall(figures: WriteFigures | null, name: Exclude<keyof WriteFigures, 'calls'>): number | null {
  const total = figures?.[name] ?? null;
  return figures === null || total === null ? null : total / figures.calls;
}
