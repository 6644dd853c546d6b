import { checkSet, choose, claim, copy } from './copy-steps.ts';
import { moveAside, switchOver, tidy } from './place-steps.ts';
import type { RestoreRun } from './run.ts';
import { verify } from './verify-step.ts';

/** A part of a restore. Until `switch` has replaced layout.json, the data folder is what it was. */
export interface RestoreStep {
  readonly name: string;
  /** For people. */
  readonly title: string;
  run(run: RestoreRun): Promise<void>;
}

/** What a restore does, in this order. */
export const RESTORE_STEPS: readonly RestoreStep[] = [
  choose,
  checkSet,
  claim,
  copy,
  verify,
  moveAside,
  switchOver,
  tidy,
];
