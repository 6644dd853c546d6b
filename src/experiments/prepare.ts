import type { ExperimentRow, Hypothesis } from '../model/experiment.ts';
import { formatRatio, formatSeconds } from '../render/units.ts';
import { defineExperiment, type ExperimentContext, NotRunnable } from './experiment.ts';
import type { Prepared, PrepareRequest } from './prepare-process.ts';
import { generations } from './timing/generations.ts';
import type { Pace } from './timing/in-turns.ts';
import { distinct, firstAndOther, type Subject } from './timing/layouts.ts';
import { ratioOf, typical } from './timing/ratio.ts';

/** From the shortest statement to the longest, one of them across table groups. */
const SCENARIOS = ['cache-hit', 'track-by-id', 'user-activity', 'customer-invoices', 'fts-tracks'] as const;

const FORMS: Readonly<Record<'quick' | 'full', { processes: number; pace: Pace }>> = {
  quick: {
    processes: 3,
    pace: { rounds: 3, blockSeconds: 0.002, warmupSeconds: 0.004, countGarbage: true },
  },
  full: { processes: 8, pace: { rounds: 8, blockSeconds: 0.008, warmupSeconds: 0.02, countGarbage: true } },
};

interface Row extends ExperimentRow {
  readonly scenario: string;
  readonly ratio: ReturnType<typeof ratioOf> | null;
}

export default defineExperiment({
  name: 'prepare',
  question: 'What does it cost to prepare statements at every call instead of once?',
  shows:
    'for five scenarios how many times as long a call takes that prepares its statements, and what db.prepare takes alone',
  doesNotShow: 'drivers with a statement cache of their own, or the memory that unfreed statements hold',
  run: async (context) => {
    const all = distinct(context.layouts);
    const layouts = context.quick ? firstAndOther(all, ['activity_log', 'chinook_tracks']) : all;
    if (layouts.length === 0) throw new NotRunnable('there is no layout to measure');
    const { processes, pace } = FORMS[context.quick ? 'quick' : 'full'];
    const found = await measure(layouts, processes, pace, context);
    const rows = SCENARIOS.flatMap((scenario) =>
      layouts.map(({ name }) =>
        rowOf(
          scenario,
          name,
          found.map((one) => one.find((own) => own.scenario === scenario && own.layout === name)),
        ),
      ),
    );
    return {
      conditions: [
        `Blocks of the three ways alternate in one process, ${pace.rounds} each; ${processes} processes, over which the 95 % intervals are. Both ways give the same results.`,
        'A statement that was prepared per call is freed by the garbage collector: a collection of young garbage after each block is counted in all three ways.',
        ...(layouts.length < all.length
          ? [`The short form measures ${layouts.map(({ name }) => name).join(' and ')} only.`]
          : []),
      ],
      tables: [
        {
          title: 'Prepared once and per call',
          columns: [
            { key: 'statements', label: 'statements', unit: 'count', better: null },
            { key: 'once', label: 'prepared once', unit: 'seconds', better: 'lower' },
            { key: 'perCall', label: 'per call', unit: 'seconds', better: 'lower' },
            { key: 'ratio', label: 'ratio', unit: 'ratio', better: 'lower' },
            { key: 'low', label: '95 % from', unit: 'ratio', better: null },
            { key: 'high', label: 'to', unit: 'ratio', better: null },
            { key: 'alone', label: 'db.prepare alone', unit: 'seconds', better: 'lower' },
          ],
          rows: rows.map(({ scenario: _, ratio: __, ...row }) => row),
        },
      ],
      series: [],
      hypotheses: [preparingTakesLonger(rows), shortSufferMost(rows)],
      notRun: [],
    };
  },
});

async function measure(
  layouts: ExperimentContext['layouts'],
  processes: number,
  pace: Pace,
  context: ExperimentContext,
): Promise<Prepared[][]> {
  const subjects: Subject[] = [];
  for (const layout of layouts) subjects.push({ layout, folder: await context.built(layout) });
  const request = (seed: number): PrepareRequest => ({ subjects, scenarios: SCENARIOS, pace, seed });
  return generations('src/experiments/prepare-process', request, processes, context, context.onProgress);
}

