import type { SchemaTrigger } from '../model/schema.ts';
import type { Entity, Relation } from './er-model.ts';
import { sameName } from './names.ts';

/**
 * What full-text and vector tables are tied to. One row of an index stands for one of its content table; behind a view
 * or a trigger it may stand for many. Where no trigger writes the index, nothing keeps it true to what it indexes.
 */
export function indexRelations(
  index: Entity,
  entities: readonly Entity[],
  triggers: readonly SchemaTrigger[],
): readonly Relation[] {
  const { name, file, table: own } = index;
  const what = own?.kind === 'vector' ? 'vectors' : 'full text';
  return (own?.indexes ?? []).flatMap(({ table, by }): Relation[] => {
    const parent = entities.find((one) => sameName(one.name, table) && one.file === file);
    if (parent === undefined) return [];
    const kept = triggers.some(
      (one) => sameName(one.table, table) && one.writes.some((written) => sameName(written, name)),
    );
    const single = by === 'name' || (by === 'content' && own?.indexes[0]?.table === table);
    const remark = kept ? '' : by === 'name' ? ', by name only' : ', no trigger';
    return [
      {
        kind: 'index',
        parent,
        child: index,
        ends: [single ? (kept ? '||' : '|o') : '}o', single ? 'o|' : 'o{'],
        held: kept ? 'enforced' : 'nothing',
        label: what + remark,
        columns: [],
      },
    ];
  });
}
