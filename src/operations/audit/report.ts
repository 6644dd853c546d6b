import type { ExitCode } from '../../model/failure.ts';
import type { AuditFinding, Severity } from './finding.ts';
import type { Layer } from './isolation.ts';
import type { Role } from './policy.ts';

export const AUDIT_SCHEMA = 'chinook-eval/audit@1';

/** A file as the audit saw it, for the picture of section 8.1. */
export interface AuditedFile {
  readonly shown: string;
  readonly role: Role;
  /** layout.json names it, or it is a sidecar of one that it names. */
  readonly current: boolean;
  /** As "640". */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly worst: Severity | null;
}

/** What an audit found: plain data, as `audit --json` prints it and as monitoring reads it. */
export interface AuditReport {
  readonly schema: typeof AUDIT_SCHEMA;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly data: string;
  readonly layout: string;
  readonly policy: { readonly name: string; readonly about: string };
  /** The worst first, then in the order of the checks. */
  readonly findings: readonly AuditFinding[];
  /** Names of the checks that ran. */
  readonly checked: readonly string[];
  readonly lookedAt: {
    readonly files: number;
    readonly databases: number;
    readonly bytes: number;
    /** For reading the contents; null where they were not looked at. */
    readonly seconds: number | null;
    readonly backupSets: number | null;
  };
  readonly notLooked: readonly { readonly what: string; readonly why: string }[];
  /** What should have been looked at and could not be: the audit is not whole, whatever it has found. */
  readonly stopped: { readonly exitCode: ExitCode; readonly why: string } | null;
  readonly files: readonly AuditedFile[];
  /** Unmet settings of the application's unit by layer (section 8.2); null where no unit was looked at. */
  readonly isolation: Readonly<Record<Layer, number>> | null;
}
