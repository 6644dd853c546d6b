import { freshCopy } from '../database/folders.ts';
import type { Layout } from '../model/layout.ts';
import { Child } from '../process/child.ts';
import { formatCount } from '../render/units.ts';
import { defineExperiment, type ExperimentContext, NotRunnable } from './experiment.ts';
import {
  baseOf,
  type CopyCost,
  copyTable,
  readSeries,
  readsOf,
  readTables,
  writeTable,
} from './join-strategy/figures.ts';
import { hypothesesOf } from './join-strategy/hypotheses.ts';
import { QUESTION_TABLES, RESULT_SIZES } from './join-strategy/question.ts';
import { ATTACH_JOIN, COPIED, canCopy, SQL_JOIN, STRATEGIES } from './join-strategy/strategies.ts';
import type { JoinRequest, JoinSubject, TimedRead, TimedWrite } from './join-strategy-process.ts';
import { generations } from './timing/generations.ts';
import type { Pace } from './timing/in-turns.ts';
import { distinct, firstAndOther, isSplit } from './timing/layouts.ts';

const DEADLINE_SECONDS = 600;

/** Blocks are as long as the quickest needs: a rename of a track with all its copies takes a hundred times as long. */
const FORMS: Readonly<Record<'quick' | 'full', { processes: number; read: Pace; write: Pace }>> = {
  quick: {
    processes: 3,
    read: { rounds: 4, blockSeconds: 0.001, warmupSeconds: 0.01, maxSeconds: 0.3 },
    write: { rounds: 5, blockSeconds: 0.0005, warmupSeconds: 0.01, maxSeconds: 0.15 },
  },
  full: {
    processes: 8,
    read: { rounds: 8, blockSeconds: 0.002, warmupSeconds: 0.03, maxSeconds: 2 },
    write: { rounds: 10, blockSeconds: 0.002, warmupSeconds: 0.05, maxSeconds: 1 },
  },
};

export default defineExperiment({
  name: 'join-strategy',
  question:
    'How is a question over two databases best asked: SQL, ATTACH, the application, or a copied column?',
  shows:
    'the time and the statements of each strategy for 1 to 1,000 rows against the join in SQL, and what a copied column costs its writes',
  doesNotShow: 'joins that filter or sort by the other side, which an application cannot do in batches',
  run: async (context) => {
    const layouts = chosen(context);
    if (layouts.length === 0) throw new NotRunnable('there is no layout to measure');
    const base = baseOf(layouts);
    const { subjects, costs, reads, writes } = await measure(layouts, context);
    const found = readsOf(reads, base);
    const { processes } = FORMS[context.quick ? 'quick' : 'full'];
    const missing = RESULT_SIZES.filter((size) => !found.some(({ rows }) => rows === size));
    return {
      conditions: [
        'The question: so many activities in a row, each with the name of its track. Every strategy gives the same results, compared before anything is timed.',
        `Blocks of all strategies and layouts alternate in one process; ${processes} processes, over which the 95 % intervals are. Statements are prepared before. The application asks for each track of a batch once, N+1 for each row.`,
        'Writes are medians of blocks, which leave out most checkpoints.',
        ...(subjects.length < distinct(context.layouts).length
          ? [`The short form measures ${layouts.map(({ name }) => name).join(', ')} only.`]
          : []),
      ],
      tables: [
        ...readTables(found, base),
        ...(costs.length === 0 ? [] : [writeTable(writes), copyTable(costs)]),
      ],
      series: found.length === 0 ? [] : [readSeries(found)],
      hypotheses: hypothesesOf(
        found,
        layouts
          .filter((one) => isSplit(one, QUESTION_TABLES) && one.connection === 'separate')
          .map(({ name }) => name),
        costs,
      ),
      notRun: [
        ...missing.map((size) => ({
          what: `results of ${formatCount(size)} rows`,
          reason: 'the data have fewer activities; use a larger --scale',
        })),
        ...[SQL_JOIN, ATTACH_JOIN, COPIED]
          .filter((name) => !STRATEGIES.some((one) => one.name === name && layouts.some(one.on)))
          .map((what) => ({ what, reason: WHY_NOT[what] ?? '' })),
      ],
    };
  },
});

const WHY_NOT: Readonly<Record<string, string>> = {
  [SQL_JOIN]: 'no layout has activity_log and chinook_tracks on the same database',
  [ATTACH_JOIN]: 'no layout attaches the one to the other',
  [COPIED]: 'no layout puts activity_log into a file and chinook_tracks on another database',
};

/** The short form has no time for layouts that answer alike; an attached one answers like no other. */
function chosen({ layouts, quick }: ExperimentContext): readonly Layout[] {
  const all = distinct(layouts);
  if (!quick) return all;
  const two = firstAndOther(all, QUESTION_TABLES);
  const attached = all.find((one) => one.connection === 'attached' && isSplit(one, QUESTION_TABLES));
  return attached === undefined || two.includes(attached) ? two : [...two, attached];
}

interface Measured {
  readonly subjects: readonly JoinSubject[];
  readonly costs: readonly CopyCost[];
  readonly reads: readonly TimedRead[][];
  readonly writes: readonly TimedWrite[][];
}

/** Reads come before writes: both use the copies, and the results of all strategies must agree. */
async function measure(layouts: readonly Layout[], context: ExperimentContext): Promise<Measured> {
  const { processes, read, write } = FORMS[context.quick ? 'quick' : 'full'];
  const subjects: JoinSubject[] = [];
  for (const layout of layouts) subjects.push(await subjectOf(layout, context));
  const progress = (from: number, to: number) => (doing: string, fraction: number) =>
    context.onProgress(doing, from + (to - from) * fraction);
  const [bytes, rest] = [new Map<string, number>(), subjects.filter(({ copy }) => copy !== null)];
  for (const one of rest) bytes.set(one.layout.name, await askOnce<number>('addColumn', one, context));
  const request = (what: JoinRequest['what'], pace: Pace) => (seed: number) => ({
    what,
    subjects,
    pace,
    seed,
  });
  const program = 'src/experiments/join-strategy-process';
  const reads = await generations<TimedRead[]>(
    program,
    request('read', read),
    processes,
    context,
    progress(0, 0.8),
  );
  const writes =
    rest.length === 0
      ? []
      : await generations<TimedWrite[]>(
          program,
          request('write', write),
          processes,
          context,
          progress(0.8, 1),
        );
  const costs: CopyCost[] = [];
  for (const one of rest) {
    const stale = await askOnce<Pick<CopyCost, 'between' | 'after'>>('stale', one, context);
    costs.push({ layout: one.layout.name, bytes: bytes.get(one.layout.name) ?? 0, ...stale });
  }
  return { subjects, costs, reads, writes };
}

/** The short form copies the column only where the application cannot do without. */
async function subjectOf(layout: Layout, { built, work, quick }: ExperimentContext): Promise<JoinSubject> {
  const folder = await built(layout);
  const copies = canCopy(layout) && !(quick && layout.connection === 'attached');
  const copy = copies ? (await freshCopy(layout, folder, work)).folder : null;
  return { layout, folder, copy };
}

/** In a process of its own, about the copy. */
async function askOnce<T>(method: string, subject: JoinSubject, { signal }: ExperimentContext): Promise<T> {
  const child = new Child('src/experiments/join-strategy-process', { signal });
  try {
    const { layout, copy } = subject;
    return await child.request<T>(method, { layout, folder: copy }, DEADLINE_SECONDS);
  } finally {
    await child.end();
  }
}
