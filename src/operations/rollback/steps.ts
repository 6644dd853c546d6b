import type { Step } from '../migrate/steps.ts';

/** Section 6.2 of the evaluation document: what a rollback goes through, in its order. */
export const ROLLBACK_STEPS = [
  { name: 'stop', title: 'Stop application', does: 'locks writers out of the files in use' },
  {
    name: 'keep',
    title: 'Backup current state',
    does: 'the files in use stay; rows written since the migration go to a file',
  },
  {
    name: 'check',
    title: 'Check original',
    does: 'the old files, or their copies, are what they were, to the byte',
  },
  { name: 'restore', title: 'Restore original DB', does: 'one rename of layout.json' },
  { name: 'validate', title: 'Validate functionality', does: 'the old layout opens and every table answers' },
  { name: 'revert', title: 'Revert code changes', does: 'prints the old connection configuration' },
] as const satisfies readonly Step[];

export type RollbackStep = (typeof ROLLBACK_STEPS)[number]['name'];