function rowOf(scenario: string, layout: string, found: readonly (Prepared | undefined)[]): Row {
  const timed = found.filter((one) => one !== undefined && 'once' in one);
  const [first] = timed;
  if (first === undefined || timed.length < found.length) {
    const reason = found.find((one) => one !== undefined && 'reason' in one);
    return {
      scenario,
      layout,
      arm: scenario,
      figures: {},
      ratio: null,
      note: reason !== undefined && 'reason' in reason ? reason.reason : 'not timed',
    };
  }
  const of = (way: 'once' | 'perCall' | 'alone') => timed.map((one) => one[way]);
  const ratio = ratioOf(of('perCall'), of('once'));
  return {
    scenario,
    layout,
    arm: scenario,
    ratio,
    figures: {
      statements: first.statements,
      once: typical(of('once')),
      perCall: typical(of('perCall')),
      ...ratio,
      alone: typical(of('alone')),
    },
    note: null,
  };
}

type Known = Row & { readonly ratio: NonNullable<Row['ratio']> };

function preparingTakesLonger(rows: readonly Row[]): Hypothesis {
  const known = rows.filter((row): row is Known => row.ratio !== null);
  const sure = known.filter(({ ratio }) => ratio.low !== null && ratio.low > 2);
  const told = sure.length > 0 ? sure : known.toSorted((a, b) => b.ratio.ratio - a.ratio.ratio).slice(0, 1);
  const possible = known.filter(({ ratio }) => ratio.high === null || ratio.high > 2);
  return {
    claim:
      'Preparing can take as long as running or longer: there are calls that take more than twice as long when they prepare.',
    source:
      'sqlite.org/cintro.html, section 6 (Binding Parameters and Reusing Prepared Statements): "equals or exceeds the time needed by sqlite3_step()"',
    outcome:
      known.length === 0
        ? 'not measured'
        : sure.length > 0
          ? 'confirmed'
          : possible.length > 0
            ? 'not decided'
            : 'refuted',
    because:
      known.length === 0
        ? 'nothing could be timed'
        : `beyond doubt ${sure.length} of ${known.length}${told.length > 0 ? `: ${told.map(({ scenario, layout, ratio }) => `${scenario} on ${layout} ${formatRatio(ratio.ratio)} times`).join(', ')}` : ''}`,
  };
}

/** On each layout the shortest and the longest call are compared, by what they take prepared once. */
function shortSufferMost(rows: readonly Row[]): Hypothesis {
  const claim =
    'The shorter a call, the more preparing weighs: the shortest has a larger ratio than the longest.';
  const source = 'our own: preparing depends on the text, running on the rows';
  const pairs = [...new Set(rows.map(({ layout }) => layout))].flatMap((layout) => {
    const own = rows
      .filter((row): row is Known => row.layout === layout && row.ratio !== null)
      .sort((a, b) => (a.figures.once ?? 0) - (b.figures.once ?? 0));
    const [shortest, longest] = [own[0], own.at(-1)];
    return shortest === undefined || longest === undefined || shortest === longest
      ? []
      : [{ layout, shortest, longest }];
  });
  if (pairs.length === 0) return { claim, source, outcome: 'not measured', because: 'fewer than two rows' };
  const above = ({ ratio: a }: Known, { ratio: b }: Known) =>
    (a.low ?? 0) > (b.high ?? Number.POSITIVE_INFINITY);
  const outcome = pairs.every(({ shortest, longest }) => above(shortest, longest))
    ? 'confirmed'
    : pairs.some(({ shortest, longest }) => above(longest, shortest))
      ? 'refuted'
      : 'not decided';
  const told = ({ scenario, figures, ratio }: Known) =>
    `${scenario} (${formatSeconds(figures.once ?? 0)}) ${formatRatio(ratio.ratio)}`;
  return {
    claim,
    source,
    outcome,
    because: pairs
      .map(({ layout, shortest, longest }) => `${layout}: ${told(shortest)}, ${told(longest)}`)
      .join('; '),
  };
}
