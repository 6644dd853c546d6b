import { snapshotFile } from '../../database/files.ts';
import { INVERTED_FILE } from '../../database/inverted-file/schema.ts';
import { TABLE_NAMES } from '../../model/tables.ts';
import { isVirtual, shadowTables } from '../migrate/shadow.ts';
import { schemaObjects } from '../migrate/sources.ts';
import { attached, type Files } from './attached.ts';
import type { State } from './changed-rows.ts';

/** A table as it is now and as it was. */
export interface TablePair extends Files {
  readonly name: string;
  /** What to call it: with its database where others have the same name. */
  readonly called: string;
}

interface OwnTable {
  readonly name: string;
  readonly database: string;
  readonly path: string;
}

/** Tables of the user's own, of which several files can have one of the same name. What the inverted file holds follows from the vectors. */
export function ownTables({ layout, files }: State, leaveLogs: boolean): readonly OwnTable[] {
  const known = new Set<string>([...TABLE_NAMES, ...Object.values(INVERTED_FILE)]);
  const found: OwnTable[] = [];
  for (const placement of layout.databases) {
    const path = snapshotFile(files, placement);
    attached({ now: path, before: null }, leaveLogs, (db) => {
      const shadows = shadowTables(db, 'main');
      for (const one of schemaObjects(db, 'main'))
        if (one.type === 'table' && !isVirtual(one) && !known.has(one.name) && !shadows.has(one.name))
          found.push({ name: one.name, database: placement.name, path });
    });
  }
  return found;
}

/** Those of one name belong together, of several first those in databases of one name; others are new, or gone. */
export function ownPairs(now: readonly OwnTable[], before: readonly OwnTable[]): readonly TablePair[] {
  return [...Map.groupBy([...now, ...before], ({ name }) => name).keys()].flatMap((name) => {
    const [here, there] = [now, before].map((side) => side.filter((one) => one.name === name)) as [
      OwnTable[],
      OwnTable[],
    ];
    const pairs: [OwnTable | undefined, OwnTable | undefined][] = [];
    for (const one of here) {
      const place = there.findIndex(({ database }) => database === one.database);
      if (place >= 0) pairs.push([one, there.splice(place, 1)[0]]);
    }
    const alone = here.filter((one) => !pairs.some(([paired]) => paired === one));
    if (alone.length === 1 && there.length === 1) pairs.push([alone[0], there[0]]);
    else
      pairs.push(
        ...alone.map((one): [OwnTable, undefined] => [one, undefined]),
        ...there.map((one): [undefined, OwnTable] => [undefined, one]),
      );
    return pairs.map(([one, other]) => ({
      name,
      called: pairs.length === 1 ? name : `${(one ?? other)?.database}.${name}`,
      now: one?.path ?? null,
      before: other?.path ?? null,
    }));
  });
}
