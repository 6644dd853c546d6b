import type { LayoutResult, RunDocument } from '../../model/run.ts';
import type { Caveat, LayoutVerdict, Recommendation, Verdict, Weights } from '../../model/verdict.ts';
import { baseAndOthers } from '../../render/view.ts';
import { changesOf } from './changes.ts';
import { CRITERION_LIST } from './criteria.ts';
import { knownOf, outcomeOf, partsOf, scoreOf } from './score.ts';

/**
 * Each layout of the run against its first, by every criterion; null where the run has one layout only.
 * A score counts as a difference from the same threshold on as a time: a mean share of 2 % unless --threshold says else.
 */
export function evaluateVerdict(run: RunDocument, weights: Weights): Verdict | null {
  const { base, others } = baseAndOthers(run);
  if (others.length === 0) return null;
  const margin = run.options.threshold;
  const layouts = others.map((layout) => judgeLayout(run, layout, base, weights, margin));
  return {
    base: base.name,
    baseDatabases: base.databases.length,
    weights,
    margin,
    layouts,
    // A first look recommends nothing, whatever it saw.
    recommendation: run.options.quick
      ? { kind: 'undecided', layouts: layouts.map(({ layout }) => layout) }
      : recommend(layouts),
    caveats: caveatsOf(run),
  };
}

function judgeLayout(
  run: RunDocument,
  layout: LayoutResult,
  base: LayoutResult,
  weights: Weights,
  margin: number,
): LayoutVerdict {
  const criteria = CRITERION_LIST.map(({ name, title, heading, judge }) => ({
    name,
    title,
    heading,
    weight: weights[name],
    judgement: judge(run, layout, base),
  }));
  const parts = partsOf(criteria);
  const outcome = outcomeOf(parts, margin);
  return {
    layout: layout.name,
    databases: layout.databases.length,
    criteria,
    score: scoreOf(parts),
    known: knownOf(parts),
    outcome,
    changes: changesOf(criteria, outcome, margin),
  };
}

/** The best of those that are better than the first; else whether one of the others might be, or is as good. */
export function recommend(
  layouts: readonly Pick<LayoutVerdict, 'layout' | 'score' | 'outcome'>[],
): Recommendation {
  const having = (outcome: LayoutVerdict['outcome']) => layouts.filter((one) => one.outcome === outcome);
  const names = (some: readonly { layout: string }[]) => some.map(({ layout }) => layout);
  const better = having('better').sort((a, b) => (b.score?.value ?? 0) - (a.score?.value ?? 0));
  const [best, ...rest] = better;
  if (best) {
    const alike = rest.filter(({ score }) => (score?.high ?? 0) >= (best.score?.low ?? 0));
    return { kind: 'prefer', layout: best.layout, alike: names(alike) };
  }
  if (having('undecided').length > 0) return { kind: 'undecided', layouts: names(having('undecided')) };
  if (having('same').length > 0) return { kind: 'same', layouts: names(having('same')) };
  return { kind: 'keep' };
}

function caveatsOf({ outcome, options, seed }: RunDocument): Caveat[] {
  return [
    ...(outcome === 'complete' ? [] : [outcome]),
    ...(options.filter === null ? [] : (['filtered'] as const)),
    ...(options.quick ? (['quick'] as const) : []),
    ...(seed.form === 'built-in' ? (['built-in'] as const) : []),
  ];
}
