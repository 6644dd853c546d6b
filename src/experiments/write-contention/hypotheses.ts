import type { Hypothesis } from '../../model/experiment.ts';
import type { Layout } from '../../model/layout.ts';
import { formatCount, formatPercent, formatRate, formatRatio, formatSeconds } from '../../render/units.ts';
import { kindsOf, LOAD } from './arms.ts';
import { isLarger, type Margins, ratiosOf } from './margins.ts';
import { othersText } from './others.ts';
import { SATURATED } from './processor.ts';
import { inMemory } from './rows.ts';
import { type Cell, capped, figuresOf, findCell, percentiles } from './summary.ts';

type Decided = Pick<Hypothesis, 'outcome' | 'because'>;

/** Hypotheses that only load can decide; each by a margin that every repeat has to show. */
export function loadHypotheses(
  layouts: readonly Layout[],
  cells: readonly Cell[],
  margins: Margins,
): Hypothesis[] {
  const [base] = layouts;
  if (base === undefined) return [];
  const split = layouts.filter((layout) => layout.connection === 'separate' && layout.databases.length > 1);
  const grouped = layouts.find((layout) => layout.writer === 'group-commit');
  return [
    ...layouts
      .filter((layout) => layout !== base && layout.databases.length > base.databases.length)
      .map((layout) => ({
        claim: `${layout.name} gets more writes done than ${base.name} where 4 writers are independent`,
        source:
          layout.connection === 'attached'
            ? 'evaluation document, section 2 (a database each), with ATTACH as SQLite offers it'
            : 'evaluation document, section 2.3 (a connection pool per database); storj/storj#3081 (split for lock contention, as reported)',
        ...moreWrites(layout, base, cells, margins),
      })),
    ...(grouped === undefined
      ? []
      : split.map((layout) => ({
          claim: `${grouped.name} gets more writes done than ${layout.name} where 4 writers are independent`,
          source: 'sqlite.org/faq.html#q19: many writes in one transaction cost little more than one',
          ...moreWrites(grouped, layout, cells, margins),
        }))),
    {
      claim: `on ${base.name}, with 8 writers on one database, p99.9 is mostly waiting for busy_timeout's next try`,
      source: 'rails/rails#51958: writers that retry by sleeping wait unfairly',
      ...slowTail(base, cells, margins),
    },
    {
      claim: `on ${base.name}, waiting by busy_timeout is unfair: of 4 processes that write the same, some get much less done`,
      source: 'rails/rails#51958: writers that retry by sleeping wait unfairly',
      ...unfair(base, grouped, cells, margins),
    },
    lostNothing(cells),
  ];
}

function moreWrites(layout: Layout, other: Layout, cells: readonly Cell[], margins: Margins): Decided {
  const [a, b] = [layout, other].map((one) => findCell(cells, one, 4, 'independent', LOAD.over));
  if (a === undefined || b === undefined) return { outcome: 'not measured', because: 'it was not run' };
  const [rates, others] = [a, b].map((cell) => cell.outcomes.map((outcome) => outcome.achieved)) as [
    number[],
    number[],
  ];
  const larger = isLarger(rates, others, margins);
  const { cpu } = figuresOf(a);
  const figures = `${formatRate(figuresOf(a).achieved)} against ${formatRate(figuresOf(b).achieved)} writes per second, ${ratioText(rates, others)}${memoryText(layout, a)}`;
  const disturbed = othersText([a, b]);
  if (disturbed !== null) return { outcome: 'not decided', because: `${figures}: ${disturbed}` };
  if (larger === true) return { outcome: 'confirmed', because: `${figures}${processorText(cpu)}` };
  if (capped(a) || capped(b))
    return {
      outcome: 'not decided',
      because: `${figures}: nearly all that was offered was done, so that the most they can do does not show`,
    };
  if (larger === false && cpu !== null && cpu <= SATURATED)
    return { outcome: 'refuted', because: `${figures}${processorText(cpu)}` };
  const why =
    larger === false
      ? ': the processor was the limit, so that what the locks allow does not show'
      : ` (at least ${formatRatio(margins.larger)} would confirm it, at most ${formatRatio(margins.notLarger)} refute it)`;
  return { outcome: 'not decided', because: `${figures}${processorText(cpu)}${why}` };
}

/** The first sleep of SQLite's busy handler (sqliteDefaultBusyCallback in main.c): shorter latency had none. */
const FIRST_SLEEP_SECONDS = 0.001;

