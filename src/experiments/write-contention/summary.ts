import type { Layout } from '../../model/layout.ts';
import { mean } from '../../stats/summary.ts';
import { type Arm, LOAD } from './arms.ts';
import { Latencies } from './latency.ts';
import type { ArmOutcome } from './run-arm.ts';

/** An arm on a layout over all its repeats. */
export interface Cell {
  readonly layout: Layout;
  readonly arm: Arm;
  readonly outcomes: readonly ArmOutcome[];
}

/** Base units; null: not measured. */
export interface CellFigures {
  readonly offered: number;
  readonly achieved: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
  readonly busy: number | null;
  readonly fairness: number | null;
  readonly cpu: number | null;
  readonly cpuOwn: number;
  readonly readerP50: number | null;
  readonly readerP99: number | null;
  readonly lost: number;
}

/** More was offered than was done: latency then grows with the length of the arm, and says nothing of the layout. */
export function overloaded({ arm, outcomes }: Cell): boolean {
  return arm.load > 1 && outcomes.some((outcome) => outcome.unserved > 0);
}

/** Of what was offered: above this the rate found is that of the offer, not of the layout. */
const NEARLY_ALL = 0.9;

/** Nearly all that was offered was done in some repeat: how much more it could do is not known. */
export function capped({ outcomes }: Cell): boolean {
  return outcomes.some((outcome) => outcome.achieved > NEARLY_ALL * outcome.offered);
}

/** Means of the repeats; percentiles and the longest wait of all their operations together. */
export function figuresOf(cell: Cell): CellFigures {
  const { outcomes } = cell;
  const of = (pick: (outcome: ArmOutcome) => number) => mean(outcomes.map(pick));
  const writes = merged(outcomes.flatMap((outcome) => outcome.writes));
  const searches = merged(outcomes.map((outcome) => outcome.searches));
  const told = overloaded(cell) ? undefined : writes;
  const total = (pick: (outcome: ArmOutcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + pick(outcome), 0);
  return {
    offered: of((outcome) => outcome.offered),
    achieved: of((outcome) => outcome.achieved),
    p50: told?.percentile(0.5) ?? null,
    p99: told?.percentile(0.99) ?? null,
    p999: told?.percentile(0.999) ?? null,
    max: told?.max ?? null,
    busy: outcomes.every((outcome) => outcome.busyPossible) ? total((outcome) => outcome.busy) : null,
    fairness: meanOfKnown(outcomes.map((outcome) => outcome.fairness)),
    cpu: meanOfKnown(outcomes.map((outcome) => outcome.cpu)),
    cpuOwn: of((outcome) => outcome.cpuOwn),
    readerP50: searches.percentile(0.5),
    readerP99: searches.percentile(0.99),
    lost: total((outcome) => outcome.unaccounted),
  };
}

/** Of each repeat by itself, for the spread between repeats. */
export function percentiles({ outcomes }: Cell, fraction: number): (number | null)[] {
  return outcomes.map((outcome) => merged(outcome.writes).percentile(fraction));
}

export function findCell(
  cells: readonly Cell[],
  layout: Layout,
  writers: number,
  target: Arm['target'],
  load: number = LOAD.half,
): Cell | undefined {
  return cells.find(
    (cell) =>
      cell.layout.name === layout.name &&
      cell.arm.writers === writers &&
      cell.arm.target === target &&
      cell.arm.load === load &&
      !cell.arm.sameCache &&
      !cell.arm.long,
  );
}

function merged(all: readonly Parameters<Latencies['add']>[0][]): Latencies {
  const latencies = new Latencies();
  for (const one of all) latencies.add(one);
  return latencies;
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}
