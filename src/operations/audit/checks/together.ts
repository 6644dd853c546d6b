import { howMany } from '../../../render/how-many.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';
import { listed } from './listed.ts';

export const orphans = defineCheck({
  name: 'orphans',
  about: 'no row refers to one that is not there, across files',
  needs: 'together',
  run: (together, { data, shown }) =>
    (together.orphans ?? []).flatMap(({ key, orphans: found, examples }): Found[] =>
      found === 0
        ? []
        : [
            {
              severity: 'warning',
              where: `${shown}: ${key.table}.${key.column}`,
              what: `${howMany(found, 'value')} that ${key.references} does not have${listed(examples, found)}`,
              why: `layout ${data.layout.name} puts the two tables on different files, where no foreign key holds; delete the rows, or put back what they refer to`,
              ...BY_HAND,
            },
          ],
    ),
});

export const fullText = defineCheck({
  name: 'full-text',
  about: 'full-text indexes say what their tables say, and have the triggers that keep them so',
  needs: 'together',
  run: ({ driftedFullText, missingTriggers }, { shown, again }) => [
    ...driftedFullText.map(
      (table): Found => ({
        severity: 'warning',
        where: `${shown}: ${table}`,
        what: 'the index does not say what its content does',
        why: 'searches miss rows or find gone ones, and integrity_check does not see it: something wrote past the triggers',
        command: again,
        fix: { kind: 'rebuild-full-text', table, shown: `${shown}: ${table}` },
      }),
    ),
    ...[...new Set(missingTriggers.map(({ table }) => table))].map((table): Found => {
      const names = missingTriggers.filter((one) => one.table === table).map(({ name }) => name);
      return {
        severity: 'warning',
        where: `${shown}: ${table}`,
        what: `lacks ${names.length === 1 ? 'the trigger' : 'the triggers'} ${names.join(', ')}`,
        why: 'the index does not follow such changes of its tables: rows are searched for under what they said before',
        command: again,
        fix: { kind: 'rebuild-full-text', table, shown: `${shown}: ${table}` },
      };
    }),
  ],
});

export const vectors = defineCheck({
  name: 'vectors',
  about: 'every track has a vector, and every vector its track',
  needs: 'together',
  run: ({ vectorsWithoutTrack, tracksWithoutVector }, { shown }) => {
    const found = (count: number, one: string, what: string, why: string): Found[] =>
      count === 0
        ? []
        : [
            {
              severity: 'warning',
              where: `${shown}: track_vectors`,
              what: `${howMany(count, one)} ${what}`,
              why,
              ...BY_HAND,
            },
          ];
    return [
      ...found(
        vectorsWithoutTrack,
        'vector',
        'whose track is gone',
        'they take the places of others among the nearest; no trigger keeps them true: the application deletes vectors itself',
      ),
      ...found(
        tracksWithoutVector,
        'track',
        'without a vector',
        'no search by nearness finds them; no trigger makes vectors: the application writes them itself',
      ),
    ];
  },
});
