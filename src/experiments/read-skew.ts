import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentTable } from '../model/experiment.ts';
import { Child } from '../process/child.ts';
import { defineExperiment } from './experiment.ts';
import { ownJournalMode, subjectOf, whyNot } from './purchase/subject.ts';
import { hypothesesOf, type Result } from './read-skew/hypotheses.ts';
import { ORDERS } from './read-skew/orders.ts';
import type { Watched, WatchRequest } from './read-skew/watch.ts';

/** The orders are exact, so one round would do; a few show that they are. */
const ROUNDS = { quick: 3, full: 20 };
const DEADLINE_SECONDS = 120;

export default defineExperiment({
  name: 'read-skew',
  question: 'Can a reader see a purchase in one of its tables and not yet in the other?',
  shows:
    'For exact orders of a reader and a writer, each on connections of its own, whether the reader sees a state that no commit left behind, and which locks prevent it.',
  doesNotShow: 'How often readers and writers meet in such an order, or what the locks cost under load.',
  async run({ layouts, work, quick, signal, onProgress }) {
    const rounds = quick ? ROUNDS.quick : ROUNDS.full;
    const usable = layouts.filter((layout) => whyNot(layout) === null);
    const results: Result[] = [];
    const child = new Child('src/experiments/read-skew-process', { signal });
    try {
      for (const [index, layout] of usable.entries()) {
        onProgress(layout.name, index / usable.length);
        const folder = join(work, `files-${index}`);
        await mkdir(folder);
        const subject = subjectOf(layout, ownJournalMode(layout));
        const request: WatchRequest = { subject, folder, rounds };
        const watched = await child.request<Watched[]>('watch', request, DEADLINE_SECONDS);
        results.push({ layout: layout.name, kind: subject.kind, watched });
      }
    } finally {
      await child.end();
    }
    return {
      conditions: [
        'A purchase is a row in activity_log and one in chinook_invoices; the reader reads the one table, then the other.',
        'Reader and writer take their steps in turns in one process and never wait for a lock: no step is left to chance.',
        'Only rounds in which the purchase was committed count: where a lock kept the writer out, there was nothing to see.',
        'Files with the schema of each layout and a few hundred rows, in the journal mode that it sets.',
      ],
      tables: [skewTable(results)],
      series: [],
      hypotheses: hypothesesOf(results),
      notRun: layouts.flatMap((layout) => {
        const reason = whyNot(layout);
        return reason === null ? [] : [{ what: `layout ${layout.name}`, reason }];
      }),
    };
  },
});

function skewTable(results: readonly Result[]): ExperimentTable {
  const rows = results.flatMap(({ layout, kind, watched }) =>
    ORDERS.map(({ name, on }) => {
      const found = watched.find((one) => one.order === name);
      return {
        layout,
        arm: name,
        figures:
          found === undefined
            ? { rounds: null, telling: null, skewed: null, refused: null }
            : {
                rounds: found.rounds,
                telling: found.telling,
                skewed: found.telling === 0 ? null : found.skewed,
                refused: found.refused,
              },
        note: on.includes(kind)
          ? found?.telling === 0
            ? 'nothing was committed: locks were in the way, so that nothing could be seen half done'
            : null
          : kind === 'one file'
            ? 'there is one commit only'
            : 'one COMMIT statement: nobody can step in between at will',
      };
    }),
  );
  return {
    title: 'what a reader sees of a purchase',
    columns: [
      { key: 'rounds', label: 'rounds', unit: 'count', better: null },
      { key: 'telling', label: 'with a commit', unit: 'count', better: null },
      { key: 'skewed', label: 'seen in one table only', unit: 'count', better: 'lower' },
      { key: 'refused', label: 'attempts that met a lock', unit: 'count', better: null },
    ],
    rows,
  };
}
