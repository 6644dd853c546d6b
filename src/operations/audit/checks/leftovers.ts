import { dirname } from 'node:path';
import { formatBytes } from '../../../render/units.ts';
import type { FileFact } from '../file-fact.ts';
import { quarantineName } from '../quarantine-name.ts';
import { asRoot } from '../shell.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

const SUFFIX = /-(?:wal|shm|journal)$/;

export const sidecars = defineCheck({
  name: 'sidecars',
  about: 'no journal or WAL is left over that the next open would play back, or that no database is beside',
  needs: 'files',
  run: ({ files }, { uid }) => {
    const there = new Set(files.map(({ path }) => path));
    return files.flatMap((file): Found[] => {
      if (file.role !== 'sidecar' || file.kind !== 'file') return [];
      const place = quarantineName(file.path, (path) => there.has(path)).slice(file.path.length);
      const quarantine = {
        fix: { kind: 'quarantine', path: file.path, shown: file.shown, identity: file.identity },
        command: file.word && asRoot(file.uid === uid ? 0 : uid, `mv -n ${file.word} ${file.word}${place}`),
      } as const;
      if (!there.has(file.path.replace(SUFFIX, '')))
        return [
          {
            severity: 'warning',
            where: file.shown,
            what: `no database is beside it (${formatBytes(file.bytes)})`,
            why: 'a database that is put there, such as one restored, would be taken together with it and damaged',
            ...quarantine,
          },
        ];
      if (file.header === 'hot journal')
        return [
          {
            severity: 'critical',
            where: file.shown,
            what: 'a journal that the next open plays back: a transaction was cut off',
            why: 'that mends the database that it belongs to, and damages one that was put in its place since; removed, it leaves half a transaction. Let SQLite open it if the database is the same',
            ...BY_HAND,
          },
        ];
      if (file.header === 'empty journal')
        return [
          {
            severity: 'info',
            where: file.shown,
            what: 'a journal that is over: nothing in it counts',
            why: 'left by another journal mode; harmless',
            ...quarantine,
            fix: null,
          },
        ];
      if (file.path.endsWith('-wal') && file.bytes > 0 && !there.has(file.path.replace(SUFFIX, '-shm')))
        return [
          {
            severity: 'info',
            where: file.shown,
            what: `a WAL that nobody has open (${formatBytes(file.bytes)})`,
            why: 'a process ended without closing; the next open plays it back. A copy of the database without it lacks its rows',
            ...BY_HAND,
          },
        ];
      return [];
    });
  },
});

export const otherDatabases = defineCheck({
  name: 'other-databases',
  about: 'no database lies in the folder that layout.json does not name',
  needs: 'files',
  run: ({ files }) => {
    const databases = files.filter(({ role }) => role === 'database');
    const inUse = new Set(databases.filter(({ current }) => current).map(({ path }) => dirname(path)));
    // An old state that a restore or a migration has kept is one thing, however many databases it has; what lies beside those
    // in use has to be named.
    const keyOf = ({ path }: FileFact) => (inUse.has(dirname(path)) ? path : dirname(path));
    const found = Map.groupBy(
      databases.filter(({ current }) => !current),
      keyOf,
    );
    return [...found.values()].map((together): Found => {
      const [one] = together;
      const bytes = formatBytes(together.reduce((sum, file) => sum + file.bytes, 0));
      const several = together.length > 1;
      return {
        severity: 'info',
        where: several ? dirname(one?.shown ?? '') : (one?.shown ?? ''),
        what: several
          ? `${together.length} databases that layout.json does not name (${bytes})`
          : `a database that layout.json does not name (${bytes})`,
        why: 'nobody backs that up or looks into it; a copy, or what a restore or a migration has kept to go back to',
        ...BY_HAND,
      };
    });
  },
});
