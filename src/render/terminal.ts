import type { RunDocument } from '../model/run.ts';
import { palette, type Screen } from './colour.ts';
import { headerLines } from './terminal-header.ts';
import { noteLines } from './terminal-notes.ts';
import { resultTable } from './terminal-table.ts';

/**
 * The run on one screen: what was measured on what, the times per layout, the ratios to the first layout, memory,
 * WAL, disk and foreign keys, then what `~` hides, what failed and the warnings. Ends with a line break.
 */
export function renderRun(run: RunDocument, screen: Screen): string {
  const colours = palette(screen.color);
  const parts = [
    headerLines(run, screen.width, colours),
    resultTable(run, screen.width, colours),
    noteLines(run, screen.width, colours),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
