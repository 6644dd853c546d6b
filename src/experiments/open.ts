import { sharedFolder } from '../database/folders.ts';
import { throwIfInterrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { Child } from '../process/child.ts';
import { median } from '../stats/summary.ts';
import { compileOnce } from './compile-cache.ts';
import { defineExperiment, type ExperimentContext, placements } from './experiment.ts';
import { openHypotheses } from './open/hypotheses.ts';
import { openSeries, openTables, type Sets } from './open/tables.ts';
import type { SetsRequest, SetsResult } from './open-process.ts';
import { added, medianKnown } from './process-memory.ts';

/** Members of a pool of connections: a set is what each of them opens. */
const LOOKS = [1, 4, 16];
const DEADLINE_SECONDS = 120;

export default defineExperiment({
  name: 'open',
  question: 'What do connections cost in each layout: time, file descriptors, memory?',
  shows:
    'opening, first query and closing of 1, 4 and 16 sets of connections of one process, with what they hold',
  doesNotShow: 'what their page caches grow to in long use: bench measures memory after its scenarios',
  run: async (context) => {
    const layouts = placements(context.layouts);
    const repeats = context.quick ? 3 : 9;
    const sets: Sets[] = [];
    for (const [index, layout] of layouts.entries()) {
      context.onProgress(layout.name, index / layouts.length);
      sets.push(...(await setsOf(layout, repeats, context)));
    }
    return {
      conditions: [
        `Median of ${repeats} processes for each layout. A set is what one user of the layout opens: its connections, their PRAGMAs, sqlite-vec on each, and :memory: filled from its snapshot.`,
        'Node, the SQLite library and sqlite-vec are loaded before anything is counted. The files are in the cache of the operating system.',
        'First query: one row of users, of query_cache and of chinook_tracks. Memory is private (anonymous) memory added after these, 1, then 4, then 16 sets in the same process.',
      ],
      tables: openTables(sets),
      series: openSeries(sets),
      hypotheses: openHypotheses(layouts, sets),
      notRun: sets.some(({ descriptors }) => descriptors === null)
        ? [{ what: 'file descriptors', reason: 'this system has no /proc/self/fd' }]
        : [],
    };
  },
});

async function setsOf(
  layout: Layout,
  repeats: number,
  { built, signal, work }: ExperimentContext,
): Promise<Sets[]> {
  const { folder } = sharedFolder(await built(layout));
  const runs: SetsResult[][] = [];
  for (let i = 0; i < repeats; i++) {
    throwIfInterrupted(signal);
    const child = new Child('src/experiments/open-process', {
      signal,
      execArgv: ['--expose-gc', ...compileOnce(work)],
    });
    try {
      const request: SetsRequest = { layout, folder, looks: LOOKS };
      runs.push(await child.request('measure', request, DEADLINE_SECONDS));
    } finally {
      await child.end();
    }
  }
  return LOOKS.map((sets) => {
    const of = runs.flatMap((run) => run.filter((one) => one.sets === sets));
    const middle = (figure: (one: SetsResult) => number) => median(of.map(figure));
    return {
      layout: layout.name,
      sets,
      openSeconds: middle(({ openSeconds }) => openSeconds),
      querySeconds: middle(({ querySeconds }) => querySeconds),
      closeSeconds: middle(({ closeSeconds }) => closeSeconds),
      descriptors: medianKnown(of.map(({ descriptors }) => descriptors)),
      privateBytes: medianKnown(
        of.map(({ before, after }) => added(before.privateBytes, after.privateBytes)),
      ),
      inMemoryBytes: middle(({ inMemoryBytes }) => inMemoryBytes),
    };
  });
}
