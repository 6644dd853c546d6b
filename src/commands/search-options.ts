import { InvalidArgumentError } from 'commander';
import { list } from './options.ts';

export interface SearchFlags {
  readonly in?: readonly SearchKind[];
  readonly limit: number;
  readonly after?: string;
  readonly typing?: boolean;
  readonly data?: string;
  readonly layout?: string;
  readonly verify?: boolean;
  readonly rebuild?: boolean;
  readonly optimize?: boolean;
  readonly json?: boolean;
}

const SEARCH_KINDS = ['tracks', 'albums'] as const;
export type SearchKind = (typeof SEARCH_KINDS)[number];

/** "tracks,albums" */
export function searchKinds(text: string): readonly SearchKind[] {
  const names = list(text).map((name) => {
    const found = SEARCH_KINDS.find((one) => one === name);
    if (found === undefined)
      throw new InvalidArgumentError(`There is no ${name}; give any of ${SEARCH_KINDS.join(', ')}.`);
    return found;
  });
  return [...new Set(names)];
}
