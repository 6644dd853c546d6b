import type { ExperimentRow, ExperimentSeries, ExperimentTable } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { formatCount } from '../../render/units.ts';
import type { TimedRead, TimedWrite } from '../join-strategy-process.ts';
import { type Ratio, ratioOf, typical } from '../timing/ratio.ts';
import { RESULT_SIZES } from './question.ts';
import { ATTACH_JOIN, SQL_JOIN, STRATEGIES } from './strategies.ts';

/** One strategy on one layout for one size of result, over all processes. */
export interface Read {
  readonly layout: string;
  readonly strategy: string;
  readonly rows: number;
  readonly seconds: number;
  readonly statements: number;
  /** To the join in SQL; null where no layout has one. */
  readonly ratio: Ratio | null;
}

/** The join that all others are compared with: in one file where a layout has one, else over ATTACH. */
export function baseOf(layouts: readonly Layout[]): { layout: string; strategy: string } | null {
  for (const name of [SQL_JOIN, ATTACH_JOIN]) {
    const strategy = STRATEGIES.find((one) => one.name === name);
    const layout = layouts.find((one) => strategy?.on(one));
    if (layout !== undefined) return { layout: layout.name, strategy: name };
  }
  return null;
}

export function readsOf(found: readonly (readonly TimedRead[])[], base: ReturnType<typeof baseOf>): Read[] {
  const blocks = ({ layout, strategy, rows }: Pick<TimedRead, 'layout' | 'strategy' | 'rows'>) =>
    found.map(
      (one) =>
        one.find((own) => own.layout === layout && own.strategy === strategy && own.rows === rows)?.seconds ??
        [],
    );
  return (found[0] ?? []).map((one) => ({
    layout: one.layout,
    strategy: one.strategy,
    rows: one.rows,
    statements: one.statements,
    seconds: typical(blocks(one)),
    ratio: base === null ? null : ratioOf(blocks(one), blocks({ ...base, rows: one.rows })),
  }));
}

export function readTables(reads: readonly Read[], base: ReturnType<typeof baseOf>): ExperimentTable[] {
  return RESULT_SIZES.filter((size) => reads.some(({ rows }) => rows === size)).map((size) => ({
    title: `${formatCount(size)} ${size === 1 ? 'row' : 'rows'}${base === null ? '' : `, against the ${base.strategy} on ${base.layout}`}`,
    columns: [
      { key: 'seconds', label: 'per request', unit: 'seconds', better: 'lower' },
      { key: 'ratio', label: 'ratio', unit: 'ratio', better: 'lower' },
      { key: 'low', label: '95 % from', unit: 'ratio', better: null },
      { key: 'high', label: 'to', unit: 'ratio', better: null },
      { key: 'statements', label: 'statements', unit: 'count', better: 'lower' },
    ],
    rows: reads
      .filter(({ rows }) => rows === size)
      .map(({ layout, strategy, seconds, ratio, statements }) => {
        const isBase = layout === base?.layout && strategy === base.strategy;
        const figures = { seconds, statements, ...(isBase ? { ratio: 1 } : ratio) };
        return { layout, arm: strategy, figures, note: null };
      }),
  }));
}

/** Time over rows, a line for each strategy and layout. */
export function readSeries(reads: readonly Read[]): ExperimentSeries {
  const lines = new Map<string, [number, number][]>();
  for (const { layout, strategy, rows, seconds } of reads) {
    const name = `${strategy} (${layout})`;
    lines.set(name, [...(lines.get(name) ?? []), [rows, seconds]]);
  }
  return {
    title: 'Time per request by rows of the result',
    x: { label: 'rows', unit: 'count', log: true },
    y: { label: 'per request', unit: 'seconds', log: true },
    lines: [...lines].map(([name, points]) => ({ name, points })),
  };
}

/** What one copy of the column costs a layout beside what it saves. */
export interface CopyCost {
  readonly layout: string;
  readonly bytes: number;
  readonly between: number | null;
  readonly after: number;
}

export function copyTable(costs: readonly CopyCost[]): ExperimentTable {
  return {
    title: 'The copied column: its room, and how stale it is after a rename',
    columns: [
      { key: 'bytes', label: 'added to activity_log', unit: 'bytes', better: 'lower' },
      { key: 'between', label: 'stale rows until the copies are written', unit: 'count', better: 'lower' },
      { key: 'after', label: 'stale rows then', unit: 'count', better: 'lower' },
    ],
    rows: costs.map(({ layout, bytes, between, after }) => ({
      layout,
      arm: 'most played track',
      figures: { bytes, between, after },
      note:
        between === null
          ? 'one transaction writes both, so its own connection sees no stale row; a crash or another connection may see one file before the other'
          : 'until a second transaction, on another connection, has written the copies; a crash in between leaves them so',
    })),
  };
}

export function writeTable(found: readonly (readonly TimedWrite[])[]): ExperimentTable {
  const rows = (found[0] ?? []).map(({ layout, write, rows: written }): ExperimentRow => {
    const own = found.map((one) => one.find((other) => other.layout === layout && other.write === write));
    const [without, kept] = [own.map((one) => one?.without ?? []), own.map((one) => one?.with ?? [])];
    const figures = {
      without: typical(without),
      with: typical(kept),
      ...ratioOf(kept, without),
      rows: written,
    };
    return { layout, arm: write, figures, note: null };
  });
  return {
    title: 'What keeping the copy true costs a write',
    columns: [
      { key: 'without', label: 'without a copy', unit: 'seconds', better: 'lower' },
      { key: 'with', label: 'with it', unit: 'seconds', better: 'lower' },
      { key: 'ratio', label: 'ratio', unit: 'ratio', better: 'lower' },
      { key: 'low', label: '95 % from', unit: 'ratio', better: null },
      { key: 'high', label: 'to', unit: 'ratio', better: null },
      { key: 'rows', label: 'rows written with it', unit: 'count', better: 'lower' },
    ],
    rows,
  };
}
