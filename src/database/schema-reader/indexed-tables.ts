import type { SchemaTable, SchemaTrigger } from '../../model/schema.ts';
import { foldName, sameName } from './tokens.ts';

/**
 * What a full-text or vector table indexes, each table once and named by the surest sign: its content table, or the
 * content view and the tables behind it; then tables whose triggers write it; and where there is neither, the table
 * that its key is called after.
 */
export function indexedTables(
  index: SchemaTable,
  content: string | null,
  tables: readonly SchemaTable[],
  triggers: readonly SchemaTrigger[],
): SchemaTable['indexes'] {
  const found = new Map<string, SchemaTable['indexes'][number]['by']>();
  const add = (name: string, by: SchemaTable['indexes'][number]['by']) => {
    if (name !== index.name && !found.has(name)) found.set(name, by);
  };
  if (content !== null) for (const name of behind(content, tables)) add(name, 'content');
  for (const { table, writes } of triggers) if (writes.includes(index.name)) add(table, 'trigger');
  if (found.size === 0) for (const name of namedAfter(index, tables)) add(name, 'name');
  return [...found].map(([table, by]) => ({ table, by }));
}

/** A table itself; a view, and what it reads, through other views too. Views may be written in a circle. */
function behind(name: string, tables: readonly SchemaTable[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [name];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const wanted = next;
    const table = tables.find((one) => sameName(one.name, wanted));
    if (table === undefined || found.has(table.name)) continue;
    found.add(table.name);
    waiting.push(...table.readsFrom);
  }
  return [...found];
}

/** track_id: tracks, else one table that ends with _tracks, else one that ends with _track. */
function namedAfter(index: SchemaTable, tables: readonly SchemaTable[]): readonly string[] {
  const stem = /^(.+)_id$/.exec(
    foldName(index.columns.find(({ primaryKey }) => primaryKey > 0)?.name ?? ''),
  )?.[1];
  if (stem === undefined) return [];
  const plurals = [`${stem}s`, `${stem}es`, stem.replace(/y$/, 'ies')];
  const ordinary = tables.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  for (const fits of [
    (name: string) => name === stem || plurals.includes(name),
    (name: string) => plurals.some((plural) => plural !== stem && name.endsWith(`_${plural}`)),
    (name: string) => name.endsWith(`_${stem}`),
  ]) {
    const candidates = ordinary.filter((name) => fits(foldName(name)));
    if (candidates.length > 0) return candidates.length === 1 ? candidates : [];
  }
  return [];
}
