import { brief } from '../../../render/plain.ts';

/** Some of the values that were found. */
export const listed = (examples: readonly string[], found: number): string =>
  examples.length === 0
    ? ''
    : `: ${examples.map((one) => brief(one, 40)).join(', ')}${found > examples.length ? ', ...' : ''}`;
