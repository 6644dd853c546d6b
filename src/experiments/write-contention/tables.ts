import type { ExperimentColumn, ExperimentSeries, ExperimentTable } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { formatRate } from '../../render/units.ts';
import { isPlain, kindsOf, LOAD } from './arms.ts';
import type { Blocking } from './blocking.ts';
import { KINDS } from './kinds.ts';
import { othersText } from './others.ts';
import { SATURATED } from './processor.ts';
import { inMemory } from './rows.ts';
import { type Cell, capped, figuresOf, findCell, overloaded } from './summary.ts';

const column = (
  key: string,
  label: string,
  unit: ExperimentColumn['unit'],
  better: ExperimentColumn['better'],
): ExperimentColumn => ({ key, label, unit, better });

/** One row per layout: what the verdict reads. */
export function contentionTable(layouts: readonly Layout[], cells: readonly Cell[]): ExperimentTable {
  return {
    title: 'contention',
    columns: [
      column('achievedIndependent', 'most writes, independent', 'per second', 'higher'),
      column('achievedOne', 'most writes, one database', 'per second', 'higher'),
      column('p99Independent', 'p99, independent', 'seconds', 'lower'),
      column('p99One', 'p99, one database', 'seconds', 'lower'),
      column('cpuIndependent', 'processor, independent', 'fraction', null),
      column('cpuOne', 'processor, one database', 'fraction', null),
    ],
    rows: layouts.map((layout) => {
      const at = (target: 'one' | 'independent', load: number) => {
        const cell = findCell(cells, layout, 4, target, load);
        return cell && figuresOf(cell);
      };
      const [mostOwn, mostOne] = [at('independent', LOAD.over), at('one', LOAD.over)];
      return {
        layout: layout.name,
        arm: '4 writers',
        figures: {
          achievedIndependent: mostOwn?.achieved ?? null,
          achievedOne: mostOne?.achieved ?? null,
          p99Independent: at('independent', LOAD.half)?.p99 ?? null,
          p99One: at('one', LOAD.half)?.p99 ?? null,
          cpuIndependent: mostOwn?.cpu ?? null,
          cpuOne: mostOne?.cpu ?? null,
        },
        note: shortNote(layout, cells),
      };
    }),
  };
}

function shortNote(layout: Layout, cells: readonly Cell[]): string | null {
  const shown = (['one', 'independent'] as const)
    .flatMap((target) => [LOAD.half, LOAD.over].map((load) => findCell(cells, layout, 4, target, load)))
    .filter((cell) => cell !== undefined);
  const late = (['one', 'independent'] as const).some((target) => {
    const cell = findCell(cells, layout, 4, target);
    return cell !== undefined && fellBehind(cell);
  });
  const most = (['independent', 'one'] as const)
    .filter((target) => {
      const cell = findCell(cells, layout, 4, target, LOAD.over);
      return cell !== undefined && capped(cell);
    })
    .map((target) => (target === 'one' ? 'one database' : target));
  return joined([
    most.length > 0 && `it did nearly all that was offered, and may do more: ${most.join(', ')}`,
    late && 'it did not keep up with half load everywhere: p99 is a lower bound there',
    othersText(shown) ?? false,
  ]);
}

/** A hundredth of what was due below full load was never started. */
function fellBehind({ arm, outcomes }: Cell): boolean {
  const unserved = sum(outcomes.map((one) => one.unserved)) / sum(outcomes.map((one) => one.operations));
  return arm.load < 1 && unserved > 0.01;
}

function joined(notes: readonly (string | false)[]): string | null {
  const told = notes.filter((note) => note !== false);
  return told.length === 0 ? null : told.join('; ');
}

export function armsTable(cells: readonly Cell[]): ExperimentTable {
  return {
    title: 'Writers under load',
    columns: [
      column('offered', 'offered', 'per second', null),
      column('achieved', 'achieved', 'per second', 'higher'),
      column('p50', 'p50', 'seconds', 'lower'),
      column('p99', 'p99', 'seconds', 'lower'),
      column('p999', 'p99.9', 'seconds', 'lower'),
      column('max', 'longest', 'seconds', 'lower'),
      column('busy', 'SQLITE_BUSY', 'count', 'lower'),
      column('fairness', 'fairness (Jain)', 'fraction', 'higher'),
      column('cpu', 'processor, machine', 'fraction', null),
      column('cpuOwn', 'processor, these processes', 'fraction', null),
      column('readerP50', 'search p50', 'seconds', 'lower'),
      column('readerP99', 'search p99', 'seconds', 'lower'),
      column('lost', 'writes unaccounted for', 'count', 'lower'),
    ],
    rows: cells.map((cell) => ({
      layout: cell.layout.name,
      arm: cell.arm.name,
      figures: { ...figuresOf(cell) },
      note: noteOf(cell),
    })),
  };
}

function noteOf(cell: Cell): string | null {
  const { layout, arm, outcomes } = cell;
  const { cpu } = figuresOf(cell);
  const perCommit = outcomes.flatMap((one) => one.writesPerCommit ?? []);
  const memory = [...new Set(kindsOf(arm))].filter((kind) => inMemory(layout, kind));
  return joined([
    overloaded(cell) && 'more offered than it can do: latency would grow with the length of the arm',
    fellBehind(cell) && 'it did not keep up: percentiles are lower bounds',
    perCommit.length > 0 && `${formatRate(sum(perCommit) / perCommit.length)} writes per commit`,
    memory.length > 0 &&
      layout.writer !== 'group-commit' &&
      `${memory.join(', ')}: in the memory of each process, shared with nobody`,
    cpu !== null && cpu > SATURATED && 'latency includes waiting for a processor',
    othersText([cell]) ?? false,
  ]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export function blockingTable(found: readonly Blocking[]): ExperimentTable {
  return {
    title: 'Who waits (1) while a process is in the middle of writing a session',
    columns: [
      ...KINDS.map((kind) => column(kind, `a writer of ${kind}`, 'count', 'lower')),
      column('search', 'a search', 'count', 'lower'),
    ],
    rows: found.map(({ layout, waits, searchWaits }) => ({
      layout: layout.name,
      arm: '',
      figures: {
        ...Object.fromEntries(KINDS.map((kind) => [kind, asCount(waits?.get(kind) ?? null)])),
        search: asCount(searchWaits),
      },
      note:
        waits === null ? 'only one process writes: nobody waits for a lock, all wait for that process' : null,
    })),
  };
}

function asCount(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** p99 against the number of writers, where at least two numbers of them were measured. */
export function latencySeries(layouts: readonly Layout[], cells: readonly Cell[]): ExperimentSeries[] {
  return (['one', 'independent'] as const).map((target) => ({
    title: `p99 of writes at 50 % load, ${target === 'one' ? 'all on one database' : 'independent writers'}`,
    x: { label: 'writer processes', unit: 'count', log: false },
    y: { label: 'p99', unit: 'seconds', log: true },
    lines: layouts.flatMap((layout) => {
      const points = cells
        .filter((cell) => cell.layout.name === layout.name && isPlain(cell.arm, target, LOAD.half))
        .flatMap((cell): [number, number][] => {
          const { p99 } = figuresOf(cell);
          return p99 === null ? [] : [[cell.arm.writers, p99]];
        });
      return points.length > 1 ? [{ name: layout.name, points }] : [];
    }),
  }));
}
