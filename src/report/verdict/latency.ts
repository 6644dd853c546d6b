import type { LayoutResult, RunDocument } from '../../model/run.ts';
import type { Interval } from '../../model/run-trials.ts';
import type { Judgement } from '../../model/verdict.ts';
import { brief } from '../../render/plain.ts';
import { formatRatio } from '../../render/units.ts';
import { comparisonOf } from '../../render/view.ts';
import { type Criterion, effectOf, within } from './criterion.ts';

/** So many missing scenarios are named. */
const NAMED = 3;

/** Of all scenarios that only read. */
export const read: Criterion = {
  name: 'read',
  title: 'read latency',
  heading: 'Ratios',
  judge: (run, layout, base) => judge(run, layout, base, false),
};

/** Of all scenarios that write, of any kind: means, with their share of checkpoints. */
export const write: Criterion = {
  name: 'write',
  title: 'write latency',
  heading: 'Ratios',
  judge: (run, layout, base) => judge(run, layout, base, true),
};

/**
 * The geometric mean of the ratios: every scenario counts alike, and a ratio and its inverse cancel out. Every ratio
 * enters as measured, also of those called the same or inconclusive: as 1 they would hide what many small differences
 * add up to. The result within the run's threshold is no difference.
 */
function judge(run: RunDocument, layout: LayoutResult, base: LayoutResult, writes: boolean): Judgement {
  const scenarios = run.scenarios.filter((scenario) => scenario.writes === writes);
  if (scenarios.length === 0)
    return { status: 'unknown', why: `no scenario that ${writes ? 'writes' : 'only reads'} was in the run` };
  const compared = scenarios.map((scenario) => {
    const comparison = comparisonOf(scenario, layout.name, base.name);
    const { ratio = 0, interval = null, floor = null } = comparison ?? {};
    const decided = comparison !== undefined && comparison.verdict !== 'inconclusive';
    const figure = interval !== null && interval.low > 0 ? { ratio, interval, floor, decided } : null;
    return { name: `${scenario.kind}/${scenario.name}`, figure };
  });
  const figures = compared.flatMap(({ figure }) => figure ?? []);
  const missing = compared.filter(({ figure }) => figure === null).map(({ name }) => name);
  // What is missing may be what is slow.
  if (figures.length * 2 < scenarios.length)
    return {
      status: 'unknown',
      why: `without a ratio with an interval: ${missingText(missing, scenarios.length)}`,
    };
  if (figures.every(({ decided }) => !decided))
    return { status: 'unknown', why: `none of ${figures.length} ratios is decided: measure longer` };
  const floors = figures.map(({ floor }) => floor).filter((one) => one !== null);
  if (floors.length === 0) return { status: 'unknown', why: 'the noise floor of no kind was measured' };
  const mean = geometricMean(figures, Math.max(...floors));
  const none = within(run.options.threshold);
  const left = missing.length === 0 ? '' : `; without ${missingText(missing, scenarios.length)}`;
  return {
    status: 'known',
    effect: effectOf(mean, none),
    figure: { kind: 'ratio', value: mean.value, none },
    says:
      `${formatRatio(mean.value)} (${formatRatio(mean.low)} to ${formatRatio(mean.high)}) times as long, ` +
      `geometric mean of ${figures.length} scenario${figures.length === 1 ? '' : 's'}${left}`,
  };
}

interface RatioFigure {
  readonly ratio: number;
  readonly interval: Interval;
  /** Of its kind, as a fraction; null where it was not measured. */
  readonly floor: number | null;
  /** Its verdict is not "inconclusive". */
  readonly decided: boolean;
}

/**
 * Its interval: the scenarios ran in processes of their own, so their errors are taken as independent, and the distances
 * of the ends from the ratio, in logarithms, add up as squares (propagation of uncertainty, JCGM 100:2008, 5.1.2). What
 * the run saw between a layout and itself may be the same in all scenarios of a kind: noise floors do not average out,
 * so their mean is added in full. A floor that was not measured is taken to be the largest of those that were.
 */
function geometricMean(
  figures: readonly RatioFigure[],
  largestFloor: number,
): { value: number; low: number; high: number } {
  const mean = (of: (one: RatioFigure) => number) =>
    figures.reduce((sum, one) => sum + of(one), 0) / figures.length;
  const middle = mean(({ ratio }) => Math.log(ratio));
  const spread = (end: 'low' | 'high') =>
    Math.sqrt(mean(({ ratio, interval }) => Math.log(interval[end] / ratio) ** 2) / figures.length);
  const floor = mean(({ floor: own }) => Math.log1p(own ?? largestFloor));
  return {
    value: Math.exp(middle),
    low: Math.exp(middle - spread('low') - floor),
    high: Math.exp(middle + spread('high') + floor),
  };
}

function missingText(names: readonly string[], all: number): string {
  const named = names.slice(0, NAMED).map((name) => brief(name, 60));
  const more = names.length > NAMED ? [`${names.length - NAMED} more`] : [];
  return `${names.length} of ${all} (${[...named, ...more].join(', ')})`;
}
