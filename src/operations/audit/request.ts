import type { ExitCode } from '../../model/failure.ts';
import type { Policy } from './policy.ts';

export interface AuditRequest {
  /** Absolute, and what the user calls it. */
  readonly path: string;
  readonly shown: string;
  /** The command line that mends what is found, looking at the same and by the same policy; absent: by the default one. */
  readonly again?: string;
  readonly policy: Policy;
  readonly backups: { readonly path: string; readonly shown: string } | null;
  /** A systemd unit of the application. */
  readonly unit: { readonly text: string; readonly shown: string } | null;
  /** An empty private folder for copies of the databases; null: their contents are not looked at. */
  readonly work: string | null;
  /** How long to wait for a lock that keeps readers out. */
  readonly waitSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What should have been looked at and could not be, and how the command ends for it. */
export interface Stopped {
  readonly exitCode: ExitCode;
  readonly why: string;
}

export type OnProgress = (doing: string, fraction: number) => void;
