import type Database from 'better-sqlite3';
import { isVectorShadow } from '../../database/schema-reader/shadow.ts';
import type { VirtualTable } from '../../database/schema-reader/virtual-table.ts';
import { parseVirtualTable } from '../../database/schema-reader/virtual-table.ts';
import { type SchemaObject, schemaObjects } from './sources.ts';

export function isVirtual({ type, sql }: SchemaObject): boolean {
  return type === 'table' && /^CREATE VIRTUAL/i.test(sql ?? '');
}

/**
 * The tables that hold what virtual tables show. As SQLite tells it, and not by how a name begins: docs_notes beside a
 * full-text table docs is a table like any other. sqlite-vec does not tell of all of its own.
 */
export function shadowTables(db: Database.Database, place: string): ReadonlySet<string> {
  const told = db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = ? AND type = 'shadow'")
    .pluck()
    .all(place) as string[];
  const objects = schemaObjects(db, place);
  const virtual = new Map<string, VirtualTable>(
    objects.filter(isVirtual).map(({ name, sql }) => [name, parseVirtualTable(sql ?? '')]),
  );
  const vectors = objects.filter(({ type, name }) => type === 'table' && isVectorShadow(name, virtual));
  return new Set([...told, ...vectors.map(({ name }) => name)]);
}

/** Those of one virtual table. track_vectors_ivf_chunks is of track_vectors_ivf, not of track_vectors. */
export function tablesBehind(db: Database.Database, place: string, virtual: string): readonly SchemaObject[] {
  const objects = schemaObjects(db, place);
  const shadows = shadowTables(db, place);
  const owners = objects.filter(isVirtual).map(({ name }) => name);
  const ownerOf = (name: string) =>
    owners.filter((owner) => name.startsWith(`${owner}_`)).toSorted((a, b) => b.length - a.length)[0];
  return objects.filter(({ name }) => shadows.has(name) && ownerOf(name) === virtual);
}