/** The control is one writer under the same load: it has nobody to wait for. */
function slowTail(base: Layout, cells: readonly Cell[], margins: Margins): Decided {
  const [many, alone] = [findCell(cells, base, 8, 'one'), findCell(cells, base, 1, 'one')];
  if (base.writer === 'group-commit' || many === undefined || alone === undefined)
    return { outcome: 'not measured', because: 'no arm with processes that wait for a lock was run' };
  const [tails, control] = [percentiles(many, 0.999), percentiles(alone, 0.999)];
  const { p999, p50, cpu } = figuresOf(many);
  if (ratiosOf(tails, control).length === 0)
    return { outcome: 'not measured', because: 'too few writes for a p99.9 of each repeat' };
  const figures = `p99.9 ${p999 === null ? 'of too few' : formatSeconds(p999)} at a median of ${
    p50 === null ? 'too few' : formatSeconds(p50)
  }; ${ratioText(tails, control)} one writer's p99.9 under the same load${processorText(cpu)}`;
  const larger = isLarger(tails, control, margins);
  const disturbed = othersText([many, alone]);
  if (disturbed !== null) return { outcome: 'not decided', because: `${figures}: ${disturbed}` };
  const slept = tails.every((tail) => tail !== null && tail >= FIRST_SLEEP_SECONDS);
  if (cpu === null || cpu > SATURATED)
    return {
      outcome: 'not decided',
      because: `${figures}: waiting for the lock cannot be told from waiting for a processor`,
    };
  if (larger === true && slept) return { outcome: 'confirmed', because: figures };
  if (larger === false || tails.every((tail) => tail !== null && tail < FIRST_SLEEP_SECONDS))
    return { outcome: 'refuted', because: figures };
  return { outcome: 'not decided', because: figures };
}

function unfair(
  base: Layout,
  grouped: Layout | undefined,
  cells: readonly Cell[],
  { unfair: below, fair }: Margins,
): Decided {
  const cell = findCell(cells, base, 4, 'one', LOAD.over);
  const indexes = cell?.outcomes.map((outcome) => outcome.fairness) ?? [];
  const known = indexes.filter((index) => index !== null);
  if (cell === undefined || base.writer === 'group-commit' || known.length === 0)
    return { outcome: 'not measured', because: 'no arm with processes that wait for a lock was run' };
  if (capped(cell))
    return { outcome: 'not decided', because: 'nearly all that was offered was done: nobody went short' };
  const control = grouped && findCell(cells, grouped, 4, 'one', LOAD.over);
  // A control that other programs slowed is left out.
  const controlIndex = control && othersText([control]) === null ? figuresOf(control).fairness : null;
  const { cpu } = figuresOf(cell);
  const figures = `Jain's index ${known.map(formatRatio).join(', ')} where more was offered than could be done${
    grouped && controlIndex ? `; with ${grouped.name} ${formatRatio(controlIndex)}` : ''
  } (below ${below} would confirm it, from ${fair} on refute it)${processorText(cpu)}`;
  const disturbed = othersText([cell]);
  if (disturbed !== null) return { outcome: 'not decided', because: `${figures}: ${disturbed}` };
  if (cpu === null || cpu > SATURATED)
    return {
      outcome: 'not decided',
      because: `${figures}: waiting for the lock cannot be told from waiting for a processor`,
    };
  if (known.every((index) => index < below)) return { outcome: 'confirmed', because: figures };
  return { outcome: known.every((index) => index >= fair) ? 'refuted' : 'not decided', because: figures };
}

/** Counted, not timed: what other programs do neither makes nor hides a lost write, so every cell counts. */
function lostNothing(cells: readonly Cell[]): Hypothesis {
  const lost = cells.reduce((sum, cell) => sum + figuresOf(cell).lost, 0);
  const done = cells.reduce((sum, cell) => sum + cell.outcomes.reduce((all, one) => all + one.done, 0), 0);
  return {
    claim: 'every acknowledged write is there afterwards, once, however many processes write',
    source: 'https://www.sqlite.org/transactional.html',
    outcome: lost === 0 ? 'confirmed' : 'refuted',
    because: `${formatCount(done)} writes were acknowledged in all arms; rows and acknowledgements differ by ${formatCount(lost)}`,
  };
}

/** "1.31 to 1.42 times", over the repeats. */
function ratioText(a: readonly (number | null)[], b: readonly (number | null)[]): string {
  const ratios = ratiosOf(a, b);
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return ratios.length === 1
    ? `${formatRatio(low)} times`
    : `${formatRatio(low)} to ${formatRatio(high)} times`;
}

/** What is written to memory is faster than what is written to a file, whoever else writes. */
function memoryText(layout: Layout, { arm }: Cell): string {
  const memory = [...new Set(kindsOf(arm))].filter((kind) => inMemory(layout, kind));
  return memory.length === 0 ? '' : `, of which ${memory.join(', ')} go to memory and not to a file`;
}

function processorText(cpu: number | null): string {
  return cpu === null ? '; use of the processor unknown' : `; processor ${formatPercent(cpu)} in use`;
}
