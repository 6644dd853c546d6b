import { ordinaryTables, searchTables } from '../../database/create.ts';
import { snapshotFile } from '../../database/files.ts';
import { FULL_TEXT_TABLES } from '../../database/full-text-check.ts';
import type { Layout } from '../../model/layout.ts';
import type { TableName } from '../../model/tables.ts';
import { step } from '../faults.ts';
import type { OwnObject } from './carry.ts';
import { checkKeys, checkSchema } from './check-database.ts';
import { checkOwn } from './check-own.ts';
import { checkFullText, checkIntegrity, checkRows } from './check-table.ts';
import { attachSources, connect } from './sources.ts';

/** One thing to find out about a new database; independent of all others, so that two processes share them. */
export interface Check {
  readonly kind: 'schema' | 'rows' | 'integrity' | 'keys' | 'full-text' | 'own';
  readonly database: string;
  readonly table: TableName | null;
  /** Of the user's own: the table, or all that the schema is to have. */
  readonly own: readonly OwnObject[];
  /** About how long it takes, in rows: the longest begin first. */
  readonly weight: number;
}

export interface CheckRequest {
  readonly from: Layout;
  readonly files: string;
  readonly to: Layout;
  readonly folder: string;
  readonly check: Check;
  /** Rows that break a key of the target because the owner wanted to keep them. */
  readonly keptOrphans: number;
}

export interface CheckResult {
  readonly ok: boolean;
  readonly says: string;
  /** Rows, or vectors, that were compared. */
  readonly rows: number;
  /** A full-text table whose index was made anew. */
  readonly rebuilt?: string;
}

/** Nobody else uses the files. */
const BUSY_MS = 3600_000;

/** Everything that section 6.1's validation looks at. */
export function checksOf(
  to: Layout,
  rowsOf: (table: TableName) => number,
  own: readonly OwnObject[],
): readonly Check[] {
  const checks = to.databases.flatMap((placement): Check[] => {
    const database = placement.name;
    const one = (kind: Check['kind'], table: TableName | null, weight: number) => ({
      kind,
      database,
      table,
      weight,
      own: [] as readonly OwnObject[],
    });
    const here = own.filter(({ to: place }) => place === database);
    const ordinary = ordinaryTables(placement).map(({ name }) => name);
    const total = ordinary.reduce((sum, name) => sum + rowsOf(name), 0);
    return [
      { ...one('schema', null, 0), own: here },
      ...here
        .filter(({ type }) => type === 'table' || type === 'virtual table')
        .map((table) => ({ ...one('own', null, 3 * (table.rows ?? 0)), own: [table] })),
      one('keys', null, total / 4),
      ...ordinary.flatMap((name) => [
        one('rows', name, rowsOf(name)),
        one('integrity', name, 2 * rowsOf(name)),
      ]),
      ...searchTables(placement).flatMap(({ name }) =>
        FULL_TEXT_TABLES.some((table) => table === name)
          ? [one('full-text', name, 2 * rowsOf(name))]
          : [one('rows', name, rowsOf(name)), one('integrity', name, rowsOf(name))],
      ),
    ];
  });
  return checks.sort((a, b) => b.weight - a.weight);
}

/** Blocks. Changes nothing but a full-text index that was not true in the source either: that is made anew. */
export function runCheck(request: CheckRequest): CheckResult {
  const { to, folder, check } = request;
  const placement = to.databases.find(({ name }) => name === check.database);
  if (placement === undefined) throw new TypeError(`layout ${to.name} has no ${check.database}`);
  step('check');
  const db = connect(snapshotFile(folder, placement));
  try {
    db.pragma('cache_size = -16000');
    // A full-text table is asked with a statement that locks its file: the other process may be at one too, for minutes.
    db.pragma(`busy_timeout = ${BUSY_MS}`);
    switch (check.kind) {
      case 'schema':
        return checkSchema(db, to, placement, check.own);
      case 'own':
        return checkOwn(db, attachSources(db, request.from, request.files), check.own[0] as OwnObject);
      case 'keys':
        return checkKeys(db, request);
      case 'integrity':
        return checkIntegrity(db, check.table ?? '');
      case 'full-text':
        return checkFullText(db, check.table as (typeof FULL_TEXT_TABLES)[number]);
      case 'rows':
        return checkRows(db, attachSources(db, request.from, request.files), check.table as TableName);
    }
  } finally {
    db.close();
  }
}
