import { Failure } from '../model/failure.ts';
import type { Scenario } from '../model/scenario.ts';
import { plain } from '../render/plain.ts';

/** What --filter chooses: scenarios whose kind/name contains the text, or matches /regular expression/. @throws Failure */
export function scenarioFilter(
  filter: string | undefined,
): (scenario: Pick<Scenario, 'kind' | 'name'>) => boolean {
  if (filter === undefined) return () => true;
  const expression = /^\/(.+)\/$/.exec(filter)?.[1];
  if (expression === undefined) return ({ kind, name }) => `${kind}/${name}`.includes(filter);
  try {
    const pattern = new RegExp(expression);
    return ({ kind, name }) => pattern.test(`${kind}/${name}`);
  } catch (error) {
    throw new Failure(`--filter ${plain(filter)} is not a regular expression.`, undefined, { cause: error });
  }
}
