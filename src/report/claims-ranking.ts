import type { RunDocument } from '../model/run.ts';
import type { Comparison } from '../model/run-trials.ts';
import { comparisonOf } from '../render/view.ts';
import type { ClaimResult, ClaimVerdict } from './claims-result.ts';
import { mediansOf } from './claims-times.ts';
import type { RankingFigure } from './document-figures.ts';

/**
 * What the document calls "Similar" are ranges such as 2-5 ms and 2-4 ms: figures that round ones cannot tell apart.
 * So a ratio within a tenth counts as similar even where this run is precise enough to see the difference.
 */
const SIMILAR = { low: 0.9, high: 1.1 };

/** An arrow of section 4.1 against the ratios three / single of this run. */
export function rankingClaim(run: RunDocument, figure: RankingFigure): ClaimResult {
  return figure.kinds.single === figure.kinds.three ? sameWork(run, figure) : differentWork(run, figure);
}

function about({ section, subject, says }: RankingFigure) {
  return { section, subject, layout: 'three / single', unit: 'ratio', predicted: says } as const;
}

/** The same scenarios on both layouts: each ratio says whether the ranking is true of it. */
function sameWork(run: RunDocument, figure: RankingFigure): ClaimResult {
  const kind = figure.kinds.single;
  const comparisons = run.scenarios
    .filter((scenario) => scenario.kind === kind)
    .flatMap((scenario) => comparisonOf(scenario, 'three', 'single') ?? []);
  if (comparisons.length === 0)
    return {
      ...about(figure),
      measured: null,
      verdict: 'not measured',
      how: `no ratio for scenarios of kind ${kind}`,
    };
  const ratios = comparisons.map(({ ratio }) => ratio);
  const measured = { low: Math.min(...ratios), high: Math.max(...ratios) };
  const decided = comparisons.filter(({ verdict }) => verdict !== 'inconclusive');
  const holding = decided.filter((comparison) => isTrueOf(figure.says, comparison)).length;
  const of = `${comparisons.length} scenario${comparisons.length === 1 ? '' : 's'} of kind ${kind}`;
  if (decided.length === 0)
    return {
      ...about(figure),
      measured,
      verdict: 'not decided',
      how: `${of}, none of them decided by this run`,
    };
  return {
    ...about(figure),
    measured,
    verdict: ofAll(holding, decided.length),
    how: `true of ${holding} of ${decided.length === comparisons.length ? of : `the ${decided.length} decided of ${of}`}`,
  };
}

function isTrueOf(says: RankingFigure['says'], { verdict, ratio }: Comparison): boolean {
  if (says === 'Slower') return verdict === 'slower';
  if (says === 'Faster') return verdict === 'faster';
  return verdict === 'same' || isSimilar(ratio);
}

function isSimilar(ratio: number): boolean {
  return ratio >= SIMILAR.low && ratio <= SIMILAR.high;
}

function ofAll(holding: number, all: number): ClaimVerdict {
  if (holding === all) return 'holds';
  return holding === 0 ? 'does not hold' : 'partly';
}

/**
 * Two different operations have no ratio of their own. What the document can mean is that they take alike long, so
 * the geometric means of their medians are compared (of times that lie far apart, the arithmetic mean is the largest).
 */
function differentWork(run: RunDocument, figure: RankingFigure): ClaimResult {
  const { kinds } = figure;
  const single = mediansOf(run, kinds.single, 'single').medians;
  const three = mediansOf(run, kinds.three, 'three').medians;
  if (single.length === 0 || three.length === 0)
    return {
      ...about(figure),
      measured: null,
      verdict: 'not measured',
      how: `needs scenarios of kind ${kinds.single} on single, of kind ${kinds.three} on three`,
    };
  const ratio = geometricMean(three) / geometricMean(single);
  if (!Number.isFinite(ratio) || ratio === 0)
    return {
      ...about(figure),
      measured: null,
      verdict: 'not measured',
      how: 'a median of 0: too short for the timer',
    };
  const holds =
    figure.says === 'Similar' ? isSimilar(ratio) : figure.says === 'Slower' ? ratio > 1 : ratio < 1;
  return {
    ...about(figure),
    measured: { low: ratio, high: ratio },
    verdict: holds ? 'holds' : 'does not hold',
    how: `different operations: geometric mean of ${kinds.three} on three / of ${kinds.single} on single`,
  };
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
