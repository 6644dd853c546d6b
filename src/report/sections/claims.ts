import type { RunDocument } from '../../model/run.ts';
import { formatBytes, formatRatio, formatSeconds } from '../../render/units.ts';
import { type ClaimResult, evaluateClaims } from '../claims.ts';
import { claimsTally } from '../claims-tally.ts';
import type { Predicted } from '../document-figures.ts';
import { text } from '../escape.ts';
import { columns, markdownTable, section } from '../markdown-table.ts';

/** Stand without emphasis: they say nothing of the claim. */
const NO_VERDICT: ReadonlySet<string> = new Set(['not measured', 'not decided', 'another size']);

export function claimsSection(run: RunDocument): string {
  const rows = evaluateClaims(run).map((claim) => [
    claim.section,
    text(claim.subject),
    text(claim.layout),
    figure(claim.predicted, claim.unit),
    claim.measured === null ? '' : figure(claim.measured, claim.unit),
    NO_VERDICT.has(claim.verdict) ? claim.verdict : `**${claim.verdict}**`,
    text(claim.how),
  ]);
  return section(
    "## The evaluation document's claims",
    'A range is confirmed when the medians (of scenarios that write, the means) all lie in it, below or above when all lie to one side, partly when some do. ' +
      'A size is confirmed within 10 %: the document gives round figures. "Similar" holds where no difference was ' +
      'found or the ratio lies within 0.9 to 1.1. Another size: the database is not within 10 % of the 50 MB that the document speaks of.',
    ...claimsTally(run),
    markdownTable(columns('Section', 'Claim', 'Layout', '>Predicted', '>Measured', 'Verdict', 'How'), rows),
  );
}

const FORMATS = { seconds: formatSeconds, bytes: formatBytes, ratio: formatRatio, setting: String } as const;

function figure(value: Predicted | string, unit: ClaimResult['unit']): string {
  if (typeof value === 'string') return text(value);
  const low = FORMATS[unit](value.low);
  const high = FORMATS[unit](value.high);
  return low === high ? low : `${low} to ${high}`;
}
