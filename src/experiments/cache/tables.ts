import type { ExperimentRow, ExperimentSeries, ExperimentTable } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { mean, quantileSorted } from '../../stats/summary.ts';
import type { ArmResult } from './measure.ts';
import { PLACE_LABELS, PLACES, placeOf } from './places.ts';

export function cacheTables(arms: readonly ArmResult[], layouts: readonly Layout[]): ExperimentTable[] {
  return [latencyTable(arms, layouts), sharingTable(arms), memoryTable(arms)];
}

function latencyTable(arms: readonly ArmResult[], layouts: readonly Layout[]): ExperimentTable {
  return {
    title: 'What a cache saves',
    columns: [
      { key: 'hit', label: 'hits', unit: 'fraction', better: 'higher' },
      { key: 'mean', label: 'get, mean', unit: 'seconds', better: 'lower' },
      { key: 'p50', label: 'get, p50', unit: 'seconds', better: 'lower' },
      { key: 'p99', label: 'get, p99', unit: 'seconds', better: 'lower' },
      { key: 'hit50', label: 'hit, p50', unit: 'seconds', better: 'lower' },
      { key: 'miss50', label: 'miss, p50', unit: 'seconds', better: 'lower' },
      { key: 'miss99', label: 'miss, p99', unit: 'seconds', better: 'lower' },
      { key: 'written', label: 'written per get', unit: 'bytes', better: 'lower' },
      { key: 'busy', label: 'given up: locked', unit: 'count', better: 'lower' },
    ],
    rows: arms.map((arm) => ({
      ...about(arm),
      figures: {
        hit: arm.place === 'none' ? null : arm.hit,
        mean: mean(arm.gets),
        p50: percentile(arm.gets, 0.5),
        p99: percentile(arm.gets, 0.99),
        hit50: percentile(arm.hits, 0.5),
        miss50: percentile(arm.misses, 0.5),
        miss99: percentile(arm.misses, 0.99),
        written: arm.written,
        busy: arm.busy,
      },
      note: layoutsNote(arm, layouts),
    })),
  };
}

function sharingTable(arms: readonly ArmResult[]): ExperimentTable {
  return {
    title: 'What processes and restarts do to a cache',
    columns: [
      { key: 'stale', label: 'stale reads', unit: 'fraction', better: 'lower' },
      { key: 'found', label: 'others that find an answer', unit: 'count', better: 'higher' },
      { key: 'held', label: 'held in all caches', unit: 'bytes', better: 'lower' },
      { key: 'left', label: 'answers left after restart', unit: 'count', better: 'higher' },
      { key: 'empty', label: 'hits from empty', unit: 'fraction', better: null },
      { key: 'restart', label: 'hits after restart', unit: 'fraction', better: 'higher' },
    ],
    rows: arms
      .filter(({ place }) => place !== 'none')
      .map((arm) => ({
        ...about(arm),
        figures: {
          stale: arm.stale,
          found: arm.found,
          held: arm.held.bytes,
          left: arm.restart?.left ?? null,
          empty: arm.hitFromEmpty,
          restart: arm.restart?.hit ?? null,
        },
        note: null,
      })),
  };
}

function memoryTable(arms: readonly ArmResult[]): ExperimentTable {
  return {
    title: 'Memory of a cache of 16 MB',
    columns: [
      { key: 'private', label: 'private memory added, all processes', unit: 'bytes', better: 'lower' },
      { key: 'each', label: 'per process', unit: 'bytes', better: 'lower' },
      {
        key: 'pss',
        label: 'proportional set size, all processes as a whole',
        unit: 'bytes',
        better: 'lower',
      },
    ],
    rows: arms.flatMap((arm): ExperimentRow[] => {
      if (arm.filled === null) return [];
      const { privateBytes, proportionalBytes } = arm.filled;
      const figures = {
        private: privateBytes,
        each: privateBytes === null ? null : privateBytes / arm.processes,
        pss: proportionalBytes,
      };
      const note = privateBytes === null ? 'this system does not tell private memory from shared' : null;
      return [{ ...about(arm), figures, note }];
    }),
  };
}

export function cacheSeries(arms: readonly ArmResult[]): ExperimentSeries[] {
  const lines = (figure: (arm: ArmResult) => number | null) =>
    PLACES.map((place) => ({
      name: PLACE_LABELS[place],
      points: arms
        .filter((arm) => arm.place === place)
        .flatMap((arm): [number, number][] => {
          const y = figure(arm);
          return y === null ? [] : [[arm.processes, y]];
        }),
    })).filter(({ points }) => points.length > 0);
  const x = { label: 'processes', unit: 'count', log: false } as const;
  return [
    {
      title: 'Private memory of a cache of 16 MB',
      x,
      y: { label: 'all processes together', unit: 'bytes' as const, log: false },
      lines: lines(({ filled }) => filled?.privateBytes ?? null),
    },
    {
      title: 'Stale reads',
      x,
      y: { label: 'share of gets', unit: 'fraction' as const, log: false },
      lines: lines(({ place, stale }) => (place === 'none' ? null : stale)),
    },
  ].filter((series) => series.lines.length > 0);
}

/** A percentile beyond which fewer values lie is that of a few operations, and not given. */
const VALUES_BEYOND = 5;

/** @param p 0.99 -> p99 @returns null where there are too few values */
export function percentile(values: Float64Array, p: number): number | null {
  // The tolerance: 500 * (1 - 0.99) is a little below 5 in floating point.
  return values.length * (1 - p) < VALUES_BEYOND - 1e-6 ? null : quantileSorted(values, p);
}

function about({ place, processes }: ArmResult): Pick<ExperimentRow, 'layout' | 'arm'> {
  return {
    layout: null,
    arm: `${PLACE_LABELS[place]}, ${processes} process${processes === 1 ? '' : 'es'}`,
  };
}

function layoutsNote({ place }: ArmResult, layouts: readonly Layout[]): string | null {
  const names = layouts.filter((layout) => placeOf(layout) === place).map(({ name }) => name);
  return names.length === 0 ? null : `as in ${names.join(', ')}`;
}
