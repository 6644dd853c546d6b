import type { RunDocument } from '../model/run.ts';
import { formatBytes } from '../render/units.ts';
import { baseAndOthers } from '../render/view.ts';
import { rankingClaim } from './claims-ranking.ts';
import { againstRange, type ClaimResult, notInRun } from './claims-result.ts';
import { limitClaims, settingClaims, walClaim } from './claims-settings.ts';
import { ROUNDING, sizeClaim } from './claims-sizes.ts';
import { mediansOf } from './claims-times.ts';
import {
  DOCUMENT_SIZE,
  RANKINGS,
  SIZES,
  type SizeFigure,
  TIMES,
  type TimeFigure,
} from './document-figures.ts';

export type { ClaimResult, ClaimVerdict } from './claims-result.ts';
export { againstRange } from './claims-result.ts';

/** Every figure and ranking of sections 1.2, 4.1 and 4.2 against what the run measured, in the document's order. */
export function evaluateClaims(run: RunDocument): readonly ClaimResult[] {
  const sizes = (section: SizeFigure['section']) =>
    SIZES.filter((figure) => figure.section === section).map((figure) => {
      const claim = sizeClaim(run, figure);
      // The -shm file grows with the WAL, not with the database.
      return figure.from === 'shm' ? claim : atSize(run, claim);
    });
  const [file, ...otherFiles] = sizes('1.2');
  return [
    ...(file ? [file] : []),
    walClaim(run),
    ...otherFiles,
    ...settingClaims(run),
    ...limitClaims(),
    ...TIMES.map((figure) => atSize(run, timeClaim(run, figure))),
    ...RANKINGS.map((figure) => atSize(run, rankingClaim(run, figure))),
    ...sizes('4.2'),
  ];
}

/** The document's figures are about 50 MB: of another size the measurement stands, and says nothing for or against. */
function atSize(run: RunDocument, claim: ClaimResult): ClaimResult {
  const { base } = baseAndOthers(run);
  const { diskBytes } = run.layouts.find(({ name }) => name === 'single') ?? base;
  if (claim.measured === null || Math.abs(diskBytes / DOCUMENT_SIZE - 1) <= ROUNDING) return claim;
  const how = `${claim.how}; on ${formatBytes(diskBytes)}, the document speaks of ${formatBytes(DOCUMENT_SIZE)}`;
  return { ...claim, verdict: 'another size', how };
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
