import type { RunDocument } from '../model/run.ts';
import { seedText } from '../render/terminal-header.ts';
import { formatBytes, formatCount } from '../render/units.ts';
import { baseAndOthers, failedRows } from '../render/view.ts';
import { code, text } from './escape.ts';
import { findings } from './findings.ts';
import { speedText } from './findings-speed.ts';
import { gateMarkdown } from './gate-markdown.ts';
import { list, section } from './markdown-table.ts';
import {
  diagramsSection,
  image,
  type PictureSection,
  type ReportDiagram,
  type ReportPicture,
  under,
} from './pictures.ts';
import { claimsSection } from './sections/claims.ts';
import { environmentSection, reproduceSection } from './sections/environment.ts';
import { experimentsSection } from './sections/experiments.ts';
import { memorySection } from './sections/memory.ts';
import { noiseSection, ratiosSection } from './sections/ratios.ts';
import { resultsSection } from './sections/results.ts';
import { foreignKeysSection, pragmasSection, sizesSection } from './sections/schema.ts';
import { failuresSection, warningsSection } from './sections/troubles.ts';
import { criteriaSection, verdictSection } from './sections/verdict.ts';
import { walSection } from './sections/wal.ts';
import { evaluateVerdict } from './verdict/evaluate.ts';
import { DEFAULT_WEIGHTS, type Weights } from './verdict/weights.ts';

export interface MarkdownOptions {
  /** Of the criteria of the verdict; all alike unless told. */
  readonly weights?: Weights;
  /** Files beside the report, each shown in the section that it belongs to. */
  readonly pictures?: readonly ReportPicture[];
  readonly diagrams?: readonly ReportDiagram[];
}

/** The run as GitHub Markdown: the verdict and three findings on top, the evidence below. */
export function markdownReport(run: RunDocument, options: MarkdownOptions = {}): string {
  const { weights = DEFAULT_WEIGHTS, pictures = [], diagrams = [] } = options;
  const verdict = evaluateVerdict(run, weights);
  const { others } = baseAndOthers(run);
  const images = (section: PictureSection) => pictures.filter((one) => one.section === section).map(image);
  const evidence = [
    verdict ? criteriaSection(verdict) : '',
    under(ratiosSection(run), list(others.map(({ name }) => speedText(run, name))), ...images('ratios')),
    under(noiseSection(run), ...images('noise')),
    under(resultsSection(run), ...images('times')),
    under(memorySection(run), ...images('memory')),
    under(walSection(run), ...images('wal')),
    under(sizesSection(run), ...images('sizes')),
    foreignKeysSection(run),
    pragmasSection(run),
    experimentsSection(run, (name) => images(`experiments/${name}`).join('\n\n')),
    claimsSection(run),
    diagramsSection(diagrams),
    environmentSection(run),
    reproduceSection(run),
  ];
  const parts = [
    '# One database file or several?',
    ...outcome(run),
    verdict ? verdictSection(run, verdict) : '',
    section(
      '## Findings',
      'The largest, by the share of the larger figure that one side saves or loses.',
      list(findings(run)),
    ),
    run.gate ? under(gateMarkdown(run.gate).trimEnd(), ...images('change')) : '',
    warningsSection(run),
    failuresSection(run),
    section('## What was measured', ...summary(run)),
    ...evidence,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What was run on what. */
function summary(run: RunDocument): string[] {
  const { base } = baseAndOthers(run);
  const { environment, dataset } = run;
  return [
    `Seed ${text(seedText(run))} x ${formatCount(dataset.scale)}: ${formatCount(dataset.tracks)} tracks, ` +
      `${formatBytes(base.diskBytes)} as ${code(base.name)}. ` +
      `Layouts: ${run.layouts.map(({ name, description }) => `${code(name)} (${text(description)})`).join(', ')}.`,
    `Measured on ${text(`${environment.processor}, ${environment.cores} cores, ${environment.fileSystem}`)}, ` +
      `Node ${text(environment.node)}, SQLite ${text(environment.sqlite)}; run ${code(run.id)}, ` +
      `started ${text(run.startedAt)}. Sizes are decimal: 1 MB is 10^6 bytes.`,
  ];
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
