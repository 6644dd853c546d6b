import { howMany } from '../../../render/how-many.ts';
import { brief, plain } from '../../../render/plain.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';
import { listed } from './listed.ts';

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
