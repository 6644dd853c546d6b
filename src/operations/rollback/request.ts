import type { Layout } from '../../model/layout.ts';
import type { Journal } from '../migrate/journal.ts';
import type { ChangedRows } from './changed-rows.ts';

export interface RollbackRequest {
  readonly path: string;
  readonly shown: string;
  /** Without it nothing is changed. */
  readonly execute: boolean;
  /** False: goes back without looking for rows written since, as where the files in use are damaged. */
  readonly rows: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string, fraction: number) => void;
  readonly say: (line: string) => void;
  readonly lockSeconds?: number;
}

export type RollbackOutcome =
  /** Nothing was migrated, or it was rolled back already. */
  | { readonly kind: 'nothing'; readonly why: string }
  /** A migration that had not switched: what it had made is (would be) removed. */
  | { readonly kind: 'unfinished'; readonly done: boolean; readonly journal: Journal }
  | {
      readonly kind: 'rolled-back';
      readonly done: boolean;
      readonly journal: Journal;
      readonly layout: Layout;
      /** Where the old files are. */
      readonly files: string;
      /** The old files were written to after the switch, so the copies take their place. */
      readonly fromCopies: boolean;
      /** Null where they were not looked for. */
      readonly changed: ChangedRows | null;
      readonly kept: string | null;
    };
