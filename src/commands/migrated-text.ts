import type { Journal } from '../operations/migrate/journal.ts';
import { MIGRATION_STEPS } from '../operations/migrate/steps.ts';
import { plain } from '../render/plain.ts';
import { renderTable } from '../render/table.ts';
import { formatSeconds } from '../render/units.ts';

/** What was done, the new connections, and the way back. @param files the folder of the new files, as it is shown */
export function describeMigrated(
  journal: Journal,
  shown: string,
  files: string,
  configuration: string,
): string {
  const steps = MIGRATION_STEPS.map(({ name }) => {
    const { seconds, says = '' } = journal.steps[name] ?? {};
    return [`  ${name}`, seconds === undefined ? '' : formatSeconds(seconds), plain(says)];
  });
  return `${[
    `${plain(shown)} is of layout ${journal.to.name} now (before: ${journal.from.name}); its files are in ${plain(files)}.`,
    renderTable(
      [
        { heading: 'step', align: 'left' },
        { heading: 'time', align: 'right' },
        { heading: '', align: 'left' },
      ],
      steps,
    ),
    `Restart the application with these connections: a program that keeps its old ones goes on writing to the old files.`,
    configuration.trimEnd(),
    `undo it: chinook-eval rollback --data ${plain(shown)}`,
    `The old files and ${journal.backup} are kept for that. They can be removed as long as layout.json names ${journal.folder}; after a rollback one of them holds the data in use, and rollback says which.`,
  ].join('\n\n')}\n`;
}
