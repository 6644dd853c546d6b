import type { Pragmas } from '../../../model/layout.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

export const journalMode = defineCheck({
  name: 'journal-mode',
  about: 'the files are in the journal mode that the layout says',
  needs: 'contents',
  run: ({ databases }, { data, again }) =>
    data.layout.databases.flatMap(({ name, file, pragmas }): Found[] => {
      const found = databases.find((one) => one.name === name);
      if (file === ':memory:' || found === undefined || found.journal === null) return [];
      if (String(pragmas?.journal_mode).toLowerCase() !== 'wal' || found.journal === 'wal') return [];
      return [
        {
          severity: 'warning',
          where: found.shown,
          what: 'in a rollback journal, where the layout says WAL',
          why: 'readers and the writer wait for each other; the mode is in the file, and something has changed it',
          // Not with the sqlite3 of the system: before 3.51.3 its WAL is not safe beside another process.
          command: again,
          fix: { kind: 'journal-mode', database: name, shown: found.shown },
        },
      ];
    }),
});

interface Setting {
  readonly pragma: string;
  /** @param ownCode the file holds triggers or views that the layout does not make; null: not looked at */
  readonly wrong: (value: string | undefined, ownCode: boolean | null) => string | null;
  readonly severity: Found['severity'];
  readonly why: string;
}

/** What a connection has to set for itself each time: no file remembers it, so only what the layout says can be known. */
const SETTINGS: readonly Setting[] = [
  {
    pragma: 'foreign_keys',
    wrong: (value) => (/^(1|on|true|yes)$/.test(value ?? '') ? null : (value ?? 'not set')),
    severity: 'warning',
    why: 'off by default in SQLite: connections opened by this layout let orphans in',
  },
  {
    pragma: 'synchronous',
    wrong: (value) => (/^(0|off)$/.test(value ?? '') ? 'off' : null),
    severity: 'warning',
    why: 'a power cut can damage the file (sqlite.org/pragma.html); with a WAL, normal costs little and damages nothing',
  },
  {
    pragma: 'trusted_schema',
    // Nothing but what the layout makes can run otherwise: it matters where somebody has altered the file, or asks for it.
    wrong: (value, ownCode) =>
      /^(0|off|false|no)$/.test(value ?? '') || (value === undefined && ownCode !== true)
        ? null
        : (value ?? 'not set'),
    severity: 'warning',
    why: 'SQLite recommends off: triggers and views that somebody has put into a file may then call only harmless functions. Vectors are written by no trigger here, so off does no harm',
  },
];

export const settings = defineCheck({
  name: 'settings',
  about:
    'the layout has connections set foreign_keys and synchronous, and trusted_schema where a file holds own code',
  needs: 'files',
  run: (_, { data, shown, contents }) =>
    SETTINGS.flatMap(({ pragma, wrong, severity, why }): Found[] => {
      const found = data.layout.databases.flatMap(({ name, file, pragmas }) => {
        if (pragma === 'synchronous' && file === ':memory:') return [];
        const inFile = contents?.databases.find((one) => one.name === name);
        const value = wrong(pragmaOf(pragmas, pragma), inFile ? inFile.ownCode.length > 0 : null);
        return value === null ? [] : [`${name}: ${value}`];
      });
      if (found.length === 0) return [];
      return [
        {
          severity,
          where: `${shown}/layout.json`,
          what: `${pragma} (${found.join(', ')})`,
          why: `${why}. Each connection sets it for itself: what the application does, no file tells`,
          ...BY_HAND,
        },
      ];
    }),
});

function pragmaOf(pragmas: Pragmas | undefined, name: string): string | undefined {
  const value = pragmas?.[name];
  return value === undefined ? undefined : String(value).toLowerCase();
}
