import type Database from 'better-sqlite3';
import { sameName } from '../../database/schema-reader/tokens.ts';
import { tablesRead } from '../../database/schema-reader/view-reads.ts';
import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import { TABLE_GROUPS, TABLE_NAMES, type TableName } from '../../model/tables.ts';
import { plain } from '../../render/plain.ts';
import type { OwnObject } from './carry.ts';
import { expectedObjects, type Sources } from './sources.ts';
import type { UnknownObject } from './unknown.ts';

type Place = Pick<OwnObject, 'to' | 'refused'>;

const refused = (why: string): Place => ({ to: null, refused: why });

/**
 * The database of the target that each object of the user's own belongs into: a table to those that its foreign keys name,
 * else to the application's; indexes and triggers to their table; a view to what it reads.
 */
export function destinations(
  db: Database.Database,
  sources: Sources,
  to: Layout,
  unknown: readonly UnknownObject[],
): readonly OwnObject[] {
  const finder = new Finder(db, sources, to, unknown);
  return unknown.map((one) => ({ ...one, ...inFile(finder.placeOf(one), to) }));
}

/** Each process fills a database in memory with the layout's tables, and knows no others. */
function inFile(place: Place, to: Layout): Place {
  const memory = to.databases.some(({ name, file }) => name === place.to && file === ':memory:');
  return memory ? refused(`${place.to} will live in memory, with the layout's tables only`) : place;
}

class Finder {
  readonly #db: Database.Database;
  readonly #sources: Sources;
  readonly #to: Layout;
  readonly #unknown: readonly UnknownObject[];
  /** Views of the layout, by the target's database. */
  readonly #views: ReadonlyMap<string, string>;
  readonly #asked = new Set<UnknownObject>();

  constructor(db: Database.Database, sources: Sources, to: Layout, unknown: readonly UnknownObject[]) {
    this.#db = db;
    this.#sources = sources;
    this.#to = to;
    this.#unknown = unknown;
    this.#views = new Map(
      to.databases.flatMap((placement) =>
        expectedObjects(to, placement)
          .filter(({ type }) => type === 'view')
          .map(({ name }): [string, string] => [name, placement.name]),
      ),
    );
  }

  placeOf(one: UnknownObject): Place {
    if (one.type.startsWith('declaration')) return refused('the new layout declares it its own way');
    if (one.madeBy !== null) return { to: databaseOf(this.#to, 'track_vectors').name, refused: null };
    if (one.type === 'virtual table') return refused('virtual tables are not carried');
    if (one.type === 'table')
      return this.#together(
        one,
        this.#family(one).flatMap((each) => this.#parents(each)),
      );
    if (one.type === 'view') return this.#together(one, tablesRead(one.sql));
    const [place] = this.#placesOf(one, [one.table]);
    return place?.place ?? refused(`${plain(one.table)} is nowhere`);
  }

  /** Own tables that foreign keys join have to lie in one file. */
  #family(one: UnknownObject): readonly UnknownObject[] {
    const own = this.#unknown.filter(({ type, database }) => type === 'table' && database === one.database);
    const joined = (a: UnknownObject, b: UnknownObject) =>
      this.#parents(a).some((name) => sameName(name, b.name)) ||
      this.#parents(b).some((name) => sameName(name, a.name));
    const family = [one];
    for (const each of family)
      family.push(...own.filter((other) => !family.includes(other) && joined(each, other)));
    return family;
  }

  #parents({ name, database }: UnknownObject): readonly string[] {
    const place = this.#sources.places.find(({ placement }) => placement.name === database)?.place;
    return this.#db
      .prepare('SELECT DISTINCT "table" FROM pragma_foreign_key_list(?, ?)')
      .pluck()
      .all(name, place) as string[];
  }

  /** Where all that it needs lies; tables of the user's own that are placed by this very question do not count. */
  #together(one: UnknownObject, names: readonly string[]): Place {
    if (this.#asked.has(one)) return refused('it needs itself');
    this.#asked.add(one);
    const needed = this.#placesOf(one, names);
    this.#asked.delete(one);
    const none = needed.find(({ place }) => place.to === null);
    if (none) return refused(`it needs ${plain(none.name)}, which is not carried: ${none.place.refused}`);
    const [first] = needed;
    const apart = needed.find(({ place }) => place.to !== first?.place.to);
    if (first && apart)
      return refused(
        `it would span files: ${plain(first.name)} will be in ${first.place.to}, ${plain(apart.name)} in ${apart.place.to}`,
      );
    return first?.place ?? { to: this.#usual(one), refused: null };
  }

  #placesOf(one: UnknownObject, names: readonly string[]): readonly { name: string; place: Place }[] {
    return names.flatMap((name) => {
      const table = TABLE_NAMES.find((known) => sameName(known, name));
      if (table) return [{ name, place: { to: databaseOf(this.#to, table).name, refused: null } }];
      const view = [...this.#views].find(([known]) => sameName(known, name));
      if (view) return [{ name, place: { to: view[1], refused: null } }];
      const own = this.#unknown.find(
        (other) => sameName(other.name, name) && other.database === one.database,
      );
      // A table of one's own family says nothing of where the family goes.
      if (own === undefined || own === one || (one.type === 'table' && own.type === 'table')) return [];
      return [{ name, place: this.placeOf(own) }];
    });
  }

  /** The application's database; from a source's database without its tables, that which most of its others go to. */
  #usual({ database }: UnknownObject): string {
    const placement = this.#sources.places.find((one) => one.placement.name === database)?.placement;
    const here: readonly TableName[] = placement ? tablesOn(placement) : [];
    const application: readonly TableName[] = TABLE_GROUPS.app;
    const counted = here.some((table) => application.includes(table)) ? application : here;
    const goes = counted.map((table) => databaseOf(this.#to, table).name);
    const count = (name: string) => goes.filter((other) => other === name).length;
    return goes.toSorted((a, b) => count(b) - count(a))[0] ?? databaseOf(this.#to, 'users').name;
  }
}
