import type { Step } from '../migrate/steps.ts';

interface RollbackEntry extends Step {
  /** The plan does it as well: it only looks then. */
  readonly dry: boolean;
}

/** Section 6.2 of the evaluation document: what a rollback goes through, in its order. */
export const ROLLBACK_STEPS = [
  { name: 'stop', title: 'Stop application', does: 'locks writers out of the files in use', dry: false },
  {
    name: 'check',
    title: 'Check original',
    does: 'the old files, or their copies, are what they were, to the byte',
    dry: true,
  },
  {
    name: 'keep',
    title: 'Backup current state',
    does: 'the files in use stay; rows written since the migration go to a file',
    dry: true,
  },
  { name: 'restore', title: 'Restore original DB', does: 'one rename of layout.json', dry: false },
  {
    name: 'validate',
    title: 'Validate functionality',
    does: 'the old layout opens and every table answers',
    dry: false,
  },
  {
    name: 'revert',
    title: 'Revert code changes',
    does: 'prints the old connection configuration',
    dry: false,
  },
] as const satisfies readonly RollbackEntry[];

export type RollbackStep = (typeof ROLLBACK_STEPS)[number]['name'];
