import type { ChalkInstance } from 'chalk';
import type { LayoutResult, RunDocument } from '../model/run.ts';
import type { Comparison, ScenarioResult } from '../model/run-trials.ts';
import { brief, plain } from './plain.ts';
import { type Column, renderTable, type TableRow } from './table.ts';
import { documentMemoryOf, memoryOf, walTotals } from './totals.ts';
import { formatBytes, formatRatio, formatSeconds } from './units.ts';
import {
  applicationText,
  baseAndOthers,
  byKind,
  comparisonOf,
  ratioText,
  trialOf,
  typicalSeconds,
} from './view.ts';

/** Stands before a time where there is no room for the words. */
export const IN_APPLICATION = '*';

/** The whole name is in the report. */
const NAME_LENGTH = 28;

/**
 * words: interval, verdict and "joined in the application" beside the ratio. signs: a sign instead of the last.
 * ratios: the ratio alone, for more than two layouts or a small screen; the intervals are in the report.
 */
export type Shape = 'words' | 'signs' | 'ratios';

/** The most telling shape that fits; `ratios` is taken even where it does not. */
export function tableShape(run: RunDocument, width: number): Shape {
  const shapes: readonly Shape[] = run.layouts.length > 2 ? [] : ['words', 'signs'];
  return shapes.find((shape) => widthOf(draw(run, shape)) <= width) ?? 'ratios';
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

/** Scenarios by kind with a time per layout and a ratio per layout but the first; memory, WAL, disk, foreign keys. */
export function resultTable(run: RunDocument, width: number, colours: ChalkInstance): string {
  return draw(run, tableShape(run, width), colours);
}

function draw(run: RunDocument, shape: Shape, colours?: ChalkInstance): string {
  const { base, others } = baseAndOthers(run);
  const paint: Paint = (style, text) => (colours ? colours[style](text) : text);
  const separator = shape === 'words' ? ' / ' : ' /\n';
  const columns: Column[] = [
    { heading: '', align: 'left' },
    ...run.layouts.map(({ name }): Column => ({ heading: headingOf(name), align: 'right' })),
    ...others.map(
      ({ name }): Column => ({ heading: headingOf(name) + separator + plain(base.name), align: 'right' }),
    ),
    { heading: '', align: 'left' },
    { heading: '', align: 'left' },
  ];
  const scenarios = byKind(run.scenarios).flatMap(({ kind, scenarios }): TableRow[] => [
    [paint('bold', brief(kind, NAME_LENGTH)), { across: '' }],
    ...scenarios.map((scenario) => scenarioRow(run, scenario, shape, paint)),
  ]);
  return renderTable(columns, [...scenarios, ...footRows(run)]);
}

type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

/** A long name is broken at its dashes: "three-attached" takes two lines. */
function headingOf(name: string): string {
  const text = plain(name);
  return text.length > 10 ? text.replace(/-(?=.)/g, '-\n') : text;
}

const STYLES = { slower: 'red', faster: 'green', same: 'dim', inconclusive: 'yellow' } as const;

function scenarioRow(run: RunDocument, scenario: ScenarioResult, shape: Shape, paint: Paint): TableRow {
  const { base, others } = baseAndOthers(run);
  const times = run.layouts.map(({ name }) => timeCell(scenario, name, shape, paint));
  const comparisons = others.map(({ name }) => comparisonOf(scenario, name, base.name));
  const ratios = comparisons.map((one) => (one ? paint(STYLES[one.verdict], ratioText(one)) : ''));
  const row = [`  ${brief(scenario.name, NAME_LENGTH)}`, ...times, ...ratios];
  if (shape === 'ratios') return row;
  const [comparison] = comparisons;
  const words = [
    ...(comparison && needsWords(comparison) ? [paint(STYLES[comparison.verdict], comparison.verdict)] : []),
    ...(shape === 'words' ? applicationWords(run.layouts, scenario) : []),
  ].join(', ');
  return [...row, comparison ? intervalCell(comparison) : '', words];
}

/** What is the same needs no figure beside it. */
function needsWords({ verdict }: Comparison): boolean {
  return verdict !== 'same';
}

function timeCell(scenario: ScenarioResult, layout: string, shape: Shape, paint: Paint): string {
  const trial = trialOf(scenario, layout);
  if (trial === undefined) return paint('dim', 'not run');
  if (trial.status === 'failed') return paint('red', 'failed');
  const mark = shape !== 'words' && trial.plan === 'application' ? IN_APPLICATION : '';
  return `${mark}${formatSeconds(typicalSeconds(scenario, trial))}`;
}

function intervalCell(comparison: Comparison): string {
  const { interval } = comparison;
  return interval && needsWords(comparison)
    ? `(${formatRatio(interval.low)} to ${formatRatio(interval.high)})`
    : '';
}

function applicationWords(layouts: readonly LayoutResult[], scenario: ScenarioResult): string[] {
  const joined = layouts.filter(({ name }) => {
    const trial = trialOf(scenario, name);
    return trial?.status === 'measured' && trial.plan === 'application';
  });
  if (joined.length === 0) return [];
  const ofTheLast = joined.length === 1 && joined[0] === layouts.at(-1);
  const where = ofTheLast ? '' : ` on ${joined.map(({ name }) => plain(name)).join(' and ')}`;
  return [`${applicationText(scenario)}${where}`];
}

/** One figure per layout under the times; an absent figure leaves its cell empty. */
function footRows(run: RunDocument): TableRow[] {
  const row = (label: string, cell: (layout: LayoutResult) => string | undefined, note = ''): TableRow[] => {
    const cells = run.layouts.map(cell);
    if (cells.every((one) => one === undefined)) return [];
    return [[label, ...cells.map((one) => one ?? ''), { across: note }]];
  };
  const memory = run.layouts.map(({ name }) => memoryOf(run, name));
  const measure = memory.some((one) => one?.measure === 'private') ? 'private' : 'resident';
  const documented = run.layouts.flatMap(({ name }) => documentMemoryOf(name) ?? []);
  const megabytes = documented.map((bytes) => bytes / 1e6).join(' and ');
  const added = documented.length > 0 ? `document (50 MB): ${megabytes} MB` : '';
  const wal = ({ name }: LayoutResult) => walTotals(run, name);
  const ofMeasure = ({ name }: LayoutResult) => {
    const use = memoryOf(run, name);
    return use?.measure === measure ? use : undefined;
  };
  const bytes = (value: number | undefined) => (value === undefined ? undefined : formatBytes(value));
  return [
    [{ across: '' }],
    ...row(`memory, ${measure}`, (one) => bytes(ofMeasure(one)?.totalBytes), 'whole process'),
    ...row('  added by opening and use', (one) => bytes(ofMeasure(one)?.addedBytes), added),
    ...row('WAL, peak', (one) => bytes(wal(one)?.peakBytes), 'all its files together'),
    ...row('  after a checkpoint', (one) => bytes(wal(one)?.afterBytes)),
    ...row('disk', ({ diskBytes }) => bytes(diskBytes)),
    ...row('foreign keys enforced', ({ foreignKeys: { enforced, cut } }) => {
      return `${enforced.length} of ${enforced.length + cut.length}`;
    }),
  ];
}
