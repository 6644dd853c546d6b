import { stat } from 'node:fs/promises';
import { layoutFiles } from '../database/files.ts';
import { sharedFolder } from '../database/folders.ts';
import type { RanExperiment } from '../model/experiment.ts';
import type { Layout } from '../model/layout.ts';
import { Child } from '../process/child.ts';
import { fileSystemOf } from '../process/file-system.ts';
import { formatBytes } from '../render/units.ts';
import { cachedBytes, whyNotDropped } from './cold/drop.ts';
import { coldHypotheses } from './cold/hypotheses.ts';
import { measurePairs, type Pair, type Place } from './cold/measure.ts';
import { FIRST_QUERIES, type Subject } from './cold/requests.ts';
import { coldTables } from './cold/tables.ts';
import type { DrawRequest } from './cold-process.ts';
import { compileOnce } from './compile-cache.ts';
import { DOCUMENT_BYTES } from './document-side.ts';
import { defineExperiment, type ExperimentContext, NotRunnable } from './experiment.ts';

const DEADLINE_SECONDS = 120;

export default defineExperiment({
  name: 'cold',
  question: 'What does the first query cost when the operating system has nothing of the files in its cache?',
  shows:
    'opening and the first answer of five queries, with the files dropped from the cache and warm, and bytes read',
  doesNotShow:
    'a disk or a host whose own cache is cold as well, or a machine that has just started: programs and libraries stay cached',
  run: async (context) => {
    const layouts = context.layouts.filter((one) => one.writer !== 'group-commit');
    const places: Place[] = [];
    const notRun: RanExperiment['notRun'] = [];
    for (const layout of layouts) {
      const { place, reason } = await placeOf(layout, context);
      places.push(place);
      if (reason !== null) notRun.push({ what: `cold, ${layout.name}`, reason });
    }
    if (places.every(({ evidence }) => evidence === null))
      throw new NotRunnable(notRun[0]?.reason ?? 'there is no layout to measure');
    const { processes, subjects } = context.quick
      ? { processes: 1, subjects: 3 }
      : { processes: 3, subjects: 7 };
    const pairs = await measure(places, processes, subjects, context);
    for (const { layout } of places) {
      const own = pairs.filter((pair) => pair.layout === layout.name);
      if (
        !notRun.some(({ what }) => what === `cold, ${layout.name}`) &&
        own.some(({ cold }) => cold === null)
      )
        notRun.push({
          what: `cold, ${layout.name}: ${own.filter(({ cold }) => cold === null).length} of ${own.length}`,
          reason: 'the operating system kept the files in its cache',
        });
    }
    return {
      conditions: conditions(places, processes * subjects),
      tables: coldTables(pairs),
      series: [],
      hypotheses: coldHypotheses(places, pairs),
      notRun,
    };
  },
});

/** Looks whether the cache of a layout's files can be dropped, and how that can be shown. */
async function placeOf(
  layout: Layout,
  { built, signal }: ExperimentContext,
): Promise<{ place: Place; reason: string | null }> {
  const { folder } = sharedFolder(await built(layout));
  const files = layoutFiles(folder, layout);
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const fileBytes = sizes.reduce((sum, size) => sum + size, 0);
  const reason = await whyNotDropped(files, signal);
  const fincore = reason === null && (await cachedBytes(files, signal)) !== null;
  const evidence = reason !== null ? null : fincore ? 'fincore' : 'bytes read';
  return { place: { layout, folder, files, fileBytes, evidence }, reason };
}

async function measure(
  places: readonly Place[],
  processes: number,
  count: number,
  { signal, work, onProgress }: ExperimentContext,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  let subjects: Subject[] | undefined;
  for (let generation = 0; generation < processes; generation++)
    for (const [index, place] of places.entries()) {
      const { layout, folder } = place;
      const child = new Child('src/experiments/cold-process', { signal, execArgv: compileOnce(work) });
      try {
        const request: DrawRequest = { layout, folder, count: count * processes };
        subjects ??= await child.request<Subject[]>('draw', request, DEADLINE_SECONDS);
        const own = subjects.slice(generation * count, (generation + 1) * count);
        // The code runs once before anything is timed.
        await measurePairs(child, { ...place, evidence: null }, own[0] as Subject, signal);
        for (const [n, subject] of own.entries()) {
          onProgress(layout.name, (generation + (index + n / count) / places.length) / processes);
          pairs.push(...(await measurePairs(child, place, subject, signal)));
        }
      } finally {
        await child.end();
      }
    }
  return pairs;
}

function conditions(places: readonly Place[], times: number): string[] {
  const dropped = places.filter(({ evidence }) => evidence !== null);
  const shown = dropped.every(({ evidence }) => evidence === 'fincore')
    ? 'fincore told each time that the pages were gone'
    : 'the bytes that the process then fetched from the storage show that the pages were gone';
  return [
    `${FIRST_QUERIES.length} queries, each the first one on connections just opened, cold and then again warm; medians of ${times}, each about another track, album, user or word, the same on every layout.`,
    `Cold: the pages of the layout's files were dropped with posix_fadvise (dd of GNU coreutils) before opening, with no connection open; ${shown}.`,
    `Data: ${places.map(({ layout, fileBytes }) => `${layout.name} ${formatBytes(fileBytes)}`).join(', ')}. The document's figures are of ${formatBytes(DOCUMENT_BYTES)}: more than a tenth away from it nothing is decided.`,
    `The files lie on ${fileSystemOf(places[0]?.folder ?? '.')}. Bytes read are those fetched from the storage, with what the operating system reads ahead.`,
    'Each layout is measured in processes of its own in which the code had run once. Opening fills a :memory: database from its snapshot, which is dropped and read as well.',
  ];
}
