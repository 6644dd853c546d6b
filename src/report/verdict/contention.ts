import type { LayoutResult, RunDocument } from '../../model/run.ts';
import type { Judgement } from '../../model/verdict.ts';
import { formatRate } from '../../render/units.ts';
import { type Criterion, effectOf, within } from './criterion.ts';
import { ranExperiment, rowsOf } from './experiments.ts';

/**
 * Rates of one such experiment differ by up to a fifth for reasons of their own, of its short form by up to twice: the
 * margins with which the experiment itself calls a rate higher (src/experiments/write-contention/margins.ts).
 */
const MARGIN = { full: 0.2, quick: 1 };

/**
 * How many writes per second several processes achieve together: the geometric mean of two ratios of rates, of writers
 * that all write to one table and of writers that each have a table of their own.
 */
export const contention: Criterion = {
  name: 'contention',
  title: 'contention',
  heading: 'write-contention',
  judge(run, layout, base): Judgement {
    const experiment = ranExperiment(run, 'write-contention');
    if (experiment === undefined)
      return { status: 'unknown', why: 'one connection at a time was measured; see --experiments' };
    const [here, there] = [ratesOf(run, layout.name), ratesOf(run, base.name)];
    if (here === null || there === null)
      return {
        status: 'unknown',
        why: 'the experiment has no rates for both layouts that stand for themselves; see its table',
      };
    // As times per write, so that smaller is better, as for every ratio here.
    const value = Math.sqrt((there.one / here.one) * (there.independent / here.independent));
    const none = within(experiment.quick ? MARGIN.quick : MARGIN.full);
    return {
      status: 'known',
      effect: effectOf({ value, low: value * none.low, high: value * none.high }, none),
      figure: { kind: 'ratio', value, none },
      says:
        `4 writers achieved ${formatRate(here.independent)} writes per second on tables of their own and ` +
        `${formatRate(here.one)} on one, against ${formatRate(there.independent)} and ${formatRate(there.one)}` +
        `${experiment.quick ? ' (short form)' : ''}${memoryText(layout)}${committerText(run, base)}`,
    };
  },
};

/** What goes to memory waits for nobody, and nobody else has it. */
function memoryText({ databases }: LayoutResult): string {
  const memory = databases.some(({ file, tables }) => file === ':memory:' && tables.includes('query_cache'));
  return memory ? '; cache entries go to the memory of each process, shared with none' : '';
}

/** The other way to let several processes write: one of them commits for all. */
function committerText(run: RunDocument, { name }: LayoutResult): string {
  const rates = name === 'single' ? ratesOf(run, 'single-batched') : null;
  return rates === null
    ? ''
    : `; one file with one process that commits for all: ${formatRate(rates.independent)} and ${formatRate(rates.one)}`;
}

function ratesOf(run: RunDocument, layout: string): { one: number; independent: number } | null {
  const experiment = ranExperiment(run, 'write-contention');
  const [row] = experiment ? rowsOf(experiment, 'contention', layout) : [];
  const { achievedIndependent: independent, achievedOne: one } = row?.figures ?? {};
  // What did nearly all that was offered may do more, and what had to share the processor could have: neither is known.
  if (/may do more|other programs used/.test(row?.note ?? '')) return null;
  return independent && one ? { independent, one } : null;
}
