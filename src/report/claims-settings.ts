import type { RunDocument } from '../model/run.ts';
import type { ClaimResult } from './claims-result.ts';
import { LIMITS, SETTINGS } from './document-figures.ts';

/** What section 1.2 says in words: PRAGMAs, limits, and that the -wal file has no fixed size. */

export function settingClaims(run: RunDocument): readonly ClaimResult[] {
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

/** "database.sqlite-wal (variable)": the sizes that it was seen with while writes were replayed. */
export function walClaim(run: RunDocument): ClaimResult {
  const about = {
    section: '1.2',
    subject: 'database.sqlite-wal',
    layout: 'single',
    unit: 'bytes',
    predicted: 'variable',
  } as const;
  const wal = run.wal.find(({ layout }) => layout === 'single');
  const database = wal?.status === 'measured' ? wal.databases[0] : undefined;
  if (database === undefined)
    return { ...about, measured: null, verdict: 'not measured', how: 'the run has no size of it' };
  const sizes = [
    ...database.series.map(({ bytes }) => bytes),
    database.peakBytes,
    database.bytesAfterTruncate,
  ];
  const measured = { low: Math.min(...sizes), high: Math.max(...sizes) };
  return {
    ...about,
    measured,
    verdict: measured.low < measured.high ? 'holds' : 'does not hold',
    how: 'smallest and largest size of the file while writes were replayed and after a checkpoint',
  };
}

export function limitClaims(): readonly ClaimResult[] {
  return LIMITS.map(({ section, subject, says }) => ({
    section,
    subject,
    layout: 'single',
    unit: 'setting',
    predicted: says,
    measured: null,
    verdict: 'not measured',
    how: 'takes several connections at once; this run opens one per database',
  }));
}
