import fc from 'fast-check';
import type { LayoutResult, RunDocument } from '../../../src/model/run.ts';
import {
  CRITERIA,
  type CriterionName,
  type CriterionResult,
  type Judgement,
} from '../../../src/model/verdict.ts';
import { CRITERION_LIST } from '../../../src/report/verdict/criteria.ts';
import { compared, measured, scenario, twoLayouts } from '../../render/sample-run.ts';

/** What a criterion says of `layout` (the second, unless told) against the first layout of a run. */
export function judge(run: RunDocument, name: CriterionName, layout = run.layouts[1]): Judgement {
  const criterion = CRITERION_LIST.find((one) => one.name === name);
  const [base] = run.layouts;
  if (!criterion || !base || !layout) throw new TypeError(`no ${name}`);
  return criterion.judge(run, layout, base);
}

/** twoLayouts with these ratios three / single of reading and of writing scenarios, each +- `half`. */
export function withRatios(reads: readonly number[], writes: readonly number[], half = 0.01): RunDocument {
  const one = (kind: string) => (ratio: number, index: number) =>
    scenario(
      kind,
      `${kind}-${index}`,
      [measured('single', 1e-3), measured('three', 1e-3 * ratio)],
      [compared('three', ratio, half, decided(ratio, half))],
    );
  return { ...twoLayouts(), scenarios: [...reads.map(one('select')), ...writes.map(one('write'))] };
}

/** The same run with its layouts in the other order: what was first is judged now. */
export function turned(run: RunDocument): RunDocument {
  return { ...run, layouts: [...run.layouts].reverse() };
}

export function layoutOf(run: RunDocument, index: number): LayoutResult {
  const found = run.layouts[index];
  if (!found) throw new TypeError(`no layout ${index}`);
  return found;
}

export function known(effect: number, half = 0): Judgement {
  const interval = { value: effect, low: effect - half, high: effect + half };
  const none = { low: 1, high: 1 };
  const ratio = effect < 0 ? 1 / (1 + effect) : 1 - effect;
  return { status: 'known', effect: interval, figure: { kind: 'ratio', value: ratio, none }, says: '' };
}

export const UNKNOWN: Judgement = { status: 'unknown', why: 'not measured' };

export function result(name: CriterionName, weight: number, judgement: Judgement): CriterionResult {
  return { name, title: name, heading: null, weight, judgement };
}

const judgements = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: 0, max: 20 })) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const judgementOf = (one: [number, number] | null): Judgement =>
  one === null ? UNKNOWN : known(one[0] / 100, one[1] / 100);

/** Any criteria with any weights. */
export const anyCriteria = fc
  .tuple(
    fc.array(judgements, { minLength: CRITERIA.length, maxLength: CRITERIA.length }),
    fc.array(fc.integer({ min: 0, max: 40 }), { minLength: CRITERIA.length, maxLength: CRITERIA.length }),
  )
  .map(([effects, weights]) =>
    CRITERIA.map((name, index) =>
      result(name, (weights[index] ?? 0) / 8, judgementOf(effects[index] ?? null)),
    ),
  );

/** As if the threshold and the floor were nothing. */
function decided(ratio: number, half: number): 'slower' | 'faster' | 'same' {
  return ratio - half > 1 ? 'slower' : ratio + half < 1 ? 'faster' : 'same';
}
