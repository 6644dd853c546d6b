import type { UnknownObject } from './unknown.ts';

/** What the user says of objects of the user's own: names, or "all" to carry. */
export interface OwnChoice {
  readonly carry: readonly string[];
  readonly without: readonly string[];
}

/** An object of the user's own, and where it would go. */
export interface OwnObject extends UnknownObject {
  /** The target's database; null where it cannot be carried, which `refused` says. */
  readonly to: string | null;
  readonly refused: string | null;
}

export const ALL = 'all';

/** open: nobody has said yet, which stops a migration. */
export type Fate = 'carried' | 'left' | 'open';

export function fateOf(one: UnknownObject, { carry, without }: OwnChoice): Fate {
  const named = (list: readonly string[]) =>
    list.includes(one.name) || (one.of !== null && list.includes(one.of));
  if (named(without)) return 'left';
  return one.madeBy !== null || carry.includes(ALL) || named(carry) ? 'carried' : 'open';
}

/** What goes over, to one database or to all; what can be made again and cannot be carried stays behind. */
export function carriedObjects(
  unknown: readonly OwnObject[],
  choice: OwnChoice,
  database?: string,
): readonly OwnObject[] {
  return unknown.filter(
    (one) =>
      one.to !== null && fateOf(one, choice) === 'carried' && (database === undefined || one.to === database),
  );
}
