import { howMany } from '../../render/how-many.ts';
import { carriedObjects, type OwnChoice, type OwnObject } from './carry.ts';

/** What becomes of objects that no layout knows. */
export function ownNotes(unknown: readonly OwnObject[], choice: OwnChoice): string[] {
  const carried = carriedObjects(unknown, choice);
  const tables = carried.filter(({ type, madeBy }) => type === 'table' && madeBy === null);
  const own = carried.filter(({ madeBy }) => madeBy === null);
  const again = unknown.filter((one) => one.madeBy !== null && !carried.includes(one));
  return [
    ...(own.length === 0
      ? []
      : [
          `${howMany(own.length, 'object')} of your own carried over, ${howMany(
            tables.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
            'row',
          )}`,
        ]),
    ...(carried.length === own.length ? [] : ['the inverted file goes with its vectors']),
    ...[...new Set(again.map(({ madeBy }) => madeBy))].map(
      (command) => `the inverted file is not moved: make it again with ${command}`,
    ),
  ];
}
