import type { RunDocument } from '../model/run.ts';
import { seedText } from '../render/terminal-header.ts';
import { formatBytes, formatCount } from '../render/units.ts';
import { baseAndOthers, failedRows } from '../render/view.ts';
import { code, text } from './escape.ts';
import { findings } from './findings.ts';
import { gateMarkdown } from './gate-markdown.ts';
import { list, section } from './markdown-table.ts';
import { claimsSection } from './sections/claims.ts';
import { environmentSection, reproduceSection } from './sections/environment.ts';
import { memorySection } from './sections/memory.ts';
import { noiseSection, ratiosSection } from './sections/ratios.ts';
import { resultsSection } from './sections/results.ts';
import { foreignKeysSection, pragmasSection, sizesSection } from './sections/schema.ts';
import { failuresSection, warningsSection } from './sections/troubles.ts';
import { walSection } from './sections/wal.ts';

/** The run as GitHub Markdown: what was run on what and what was found on top, the evidence below. */
export function markdownReport(run: RunDocument): string {
  const evidence = [
    ratiosSection(run),
    noiseSection(run),
    resultsSection(run),
    memorySection(run),
    walSection(run),
    sizesSection(run),
    foreignKeysSection(run),
    pragmasSection(run),
    claimsSection(run),
    environmentSection(run),
    reproduceSection(run),
  ];
  const parts = [
    '# One database file or several?',
    summary(run),
    section('## Findings', ...outcome(run), list(findings(run))),
    run.gate ? gateMarkdown(run.gate).trimEnd() : '',
    warningsSection(run),
    failuresSection(run),
    ...evidence,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What was run on what, in three lines. */
function summary(run: RunDocument): string {
  const { base } = baseAndOthers(run);
  const { environment, dataset } = run;
  return [
    `Seed ${text(seedText(run))} x ${formatCount(dataset.scale)}: ${formatCount(dataset.tracks)} tracks, ` +
      `${formatBytes(base.diskBytes)} as ${code(base.name)}. ` +
      `Layouts: ${run.layouts.map(({ name, description }) => `${code(name)} (${text(description)})`).join(', ')}.`,
    `Measured on ${text(`${environment.processor}, ${environment.cores} cores, ${environment.fileSystem}`)}, ` +
      `Node ${text(environment.node)}, SQLite ${text(environment.sqlite)}; run ${code(run.id)}, ` +
      `started ${text(run.startedAt)}. Sizes are decimal: 1 MB is 10^6 bytes.`,
  ].join('\n\n');
}

function outcome(run: RunDocument): string[] {
  if (run.outcome === 'complete') return [];
  const failed = failedRows(run).length;
  const rows = failed === 1 ? '1 measurement failed' : `${formatCount(failed)} measurements failed`;
  return [
    run.outcome === 'interrupted'
      ? '**This run was interrupted.** What follows is what it had measured by then.'
      : `**This run is incomplete**: ${rows}; see [Failed](#failed).`,
  ];
}
