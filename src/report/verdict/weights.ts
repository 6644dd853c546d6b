import { Failure } from '../../model/failure.ts';
import { CRITERIA, type CriterionName, type Weights } from '../../model/verdict.ts';
import { brief } from '../../render/plain.ts';

export type { Weights } from '../../model/verdict.ts';

/** Beyond it one criterion drowns out all others anyway; it keeps sums of weights finite. */
const MOST = 1000;

/**
 * All alike: any other choice would be ours and not the application's, and whoever knows theirs can say so. What would
 * have to weigh more for another layout to win is part of the verdict.
 */
export const DEFAULT_WEIGHTS: Weights = weightsOf(() => 1);

function weightsOf(weight: (name: CriterionName) => number): Weights {
  return Object.fromEntries(CRITERIA.map((name) => [name, weight(name)])) as Record<CriterionName, number>;
}

/**
 * "read=3,write=2,security=0"; what is not named keeps the weight 1.
 * @throws Failure (exit 2) for what is no criterion, comes twice, is no number from 0 to 1000, or leaves nothing to weigh
 */
export function parseWeights(text: string): Weights {
  const given = new Map<CriterionName, number>();
  for (const part of text.split(',')) {
    const [, nameText = '', value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    if (nameText === '') throw new Failure(`--weights: ${shown(part)} is not name=number, such as read=3.`);
    const name = CRITERIA.find((one) => one === nameText.trim());
    if (name === undefined)
      throw new Failure(
        `--weights: there is no criterion ${shown(nameText)}. Known are ${CRITERIA.join(', ')}.`,
      );
    if (given.has(name)) throw new Failure(`--weights: ${name} stands there twice. Give it one weight.`);
    given.set(name, weightFrom(name, value.trim()));
  }
  const weights = weightsOf((name) => given.get(name) ?? DEFAULT_WEIGHTS[name]);
  if (CRITERIA.every((name) => weights[name] === 0))
    throw new Failure('--weights: every criterion weighs 0. Give at least one a weight above 0.');
  return weights;
}

function weightFrom(name: CriterionName, text: string): number {
  const weight = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(weight <= MOST))
    throw new Failure(`--weights: ${name}=${brief(text, 40)} is no weight. Give a number from 0 to ${MOST}.`);
  return weight;
}

function shown(text: string): string {
  return brief(text, 40) || '""';
}
