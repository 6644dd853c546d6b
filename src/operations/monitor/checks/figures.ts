import { basename } from 'node:path';
import { databaseOf, tablesOn } from '../../../layouts/check.ts';
import { EXIT } from '../../../model/failure.ts';
import type { Layout } from '../../../model/layout.ts';
import type { Contents } from '../../audit/contents.ts';
import { type AuditFinding, atOrAbove } from '../../audit/finding.ts';
import type { LogEntry } from '../../backup/log.ts';
import type { SetList } from '../../backup/sets.ts';

/** By the metric's name; undefined where it could not be found out, so that a figure of before does not stand. */
export type CheckFigures = Readonly<Record<string, number | undefined>>;

/** Of one database, from what the audit has read in a copy. Orphans count where their rows lie. */
export function contentFigures(contents: Contents, layout: Layout, db: string, now: number): CheckFigures {
  const own = contents.databases.find(({ name }) => name === db);
  const placement = layout.databases.find(({ name }) => name === db);
  if (own === undefined || placement === undefined) return {};
  const { together } = contents;
  const across = together?.orphans
    ?.filter(({ key }) => databaseOf(layout, key.table).name === db)
    .reduce((sum, { orphans }) => sum + orphans, 0);
  const within = own.keyBreaks.reduce((sum, { rows }) => sum + rows, 0);
  const tables: readonly string[] = tablesOn(placement);
  return {
    chinook_sqlite_damages: own.damage.length + own.missingTables.length,
    chinook_sqlite_orphan_rows: across === undefined ? undefined : across + within,
    chinook_sqlite_full_text_drifted_tables: together?.driftedFullText.filter((name) => tables.includes(name))
      .length,
    chinook_sqlite_integrity_timestamp_seconds: now,
  };
}

/** Checks of the audit that are about who may do what with the files. */
const RIGHTS: readonly string[] = ['world-access', 'modes', 'owners', 'acl', 'links', 'parents'];

/**
 * How many of the findings concern one database: its own files, and what all of them share, such as the folder.
 * @param file the database's file name @param others those of the other databases
 */
export function permissionFigure(
  findings: readonly AuditFinding[],
  file: string,
  others: readonly string[],
): number {
  // "data/database.sqlite-wal" is of database.sqlite.
  const isOf = (where: string, name: string) => basename(where).replace(/-(?:wal|shm|journal)$/, '') === name;
  return findings.filter(
    ({ check, severity, where }) =>
      RIGHTS.includes(check) &&
      atOrAbove(severity, 'warning') &&
      (isOf(where, file) || !others.some((other) => isOf(where, other))),
  ).length;
}

/**
 * What lies in the backup folder, of one database of this data folder.
 * @param isSource whether a manifest's name of a data folder means this one
 */
export function backupFigures(
  list: SetList,
  log: readonly LogEntry[],
  isSource: (path: string) => boolean,
  db: string,
): CheckFigures {
  const sets = list.good.filter(
    ({ manifest }) => isSource(manifest.source) && manifest.databases.some(({ name }) => name === db),
  );
  const [newest] = sets;
  // What does not say what it is of (a torn manifest, a line of an older version) counts, but where all that does is of others.
  const others = list.good.length > 0 && !list.good.some(({ manifest }) => isSource(manifest.source));
  const concerns = ({ source }: { readonly source?: string }) =>
    source === undefined ? !others : isSource(source);
  const last = log.findLast(
    (entry) => (entry.event === 'made' || entry.event === 'failed') && concerns(entry),
  );
  // Integrity (exit 4) is what a copy that is not what was copied ends with.
  const failed = last?.event === 'failed' && last.exitCode === 4;
  const newer = list.damaged.filter((one) => concerns(one) && one.label > (newest?.label ?? ''));
  // A set that this user may not look into, or of another version, is not damaged for all that is known.
  const isDamaged = ({ exitCode = EXIT.integrity }: { readonly exitCode?: number }) =>
    exitCode === EXIT.integrity;
  const newestIsDamaged = newer.some(isDamaged);
  const isUnknown = sets.length === 0 && newer.some((one) => !isDamaged(one));
  return {
    chinook_sqlite_backup_sets: isUnknown ? undefined : sets.length,
    chinook_sqlite_backup_timestamp_seconds: newest && newest.createdAt / 1000,
    chinook_sqlite_backup_verified: failed || newestIsDamaged ? 0 : newest && 1,
  };
}
