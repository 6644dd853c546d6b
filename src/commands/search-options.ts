import { InvalidArgumentError } from 'commander';
import { KINDS, type Kind } from '../search/text/fields.ts';
import { list } from './options.ts';

export interface SearchFlags {
  readonly in?: readonly Kind[];
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

/** Hits of a page where --limit is not given. */
export const SHOWN = 20;

/** "tracks,albums" */
export function searchKinds(text: string): readonly Kind[] {
  const names = list(text).map((name) => {
    const found = KINDS.find((one) => one === name);
    if (found === undefined)
      throw new InvalidArgumentError(`There is no ${name}; give any of ${KINDS.join(', ')}.`);
    return found;
  });
  return [...new Set(names)];
}
