import { howMany } from '../../../render/how-many.ts';
import { brief, plain } from '../../../render/plain.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

const RESTORE =
  'restore the newest backup (chinook-eval restore), and look at the disk and at who else writes this file';

export const integrity = defineCheck({
  name: 'integrity',
  about: 'every file is a whole SQLite database with the tables of its layout (quick_check)',
  needs: 'contents',
  run: ({ databases, together }, { shown: data }) => [
    ...databases.flatMap(({ shown, damage, missingTables }): Found[] => {
      const [first] = damage;
      if (first !== undefined)
        return [
          {
            severity: 'critical',
            where: shown,
            what: `damaged: ${plain(first)}${damage.length > 1 ? ` (and ${damage.length - 1} more)` : ''}`,
            why: `what is read from it may be wrong, and what is written lost; ${RESTORE}`,
            ...BY_HAND,
          },
        ];
      if (missingTables.length > 0)
        return [
          {
            severity: 'critical',
            where: shown,
            what: `lacks ${missingTables.join(', ')}`,
            why: `the layout places them there; ${RESTORE}`,
            ...BY_HAND,
          },
        ];
      return [];
    }),
    ...(together?.unreadable ?? []).map(
      ({ what, why }): Found => ({
        severity: 'critical',
        where: `${data}: ${what}`,
        what: `cannot be read: ${brief(why, 200)}`,
        why: `the files are whole, and not what the layout makes: the application fails there as well; ${RESTORE}`,
        ...BY_HAND,
      }),
    ),
  ],
});

export const foreignKeys = defineCheck({
  name: 'foreign-keys',
  about: 'no row refers to one that is not there, within a file (foreign_key_check)',
  needs: 'contents',
  run: ({ databases }) =>
    databases.flatMap(({ shown, keyBreaks }) =>
      keyBreaks.map(({ table, columns, references, rows, examples, values }) => ({
        severity: 'warning',
        where: shown,
        what: `${plain(table)}.${plain(columns)}: ${howMany(rows, 'row')} without ${rows === 1 ? 'its' : 'their'} row in ${plain(references)}${listed(examples, values)}`,
        why: 'a connection with foreign_keys off has written them or deleted what they refer to: each connection has to turn it on',
        ...BY_HAND,
      })),
    ),
});

/** Some of the values that were found. */
const listed = (examples: readonly string[], found: number): string =>
  examples.length === 0
    ? ''
    : `: ${examples.map((one) => brief(one, 40)).join(', ')}${found > examples.length ? ', ...' : ''}`;

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

export const ownCode = defineCheck({
  name: 'own-code',
  about: 'every trigger and view in a file is one that the layout makes, word for word',
  needs: 'contents',
  run: ({ databases }) =>
    databases.flatMap(({ shown, ownCode: objects }) =>
      objects.map(({ type, name, altered }) => ({
        severity: 'warning',
        where: shown,
        what: `${type === 'view' ? 'a view' : 'a trigger'} that the layout ${altered ? 'makes otherwise' : 'does not make'}: ${brief(name, 60)}`,
        why: 'it runs in whoever opens the file, with all functions of that program unless trusted_schema is off; a migration would drop it',
        ...BY_HAND,
      })),
    ),
});
