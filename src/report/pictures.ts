import { codeBlock, text } from './escape.ts';
import { section } from './markdown-table.ts';

/** The sections of the report that can hold a picture, by what their headings are about. */
export type PictureSection =
  | 'change'
  | 'ratios'
  | 'noise'
  | 'times'
  | 'memory'
  | 'wal'
  | 'sizes'
  | `experiments/${string}`;

/** A file beside the report. */
export interface ReportPicture {
  readonly section: PictureSection;
  /** Relative to the report, with "/". */
  readonly path: string;
  /** What it is, for who cannot see it. */
  readonly title: string;
}

const CHART_SECTIONS: Readonly<Record<string, PictureSection>> = {
  change: 'change',
  ratios: 'ratios',
  latency: 'times',
  memory: 'memory',
  wal: 'wal',
  sizes: 'sizes',
};

/** Where a chart belongs, by its id; undefined for one that the report has no place for. */
export function sectionOf(chart: string): PictureSection | undefined {
  const experiment = /^experiment-(.+)-\d+$/.exec(chart)?.[1];
  if (experiment !== undefined) return `experiments/${experiment}`;
  return Object.hasOwn(CHART_SECTIONS, chart) ? CHART_SECTIONS[chart] : undefined;
}

/** A diagram as Mermaid text; the Diagram of src/diagrams is one. */
export interface ReportDiagram {
  /** Of the evaluation document, such as "2.2"; null for what it does not have. */
  readonly section: string | null;
  readonly title: string;
  readonly description: string;
  readonly text: string;
  /** Its drawing, relative to the report; shown where the text is too long, or too new, for GitHub. */
  readonly path?: string | null;
  /** Its text needs a Mermaid newer than GitHub's may be (groups in entity-relationship diagrams: 11.17). */
  readonly recent?: boolean;
}

/** Mermaid refuses text above 50,000 characters (its maxTextSize, which GitHub leaves as it is); some room is left. */
const LONGEST = 45_000;

export function image({ path, title }: Pick<ReportPicture, 'path' | 'title'>): string {
  const address = encodeURI(path).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29'));
  return `![${text(title)}](${address})`;
}

/** Puts blocks right under a section's heading; a section that is not there stays so. */
export function under(written: string, ...blocks: readonly string[]): string {
  const filled = blocks.filter((one) => one !== '');
  if (written === '' || filled.length === 0) return written;
  const end = written.indexOf('\n\n');
  if (end < 0) return [written, ...filled].join('\n\n');
  return [written.slice(0, end), ...filled, written.slice(end + 2)].join('\n\n');
}

export function diagramsSection(diagrams: readonly ReportDiagram[]): string {
  return section('## Diagrams', ...diagrams.map(diagramPart));
}

function diagramPart(diagram: ReportDiagram): string {
  const { title, description } = diagram;
  const source =
    diagram.section === null ? '' : ` Section ${text(diagram.section)} of the evaluation document.`;
  return section(`### ${text(title)}`, `${text(description)}${source}`, drawing(diagram));
}

function drawing({ title, text: mermaid, path, recent }: ReportDiagram): string {
  const trimmed = mermaid.trim();
  if (trimmed.length <= LONGEST && !(recent && path)) return codeBlock('mermaid', trimmed);
  return path ? image({ path, title }) : 'Too large to be drawn from its text on this page.';
}
