/** info: worth knowing; warning: open to somebody, or not as the policy says; critical: damaged, or open to anyone. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What --fix can do by itself. Each names the very file that was looked at: another one in its place is left alone. */
export type Fix =
  | {
      readonly kind: 'access';
      readonly path: string;
      readonly shown: string;
      /** Device and inode. */
      readonly identity: string;
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
    }
  | {
      readonly kind: 'quarantine';
      readonly path: string;
      readonly shown: string;
      readonly identity: string;
    }
  /** WAL, in a database of the layout. */
  | { readonly kind: 'journal-mode'; readonly database: string; readonly shown: string }
  | { readonly kind: 'rebuild-full-text'; readonly table: string; readonly shown: string };

export interface AuditFinding {
  /** The check's name in the registry. */
  readonly check: string;
  readonly severity: Severity;
  /** A file as the user would name it, or what in it: "data/database.sqlite", "comments.track_id". */
  readonly where: string;
  readonly what: string;
  readonly why: string;
  /** What mends it, to be pasted into a shell; null where no single command does. */
  readonly command: string | null;
  /** Null where --fix leaves it to people. */
  readonly fix: Fix | null;
}

export function atOrAbove(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

export function countOf(findings: readonly AuditFinding[], severity: Severity): number {
  return findings.filter((one) => one.severity === severity).length;
}
