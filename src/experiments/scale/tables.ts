import type { ExperimentSeries, ExperimentTable } from '../../model/experiment.ts';
import { formatBytes } from '../../render/units.ts';
import type { Growth } from './growth.ts';
import type { MeasuredSize } from './measure.ts';
import { OPERATIONS } from './operations.ts';
import { cacheBytes, dataBytes, outgrown } from './outgrown.ts';

/** How each operation grows, and what it took at each size. */
export function latencyTable(sizes: readonly MeasuredSize[], growths: readonly Growth[]): ExperimentTable {
  return {
    title: 'Latency by size of the data (of the first layout)',
    columns: sizes.map(({ copies, built }) => ({
      key: `copies-${copies}`,
      label: formatBytes(built[0] === undefined ? 0 : dataBytes(built[0])),
      unit: 'seconds' as const,
      better: 'lower' as const,
    })),
    rows: growths.map(({ operation, layout, points, reason }) => ({
      layout,
      arm: operation.label,
      figures: Object.fromEntries(
        sizes.map(({ copies }) => [
          `copies-${copies}`,
          points.find((point) => point.copies === copies)?.seconds ?? null,
        ]),
      ),
      note: reason,
    })),
  };
}

export function growthTable(growths: readonly Growth[]): ExperimentTable {
  return {
    title: 'Growth: latency ~ size ^ exponent (0: the size does not matter, 1: in proportion to it)',
    columns: [
      { key: 'exponent', label: 'exponent', unit: 'ratio', better: 'lower' },
      { key: 'error', label: 'standard error', unit: 'ratio', better: null },
      { key: 'low', label: '95 % from', unit: 'ratio', better: null },
      { key: 'high', label: 'to', unit: 'ratio', better: null },
      { key: 'sizes', label: 'sizes', unit: 'count', better: null },
      { key: 'outgrown', label: 'beyond the page cache', unit: 'count', better: null },
    ],
    rows: growths.map(({ operation, layout, law, points }) => ({
      layout,
      arm: operation.label,
      figures: {
        exponent: law?.exponent ?? null,
        error: law?.standardError ?? null,
        low: law?.low ?? null,
        high: law?.high ?? null,
        sizes: points.length,
        outgrown: points.filter(({ fits }) => !fits).length,
      },
      note: law === null ? 'fewer than two sizes: nothing to say of growth' : null,
    })),
  };
}

/** What was built, and where it outgrows the page cache. */
export function sizeTable(sizes: readonly MeasuredSize[]): ExperimentTable {
  return {
    title: 'What was built',
    columns: [
      { key: 'copies', label: 'copies of the seed', unit: 'count', better: null },
      { key: 'data', label: 'data', unit: 'bytes', better: null },
      { key: 'disk', label: 'on disk', unit: 'bytes', better: 'lower' },
      { key: 'cache', label: 'page cache', unit: 'bytes', better: null },
      { key: 'build', label: 'built in', unit: 'seconds', better: 'lower' },
    ],
    rows: sizes.flatMap(({ copies, built }) =>
      built.map((one) => ({
        layout: one.name,
        arm: formatBytes(dataBytes(one)),
        figures: {
          copies,
          data: dataBytes(one),
          disk: one.diskBytes,
          cache: cacheBytes(one),
          build: one.buildSeconds,
        },
        note:
          outgrown(one)
            .map(
              ({ name, bytes, cacheBytes: cache, mapBytes }) =>
                `${name} (${formatBytes(bytes)}) outgrows its page cache of ${formatBytes(cache)}${mapBytes > 0 ? ` ${bytes > mapBytes ? 'and' : 'but not'} its memory map of ${formatBytes(mapBytes)}` : ''}`,
            )
            .join('; ') || null,
      })),
    ),
  };
}

/** A chart per operation, a line per layout. */
export function seriesOf(growths: readonly Growth[]): ExperimentSeries[] {
  return OPERATIONS.map(
    (operation): ExperimentSeries => ({
      title: operation.label,
      x: { label: 'data', unit: 'bytes', log: true },
      y: { label: 'per call', unit: 'seconds', log: true },
      lines: growths
        .filter((one) => one.operation === operation && one.points.length > 0)
        .map(({ layout, points }) => ({
          name: layout,
          points: points.map(({ bytes, seconds }) => [bytes, seconds]),
        })),
    }),
  ).filter(({ lines }) => lines.length > 0);
}
