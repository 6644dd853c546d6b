import type { RunDocument } from '../model/run.ts';
import { memoryOf } from '../render/totals.ts';
import { formatBytes } from '../render/units.ts';
import { rankingClaim } from './claims-ranking.ts';
import { mediansOf } from './claims-times.ts';
import {
  type Predicted,
  RANKINGS,
  SETTINGS,
  SIZES,
  type SizeFigure,
  TIMES,
  type TimeFigure,
} from './document-figures.ts';

/**
 * confirmed, below, above, partly: of a figure against its range. holds, does not hold, partly: of a ranking or a
 * setting. not decided: measured, but with too few processes to say. not measured: this run has no figure for it.
 */
export type ClaimVerdict =
  | 'confirmed'
  | 'below'
  | 'above'
  | 'partly'
  | 'holds'
  | 'does not hold'
  | 'not decided'
  | 'not measured';

export interface ClaimResult {
  /** Of the evaluation document. */
  readonly section: string;
  /** The document's words. */
  readonly subject: string;
  /** The layout it speaks of; of a ranking "three / single". */
  readonly layout: string;
  /** Of `predicted` and `measured`; a setting and a ranking predict a word. */
  readonly unit: 'seconds' | 'bytes' | 'ratio' | 'setting';
  readonly predicted: Predicted | string;
  /** Lowest and highest of what was measured; null where nothing was. */
  readonly measured: Predicted | string | null;
  readonly verdict: ClaimVerdict;
  /** How it was measured, or why not. */
  readonly how: string;
}

/** Every figure and ranking of sections 1.2, 4.1 and 4.2 against what the run measured, in the document's order. */
export function evaluateClaims(run: RunDocument): readonly ClaimResult[] {
  return [
    ...SIZES.filter(({ section }) => section === '1.2').map((figure) => sizeClaim(run, figure)),
    ...settingClaims(run),
    ...TIMES.map((figure) => timeClaim(run, figure)),
    ...RANKINGS.map((figure) => rankingClaim(run, figure)),
    ...SIZES.filter(({ section }) => section === '4.2').map((figure) => sizeClaim(run, figure)),
  ];
}

function timeClaim(run: RunDocument, { section, subject, layout, kind, predicted }: TimeFigure): ClaimResult {
  const { medians, scenarios } = mediansOf(run, kind, layout);
  const about = { section, subject, layout, unit: 'seconds', predicted } as const;
  if (medians.length === 0) {
    const how = hasLayout(run, layout) ? `no figure for kind ${kind} on ${layout}` : notInRun(layout);
    return { ...about, measured: null, verdict: 'not measured', how };
  }
  const measured = { low: Math.min(...medians), high: Math.max(...medians) };
  const of = medians.length === scenarios ? `${scenarios}` : `${medians.length} of ${scenarios}`;
  const how = `${kind === 'write' ? 'means' : 'medians'} of ${of} scenario${scenarios === 1 ? '' : 's'} of kind ${kind}`;
  return { ...about, measured, verdict: againstRange(measured, predicted), how };
}

function hasLayout(run: RunDocument, layout: string): boolean {
  return run.layouts.some(({ name }) => name === layout);
}

const notInRun = (layout: string) => `layout ${layout} was not in this run`;

/** Wholly inside the range, wholly to one side of it, or neither. */
export function againstRange(
  measured: Predicted,
  predicted: Predicted,
): 'confirmed' | 'below' | 'above' | 'partly' {
  if (measured.high < predicted.low) return 'below';
  if (measured.low > predicted.high) return 'above';
  return measured.low >= predicted.low && measured.high <= predicted.high ? 'confirmed' : 'partly';
}

/** The document gives sizes as one round figure each ("50MB"), so a tenth on either side still counts as that. */
const ROUNDING = 0.1;

function sizeClaim(run: RunDocument, { section, subject, layout, from, predicted }: SizeFigure): ClaimResult {
  const about = { section, subject, layout, unit: 'bytes', predicted } as const;
  const { bytes, how } = sizeOf(run, layout, from);
  if (bytes === undefined) return { ...about, measured: null, verdict: 'not measured', how };
  const range = { low: predicted.low * (1 - ROUNDING), high: predicted.high * (1 + ROUNDING) };
  const measured = { low: bytes, high: bytes };
  return { ...about, measured, verdict: againstRange(measured, range), how };
}

function sizeOf(run: RunDocument, layout: string, from: SizeFigure['from']): { bytes?: number; how: string } {
  if (from === 'part')
    return { how: 'a ceiling that is configured; what it fills cannot be told from the rest' };
  if (from === 'shm') return { how: 'not in the run document' };
  const found = run.layouts.find(({ name }) => name === layout);
  if (found === undefined) return { how: notInRun(layout) };
  if (from === 'memory') {
    if (run.options.filter !== null || run.options.quick)
      return { how: 'only part of the scenarios, or small data, was replayed' };
    const use = memoryOf(run, layout);
    if (use === undefined) return { how: 'memory could not be measured' };
    return {
      bytes: use.addedBytes,
      how: `${use.measure} memory added between before opening and after the replay`,
    };
  }
  const bytes = found.databases[0]?.bytes;
  if (bytes === undefined || bytes === null) return { how: 'there is no file' };
  const { scale, sizeBytes } = run.options;
  const chosen = sizeBytes === null ? `by --scale ${scale}` : `to be about ${formatBytes(sizeBytes)}`;
  return { bytes, how: `size of the file, which was chosen for this run, ${chosen}` };
}

function settingClaims(run: RunDocument): readonly ClaimResult[] {
  const database = run.layouts.find(({ name }) => name === 'single')?.databases[0];
  return SETTINGS.map(({ section, subject, pragma, value }) => {
    const about = {
      section,
      subject,
      layout: 'single',
      unit: 'setting',
      predicted: `${pragma} = ${value}`,
    } as const;
    const effective = database?.pragmas[pragma];
    if (effective === undefined)
      return { ...about, measured: null, verdict: 'not measured', how: `${pragma} was not read back` };
    const verdict = String(effective).toLowerCase() === String(value) ? 'holds' : 'does not hold';
    return {
      ...about,
      measured: `${pragma} = ${effective}`,
      verdict,
      how: 'the PRAGMA as read back after opening',
    };
  });
}
