import type { RunDocument } from '../model/run.ts';
import { documentMemoryOf, memoryOf } from '../render/totals.ts';
import { formatBytes } from '../render/units.ts';
import { baseAndOthers } from '../render/view.ts';
import type { Diagram, DiagramFamily } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import { diagramId, heading, lines, listed } from './names.ts';

/** What the process of each layout holds, and what of it the databases added (section 4.2). */
export const memory: DiagramFamily = {
  name: 'memory',
  title: 'Memory',
  measured: true,
  draw: ({ run }) => (run === null ? [] : run.layouts.flatMap(({ name }) => drawLayout(run, name))),
};

/** What its figures are about, in bytes; they are round, so that a tenth on either side still counts as that. */
const [DOCUMENT_SIZE, ROUNDING] = [50e6, 0.1];

/** Mermaid leaves slices below this fraction out of the pie (pieRenderer), not out of its legend. */
const LEAST_SLICE = 0.01;

interface Part {
  readonly label: string;
  readonly bytes: number;
}

function drawLayout(run: RunDocument, layout: string): Diagram[] {
  const use = memoryOf(run, layout);
  const parts = partsOf(run, layout);
  const positive = parts.filter(({ bytes }) => bytes > 0);
  if (use === undefined || positive.length === 0) return [];
  const document = documentFigure(run, layout);
  const added = `${formatBytes(use.addedBytes)} added`;
  const title = `Memory of ${drawn(layout)}: ${added}${document === undefined ? '' : ` (document ${formatBytes(document)})`}`;
  const description = describe(run, layout, parts);
  const slices = positive.map(({ label, bytes }) => ({ label: `${label}, MB`, value: megabytes(bytes) }));
  return [
    {
      id: diagramId('memory', layout),
      section: '4.2',
      title,
      description,
      text: lines(
        heading(`pie showData title ${mermaidText(title)}`, title, description),
        slices.map(({ label, value }) => `  "${mermaidText(label)}" : ${value}`),
      ),
      labels: [drawn(title), ...slices.map(({ label }) => label)],
    },
  ];
}

/** Of a database of another size the document says nothing; the size is that of one file, as the claims take it. */
function documentFigure(run: RunDocument, layout: string): number | undefined {
  const { diskBytes } = run.layouts.find(({ name }) => name === 'single') ?? baseAndOthers(run).base;
  return Math.abs(diskBytes / DOCUMENT_SIZE - 1) <= ROUNDING ? documentMemoryOf(layout) : undefined;
}

/** In the order of time; of private memory where the system tells it, as memoryOf does. */
function partsOf(run: RunDocument, layout: string): readonly Part[] {
  const found = run.memory.find((one) => one.layout === layout);
  if (found?.status !== 'measured') return [];
  const points = [found.beforeOpen, found.afterOpen, found.afterReplay];
  const privately = points.map(({ privateBytes }) => privateBytes).filter((bytes) => bytes !== null);
  const [before = 0, opened = 0, replayed = 0] =
    privately.length === points.length ? privately : points.map(({ residentBytes }) => residentBytes);
  return [
    { label: 'before opening', bytes: before },
    { label: 'added by opening', bytes: opened - before },
    { label: 'added by the replay', bytes: replayed - opened },
  ];
}

/** Three significant digits, as everywhere; a pie takes a plain number. */
function megabytes(bytes: number): number {
  return Number((bytes / 1e6).toPrecision(3));
}

function describe(run: RunDocument, layout: string, parts: readonly Part[]): string {
  const use = memoryOf(run, layout);
  const document = documentFigure(run, layout);
  const figures = parts.map(({ label, bytes }) => `${label} ${formatBytes(bytes)}`).join(', ');
  const shown = parts.filter(({ bytes }) => bytes > 0);
  const sum = shown.reduce((all, { bytes }) => all + megabytes(bytes), 0);
  const thin = shown.filter(({ bytes }) => megabytes(bytes) / sum < LEAST_SLICE).map(({ label }) => label);
  const left = parts.filter(({ bytes }) => bytes <= 0).map(({ label }) => label);
  return [
    `${use?.measure === 'private' ? 'Private' : 'Resident'} memory of a process on layout ${drawn(layout)}: ${figures}.`,
    ...(left.length === 0
      ? []
      : [`A pie shows no part that is not above 0, so what was ${listed(left)} is left out.`]),
    ...(thin.length === 0 ? [] : [`Too thin to be seen, below 1 %: ${listed(thin)}.`]),
    ...(document === undefined
      ? []
      : [`The evaluation document expects ${formatBytes(document)} for what the databases add.`]),
  ].join(' ');
}
