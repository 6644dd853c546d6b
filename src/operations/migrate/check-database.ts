import type Database from 'better-sqlite3';
import { FOREIGN_KEYS, isCut } from '../../database/schema/index.ts';
import { databaseOf, tablesOn } from '../../layouts/check.ts';
import type { Layout } from '../../model/layout.ts';
import { howMany } from '../../render/how-many.ts';
import type { OwnObject } from './carry.ts';
import type { CheckRequest, CheckResult } from './checks.ts';
import { orphansOf } from './orphans.ts';
import { tablesBehind } from './shadow.ts';
import { expectedObjects, schemaObjects } from './sources.ts';

/** Every object as the layout, or the user, declares it, and no other. */
export function checkSchema(
  db: Database.Database,
  to: Layout,
  placement: Layout['databases'][number],
  own: readonly OwnObject[],
): CheckResult {
  const form = (objects: ReturnType<typeof schemaObjects>) =>
    objects.map(({ type, name, sql }) => `${type} ${name} ${sql}`).sort();
  const behind = new Set(own.flatMap(({ name }) => tablesBehind(db, 'main', name)).map(({ name }) => name));
  const [actual, expected] = [
    form(schemaObjects(db, 'main').filter(({ name, sql }) => !behind.has(name) && sql !== null)),
    form([
      ...expectedObjects(to, placement).filter(({ sql }) => sql !== null),
      ...own.map((one) => ({ ...one, type: one.type.replace('virtual ', '') })),
    ]),
  ];
  const missing =
    expected.find((one) => !actual.includes(one)) ?? actual.find((one) => !expected.includes(one));
  return {
    ok: missing === undefined,
    says: missing === undefined ? '' : `${placement.name}: the schema differs at ${missing.slice(0, 80)}`,
    rows: tablesOn(placement).length,
  };
}

/** The foreign keys between tables of this database. */
export function checkKeys(db: Database.Database, { to, check, keptOrphans }: CheckRequest): CheckResult {
  const held = FOREIGN_KEYS.filter(
    (key) => !isCut(to, key) && databaseOf(to, key.table).name === check.database,
  );
  const broken = held
    .map((key) => ({ key, ...orphansOf(db, key, () => 'main') }))
    .filter(({ rows }) => rows > 0);
  const rows = broken.reduce((sum, one) => sum + one.rows, 0);
  const [first] = broken;
  if (first === undefined || rows <= keptOrphans) return { ok: true, says: '', rows };
  const { table, column, references } = first.key;
  return {
    ok: false,
    says: `${check.database}: ${howMany(rows, 'row refers', 'rows refer')} to no row, first ${table}.${column} -> ${references} (${first.examples[0]})`,
    rows,
  };
}
