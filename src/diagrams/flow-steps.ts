import type { FlowTrace, TraceStep } from '../model/trace.ts';

type Statement = Extract<TraceStep, { kind: 'statement' }>;

/** A step of a trace; the same statement executed several times in a row counts as one, its figures added up: of times that are medians, the sum of these. */
export type FlowStep = TraceStep & { readonly times: number };

export function foldSteps(steps: readonly TraceStep[]): readonly FlowStep[] {
  const folded: FlowStep[] = [];
  for (const step of steps) {
    const last = folded.at(-1);
    if (step.kind === 'statement' && last?.kind === 'statement' && sameStatement(step, last))
      folded[folded.length - 1] = {
        ...last,
        times: last.times + 1,
        rows: sum(last.rows, step.rows),
        changes: sum(last.changes, step.changes),
        seconds: sum(last.seconds, step.seconds),
      };
    else folded.push({ ...step, times: 1 });
  }
  return folded;
}

function sameStatement(a: Statement, b: Statement): boolean {
  return a.sql === b.sql && a.database === b.database && a.tables.join() === b.tables.join();
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

/** The databases that a step names. */
export function databasesIn({ database }: { readonly database: string }): readonly string[] {
  return database.split(' + ');
}

const LEADING = /^(?:\s|--[^\n]*(?:\n|$)|\/\*.*?\*\/)+/s;
const MAIN_VERB = /\b(SELECT|INSERT|UPDATE|DELETE|REPLACE|VALUES)\b/i;

/** "SELECT" of a statement's text; of WITH, which several verbs may follow, that which stands outside of parentheses. */
export function verbOf(sql: string): string {
  const text = sql.replace(LEADING, '');
  const first = /^[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'SQL';
  if (first !== 'WITH') return first;
  let outside = text;
  for (let before = ''; before !== outside; ) {
    before = outside;
    outside = outside.replace(/\([^()]*\)/g, ' ');
  }
  // Kept in short, a statement may end within parentheses.
  return MAIN_VERB.exec(outside.replace(/\(.*$/s, ''))?.[1]?.toUpperCase() ?? first;
}

/** How a call writes. */
export interface Writing {
  readonly transactions: number;
  /** That the writing statements name. */
  readonly databases: readonly string[];
  /** Of those, the ones that a writing statement names alone. */
  readonly surely: readonly string[];
}

/**
 * A statement that writes outside of BEGIN and COMMIT is a transaction of its own.
 * @param attached one connection has all databases, so that whatever is open there holds every statement
 */
export function writingOf({ steps }: FlowTrace, attached: boolean): Writing {
  const [databases, surely] = [new Set<string>(), new Set<string>()];
  const open = new Map<string, { wrote: boolean }>();
  let transactions = 0;
  for (const step of steps) {
    if (step.kind !== 'statement') {
      if (step.kind === 'commit' && open.get(step.database)?.wrote) transactions++;
      if (step.kind === 'begin') open.set(step.database, { wrote: false });
      else open.delete(step.database);
    } else if (step.changes !== null) {
      const names = databasesIn(step);
      for (const name of names) databases.add(name);
      if (names.length === 1) surely.add(step.database);
      const around = [...open].find(
        ([database]) => attached || names.every((name) => databasesIn({ database }).includes(name)),
      );
      if (around) around[1].wrote = true;
      else transactions++;
    }
  }
  return { transactions, databases: [...databases], surely: [...surely] };
}

/**
 * Where the application has read all that it reads before it writes: what it combines, it combines by then. Not within
 * a transaction, whose time is counted as a whole.
 */
export function afterLastRead(steps: readonly FlowStep[]): number {
  const last = steps.findLastIndex(
    (step) => step.kind === 'statement' && step.changes === null && step.rows !== null,
  );
  if (last < 0) return steps.length;
  const openAfter = (index: number) =>
    steps.slice(0, index + 1).filter(({ kind }) => kind === 'begin').length >
    steps.slice(0, index + 1).filter(({ kind }) => kind === 'commit').length;
  const at = steps.findIndex((_, index) => index >= last && !openAfter(index));
  return at < 0 ? steps.length : at + 1;
}
