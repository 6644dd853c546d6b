import { existsSync, lstatSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import type { AuditFinding, Fix } from './finding.ts';
import { checkSame, setAccess } from './fix-access.ts';
import { rebuild, setWal } from './fix-contents.ts';
import { NotDone, reasonOf } from './not-done.ts';
import { quarantineName } from './quarantine-name.ts';

export interface FixRequest {
  readonly path: string;
  readonly shown: string;
  readonly plan: readonly Fix[];
}

export interface FixOutcome {
  readonly fix: Fix;
  readonly done: boolean;
  /** Why not; null where it is done. */
  readonly why: string | null;
  /** The name that a file has got, where it has got another. */
  readonly renamed: string | null;
}

/** One step per file, for all that is to be set on it; then what is in the files. */
export function planOf(findings: readonly AuditFinding[]): readonly Fix[] {
  const access = new Map<string, Extract<Fix, { kind: 'access' }>>();
  const others = new Map<string, Fix>();
  for (const { fix } of findings) {
    if (fix?.kind === 'access') access.set(fix.path, { ...access.get(fix.path), ...fix });
    else if (fix) others.set(`${fix.kind} ${fix.kind === 'quarantine' ? fix.path : fix.shown}`, fix);
  }
  return [...access.values(), ...others.values()];
}

/** Goes on after one that fails: each stands for itself, and done again each changes nothing more. */
export function applyFixes({ path, shown, plan }: FixRequest): readonly FixOutcome[] {
  return plan.map((fix) => {
    try {
      return { fix, done: true, why: null, renamed: apply(fix, path, shown) };
    } catch (error) {
      return { fix, done: false, why: reasonOf(error), renamed: null };
    }
  });
}

/** @returns the name that a file has got, where it has got another */
function apply(fix: Fix, path: string, shown: string): string | null {
  if (fix.kind === 'quarantine') return quarantine(fix);
  if (fix.kind === 'access') setAccess(fix);
  else if (fix.kind === 'journal-mode') setWal(fix.database, path, shown);
  else rebuild(fix.table, path, shown);
  return null;
}

/** Beside where it was. */
function quarantine({ path, identity }: Extract<Fix, { kind: 'quarantine' }>): string {
  checkSame(lstatSync(path, { bigint: true }), identity);
  const database = path.replace(/-(?:wal|shm|journal)$/, '');
  if (existsSync(database)) throw new NotDone('a database is beside it now; audit again');
  // A link that leads nowhere takes a name as well.
  const name = quarantineName(path, (one) => lstatSync(one, { throwIfNoEntry: false }) !== undefined);
  renameSync(path, name);
  return basename(name);
}
