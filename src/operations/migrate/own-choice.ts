import { Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { ALL, fateOf, type OwnChoice, type OwnObject } from './carry.ts';

/** That of every object of the user's own it is said what becomes of it, and that it can. @throws Failure that names it */
export function checkOwnChoice(unknown: readonly OwnObject[], choice: OwnChoice): void {
  const { carry, without } = choice;
  for (const [option, names] of [
    ['--carry', carry.filter((name) => name !== ALL)],
    ['--without', without],
  ] as const)
    for (const name of names)
      if (!unknown.some((one) => one.name === name))
        throw new Failure(
          `${option} ${plain(name)}: there is no such table, index, view or trigger beyond the layout's own.`,
        );
  const both = carry.find((name) => without.includes(name));
  if (both !== undefined)
    throw new Failure(`${plain(both)} is in both --carry and --without. Name it in one of them.`);
  const mine = unknown.filter(({ madeBy }) => madeBy === null);
  const impossible = mine.find((one) => one.to === null && fateOf(one, choice) === 'carried');
  if (impossible !== undefined)
    throw new Failure(
      `${shownObject(impossible)} cannot be carried: ${impossible.refused}. Leave it behind with --without ${plain([...without, impossible.name].join(','))}.`,
    );
  const open = mine.filter((one) => fateOf(one, choice) === 'open');
  if (open.length > 0) throw new Failure(asked(open, choice));
}

/** What goes with a table of the user's own need not be named; what can be carried is proposed to be. */
function asked(open: readonly OwnObject[], { carry, without }: OwnChoice): string {
  const named = open.filter(({ of, to }) => of === null || to === null);
  const able = named.filter(({ to }) => to !== null);
  const unable = named.filter(({ to }) => to === null);
  const list = (before: readonly string[], more: readonly OwnObject[]) =>
    plain([...before, ...more.map(({ name }) => name)].join(','));
  const leave = `--without ${list(
    without,
    named.filter(({ of }) => of === null),
  )} to leave ${named.length === 1 ? 'it' : 'them'} behind`;
  const take =
    able.length === 0
      ? ''
      : `--carry ${list(carry, able)}${unable.length === 0 ? '' : ` --without ${list(without, unable)}`} to take ${unable.length === 0 ? (able.length === 1 ? 'it' : 'them') : 'what can be'} along, or `;
  return `${named.map(shownObject).join(', ')}: no layout knows ${named.length === 1 ? 'it' : 'them'}. Say ${take}${leave}.`;
}

export function shownObject({ type, name }: OwnObject): string {
  return `${type} ${plain(name)}${type === 'declaration of table' ? ' (its rows move)' : ''}`;
}
