import type { RunDocument } from '../model/run.ts';
import { evaluateClaims } from './claims.ts';

/** How the evaluation document fared, as one sentence of Markdown; none where no claim of it was judged. */
export function claimsTally(run: RunDocument): readonly string[] {
  const results = evaluateClaims(run);
  const count = (...verdicts: string[]) => results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const left = count('not measured', 'not decided', 'another size');
  const [agree, partly, below] = [count('confirmed', 'holds'), count('partly'), count('below')];
  const judged = results.length - left;
  if (judged === 0) return [];
  return [
    `**The evaluation document**: of its ${results.length} claims this run could judge ${judged}: ${agree} hold, ` +
      `${partly} hold partly, ${judged - agree - partly} do not (${below} because the figure is lower).`,
  ];
}
