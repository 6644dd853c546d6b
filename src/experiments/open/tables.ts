import type { ExperimentSeries, ExperimentTable } from '../../model/experiment.ts';

/** What that many sets of a layout's connections cost one process: medians. */
export interface Sets {
  readonly layout: string;
  readonly sets: number;
  readonly openSeconds: number;
  readonly querySeconds: number;
  readonly closeSeconds: number;
  readonly descriptors: number | null;
  /** Added, with the pages of :memory: databases. */
  readonly privateBytes: number | null;
  readonly inMemoryBytes: number;
}

/** Memory of the connections themselves: the document counts the content of its in-memory database apart. */
export function connectionBytes({ privateBytes, inMemoryBytes }: Sets): number | null {
  return privateBytes === null ? null : privateBytes - inMemoryBytes;
}

export function openTables(sets: readonly Sets[]): ExperimentTable[] {
  return [
    {
      title: 'Connections of one process',
      columns: [
        { key: 'open', label: 'open all', unit: 'seconds', better: 'lower' },
        { key: 'query', label: 'first queries', unit: 'seconds', better: 'lower' },
        { key: 'close', label: 'close all', unit: 'seconds', better: 'lower' },
        { key: 'each', label: 'all three, per set', unit: 'seconds', better: 'lower' },
        { key: 'descriptors', label: 'file descriptors', unit: 'count', better: 'lower' },
        { key: 'private', label: 'private memory', unit: 'bytes', better: 'lower' },
        { key: 'inMemory', label: 'of it :memory: data', unit: 'bytes', better: 'lower' },
        { key: 'connections', label: 'without :memory: data', unit: 'bytes', better: 'lower' },
      ],
      rows: sets.map((one) => ({
        layout: one.layout,
        arm: `${one.sets} ${one.sets === 1 ? 'set' : 'sets'}`,
        figures: {
          open: one.openSeconds,
          query: one.querySeconds,
          close: one.closeSeconds,
          each: (one.openSeconds + one.querySeconds + one.closeSeconds) / one.sets,
          descriptors: one.descriptors,
          private: one.privateBytes,
          inMemory: one.inMemoryBytes,
          connections: connectionBytes(one),
        },
        note: one.privateBytes === null ? 'this system does not tell private memory' : null,
      })),
    },
  ];
}

export function openSeries(sets: readonly Sets[]): ExperimentSeries[] {
  const lines = [...new Set(sets.map(({ layout }) => layout))].map((name) => ({
    name,
    points: sets
      .filter(({ layout }) => layout === name)
      .flatMap((one): [number, number][] =>
        one.privateBytes === null ? [] : [[one.sets, one.privateBytes]],
      ),
  }));
  const known = lines.filter(({ points }) => points.length > 0);
  if (known.length === 0) return [];
  return [
    {
      title: 'Private memory of connections',
      x: { label: 'sets in one process', unit: 'count', log: false },
      y: { label: 'private memory added', unit: 'bytes', log: false },
      lines: known,
    },
  ];
}
