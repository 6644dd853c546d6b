import { foldName } from './tokens.ts';
import type { VirtualTable } from './virtual-table.ts';

// As sqlite-vec 0.1.9 names them. SQLite itself tells shadow tables only while their module is loaded.
const VECTOR_SHADOW = /^(?:info|chunks|rowids|auxiliary|(?:vector_chunks|metadatachunks|metadatatext)\d+)$/;

/** Whether a table holds the data of a vector table: hidden also where sqlite-vec is not loaded. */
export function isVectorShadow(name: string, virtual: ReadonlyMap<string, VirtualTable>): boolean {
  return [...virtual].some(
    ([owner, { module }]) =>
      module === 'vec0' &&
      foldName(name).startsWith(`${foldName(owner)}_`) &&
      VECTOR_SHADOW.test(foldName(name.slice(owner.length + 1))),
  );
}
