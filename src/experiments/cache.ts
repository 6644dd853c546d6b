import { availableParallelism } from 'node:os';
import { freshCopy } from '../database/folders.ts';
import { openLayout } from '../database/open.ts';
import { databaseOf } from '../layouts/check.ts';
import type { Layout } from '../model/layout.ts';
import { formatBytes } from '../render/units.ts';
import { type Effort, effortFor } from './cache/effort.ts';
import { cacheHypotheses } from './cache/hypotheses.ts';
import { type ArmResult, measureArm, prepareFilling, type Subject } from './cache/measure.ts';
import { PLACE_LABELS, PLACES } from './cache/places.ts';
import { drawQuestions } from './cache/search.ts';
import { cacheSeries, cacheTables } from './cache/tables.ts';
import { compileOnce } from './compile-cache.ts';
import { defineExperiment, type ExperimentContext, NotRunnable } from './experiment.ts';

export default defineExperiment({
  name: 'cache',
  question:
    'Where should an application keep computed answers, and what does each further process cost there?',
  shows:
    'hits, latency, stale reads, bytes written and memory of a cache in the file of the data, in a file of its own, in :memory:, in a JavaScript Map, and of none',
  doesNotShow:
    'how often the answers of a real application are asked for again and change: another distribution or rate of changes gives other hits and stale reads',
  run: async (context) => {
    const layout = context.layouts.find((one) => databaseOf(one, 'users').file !== ':memory:');
    if (layout === undefined)
      throw new NotRunnable('no layout has the application tables in a file, so processes share no data');
    const effort = effortFor(context.quick);
    const arms = await measureArms(layout, effort, context);
    return {
      conditions: conditions(layout, effort),
      tables: cacheTables(arms, context.layouts),
      series: cacheSeries(arms),
      hypotheses: cacheHypotheses(arms),
      notRun: [],
    };
  },
});

async function measureArms(
  layout: Layout,
  effort: Effort,
  { built, work, signal, onProgress }: ExperimentContext,
): Promise<ArmResult[]> {
  const { folder } = await freshCopy(layout, await built(layout), work);
  const open = openLayout(layout, folder);
  let questions: Subject['questions'];
  try {
    questions = drawQuestions(open, effort.questions);
  } finally {
    open.close();
  }
  const keys = questions.map(({ word, user }, n) => `search:${n}:${user}:${word}`);
  const execArgv = ['--expose-gc', ...compileOnce(work)];
  const subject: Subject = { layout, folder, questions, keys, effort, execArgv, signal };
  prepareFilling(subject);
  const arms: ArmResult[] = [];
  const wanted = effort.processes.flatMap((processes) => PLACES.map((place) => ({ processes, place })));
  for (const [index, { processes, place }] of wanted.entries()) {
    onProgress(`${PLACE_LABELS[place]}, processes: ${processes}`, index / wanted.length);
    arms.push(await measureArm(subject, place, processes, effort.restarted.includes(processes)));
  }
  return arms;
}

function conditions(layout: Layout, effort: Effort): string[] {
  const { questions, exponent, capacity, slices, firstSlices, getsPerSlice, changeEvery, filling } = effort;
  return [
    `Data as in ${layout.name}; what a miss computes is the search of section 3.2 of the evaluation document, joined in the application.`,
    `${questions} questions, asked by Zipf's law with exponent ${exponent} (YCSB's) from a fixed seed; each process asks ${2 * slices * getsPerSlice} times, hits count in the second half; hits from empty and after a restart in the first ${firstSlices * getsPerSlice} gets of each.`,
    `Each cache keeps the ${capacity} answers stored last; nothing expires. In :memory: and in a Map that is ${capacity} for each process.`,
    `After every ${changeEvery} gets a process changes what one answer is about and removes the answer from the cache in its reach. A read is stale when its answer is older than what was committed before the get began.`,
    'In the file of the data the change and the removal are one transaction, and an answer is stored only if its data have not changed meanwhile. In a file of its own they are two transactions, and an answer that was being computed can be stored after its removal.',
    `All processes ask as fast as they can on ${availableParallelism()} cores: with more processes than cores they wait for each other, not only for locks.`,
    'Bytes written are those given to write calls, WAL, checkpoints and the changes of the data included: the row without a cache has the changes alone.',
    `Memory: ${filling.entries} answers of ${formatBytes(filling.entryBytes)} more in each cache; those in files are read once by every process.`,
  ];
}
