import type { ExperimentTable } from '../../model/experiment.ts';
import { median } from '../../stats/summary.ts';
import type { FirstResult } from '../cold-process.ts';
import { medianKnown } from '../process-memory.ts';
import type { Pair } from './measure.ts';

/** Medians of a query on a layout, in one of the two states. */
export interface Middle {
  readonly openSeconds: number;
  readonly answerSeconds: number;
  readonly totalSeconds: number;
  readonly readBytes: number | null;
}

/** @returns null where there is none */
export function middle(results: readonly (FirstResult | null)[]): Middle | null {
  const known = results.filter((one) => one !== null);
  if (known.length === 0) return null;
  return {
    openSeconds: median(known.map(({ openSeconds }) => openSeconds)),
    answerSeconds: median(known.map(({ answerSeconds }) => answerSeconds)),
    totalSeconds: median(known.map(({ openSeconds, answerSeconds }) => openSeconds + answerSeconds)),
    readBytes: medianKnown(known.map(({ readBytes }) => readBytes)),
  };
}

export function coldTables(pairs: readonly Pair[]): ExperimentTable[] {
  const cells = [...new Set(pairs.map(({ layout, query }) => `${layout} ${query}`))].map((cell) =>
    pairs.filter(({ layout, query }) => `${layout} ${query}` === cell),
  );
  return [
    {
      title: 'First queries, cold and warm',
      columns: [
        { key: 'coldOpen', label: 'cold: open', unit: 'seconds', better: 'lower' },
        { key: 'coldAnswer', label: 'cold: first answer', unit: 'seconds', better: 'lower' },
        { key: 'coldRead', label: 'cold: read', unit: 'bytes', better: 'lower' },
        { key: 'warmOpen', label: 'warm: open', unit: 'seconds', better: 'lower' },
        { key: 'warmAnswer', label: 'warm: first answer', unit: 'seconds', better: 'lower' },
        { key: 'warmRead', label: 'warm: read', unit: 'bytes', better: 'lower' },
        { key: 'ratio', label: 'both, cold / warm', unit: 'ratio', better: 'lower' },
      ],
      rows: cells.flatMap((cell) => {
        const [first] = cell;
        const cold = middle(cell.map((pair) => pair.cold));
        const warm = middle(cell.map((pair) => pair.warm));
        if (first === undefined || warm === null) return [];
        return [
          {
            layout: first.layout,
            arm: first.query,
            figures: {
              coldOpen: cold?.openSeconds ?? null,
              coldAnswer: cold?.answerSeconds ?? null,
              coldRead: cold?.readBytes ?? null,
              warmOpen: warm.openSeconds,
              warmAnswer: warm.answerSeconds,
              warmRead: warm.readBytes,
              ratio: cold === null ? null : cold.totalSeconds / warm.totalSeconds,
            },
            note: cold === null ? 'the cache could not be dropped' : null,
          },
        ];
      }),
    },
  ];
}
