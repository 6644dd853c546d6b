import { join } from 'node:path';
import type { Diagram } from '../diagrams/diagram.ts';
import { drawAll } from '../diagrams/registry.ts';
import type { RunDocument } from '../model/run.ts';
import { makeFolder, writeFileAtomically } from '../process/write.ts';
import type { Weights } from '../report/verdict/weights.ts';
import { version } from '../version.ts';
import { runSource } from './diagram-source.ts';

/** A run as report.md and report.html, with the pictures that they show. */
export interface WholeReport {
  readonly markdown: string;
  readonly html: string;
  /** By their path beside the reports, such as "charts/ratios.svg". */
  readonly pictures: ReadonlyMap<string, string>;
  /** Diagrams that could not be drawn; the reports hold their text all the same. */
  readonly undrawn: readonly { readonly id: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

export interface ReportOptions {
  readonly weights: Weights;
  /** Without, diagrams stay text: no browser is looked for. */
  readonly draw: boolean;
  readonly browser: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string) => void;
  /** Whether the Markdown refers to the pictures as files beside it. */
  readonly images: boolean;
}

/** @throws Interrupted; Failure where the named browser is none */
export async function makeReport(run: RunDocument, options: ReportOptions): Promise<WholeReport> {
  const { weights, onProgress } = options;
  onProgress('drawing charts');
  const { renderCharts } = await import('../report/charts/index.ts');
  const { markdownReport } = await import('../report/markdown.ts');
  const { htmlReport } = await import('../report/html/page.ts');
  const { sectionOf } = await import('../report/pictures.ts');
  const charts = await renderCharts(run);
  const diagrams = drawAll(runSource(run)).map(({ diagram }) => diagram);
  const drawn = options.draw ? await drawSvgs(diagrams, options) : NOTHING_DRAWN;
  const pictures = new Map([
    ...charts.map(({ id, svg }) => [`charts/${id}.svg`, svg] as const),
    ...[...drawn.svgs].map(([id, svg]) => [`diagrams/${id}.svg`, svg] as const),
  ]);
  const images = charts.flatMap(({ id, title }) => {
    const section = sectionOf(id);
    return section === undefined ? [] : [{ section, path: `charts/${id}.svg`, title }];
  });
  const asText = diagrams.map((diagram) => ({ ...diagram, text: diagram.plainText ?? diagram.text }));
  const placed = diagrams.map((diagram, index) =>
    drawn.svgs.has(diagram.id)
      ? {
          ...diagram,
          path: `diagrams/${diagram.id}.svg`,
          // GitHub's Mermaid may be too old for it.
          recent: diagram.plainText !== undefined,
        }
      : (asText[index] ?? diagram),
  );
  const illustrated = markdownReport(run, { weights, pictures: images, diagrams: placed });
  const fences = new Map(
    diagrams.flatMap(({ id, text }) => {
      const svg = drawn.svgs.get(id);
      return svg === undefined ? [] : [[text.trim(), svg] as const];
    }),
  );
  const title = 'One database file or several?';
  const html = htmlReport({
    title,
    markdown: illustrated,
    pictures,
    fences,
    generator: `chinook-eval ${version()}`,
  });
  const markdown = options.images ? illustrated : markdownReport(run, { weights, diagrams: asText });
  return { markdown, html, pictures, undrawn: drawn.undrawn, notes: drawn.notes };
}

const NOTHING_DRAWN = { svgs: new Map<string, string>(), undrawn: [], notes: [] };

async function drawSvgs(
  diagrams: readonly Diagram[],
  { browser, env, signal, onProgress }: ReportOptions,
): Promise<{ svgs: Map<string, string> } & Pick<WholeReport, 'undrawn' | 'notes'>> {
  const { drawDiagrams } = await import('../drawing/draw.ts');
  const { outcomes, notes } = await drawDiagrams(diagrams, {
    formats: ['svg'],
    renderer: 'page',
    ...(browser === undefined ? {} : { browser }),
    env,
    signal,
    onProgress: (doing) => onProgress(doing),
  });
  return {
    svgs: new Map(outcomes.flatMap((one) => (one.ok ? [[one.id, one.svg] as const] : []))),
    undrawn: outcomes.flatMap((one) => (one.ok ? [] : [{ id: one.id, reason: one.reason }])),
    notes,
  };
}

/** Writes report.md, report.html and the pictures into a folder, which is made if need be. @returns the reports' paths */
export async function writeWholeReport(
  report: WholeReport,
  folder: string,
  formats: readonly ('markdown' | 'html')[] = ['markdown', 'html'],
): Promise<readonly string[]> {
  await makeFolder(folder);
  // The page has its pictures inside.
  if (formats.includes('markdown')) {
    for (const part of new Set([...report.pictures.keys()].map((path) => join(folder, path, '..'))))
      await makeFolder(part);
    for (const [path, svg] of report.pictures) await writeFileAtomically(join(folder, path), svg);
  }
  const files = { markdown: join(folder, 'report.md'), html: join(folder, 'report.html') };
  for (const format of formats) await writeFileAtomically(files[format], report[format]);
  return formats.map((format) => files[format]);
}

/** One line where diagrams are missing, whatever number of them. */
export function undrawnLine({ undrawn }: WholeReport): string | null {
  const [first] = undrawn;
  if (first === undefined) return null;
  const what = undrawn.length === 1 ? `diagram ${first.id} was` : `${undrawn.length} diagrams were`;
  return `${what} not drawn, the report has ${undrawn.length === 1 ? 'its' : 'their'} text: ${first.reason}`;
}
