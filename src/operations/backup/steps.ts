import { checkpoint, label, snapshot, verify } from './copy-steps.ts';
import type { BackupRun } from './run.ts';
import { cleanUp, log, manifest, publish } from './set-steps.ts';

/** A part of a backup. Until `publish` has renamed the set's folder, nothing that was there before has changed. */
export interface BackupStep {
  readonly name: string;
  /** For people, also in the diagram. */
  readonly title: string;
  run(run: BackupRun): Promise<void>;
}

/** What a backup does, in this order (section 7.2 of the evaluation document). The diagram is made from this list. */
export const BACKUP_STEPS: readonly BackupStep[] = [
  checkpoint,
  label,
  snapshot,
  verify,
  manifest,
  publish,
  log,
  cleanUp,
];

/** The step with which a set begins to be one: what fails before it is tried again, what fails after it is not. */
export const PUBLISHED = BACKUP_STEPS.indexOf(publish);
