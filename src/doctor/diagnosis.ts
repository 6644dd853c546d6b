import { type Finding, type Level, worst } from './finding.ts';

export const DOCTOR_SCHEMA = 'chinook-eval/doctor@1';

/** What `doctor --json` prints. */
export interface Diagnosis {
  readonly schema: typeof DOCTOR_SCHEMA;
  readonly findings: readonly Finding[];
  /** Nothing found that forbids to measure; warnings do not. */
  readonly fit: boolean;
}

export function diagnosisOf(findings: readonly Finding[]): Diagnosis {
  const inOrder = findings.map(({ check, level, found, advice, value }) => ({
    check,
    level,
    found,
    advice,
    value,
  }));
  return { schema: DOCTOR_SCHEMA, findings: inOrder, fit: isFit(findings) };
}

export function isFit(findings: readonly Finding[]): boolean {
  return worst(findings.map(({ level }) => level)) !== 'fail';
}

/** The smallest change that could be shown, as a fraction; null where it was not measured, or is not known. */
export function smallestEffectOf(findings: readonly Finding[]): number | null {
  const effect = findings.find(({ check }) => check === 'self-comparison')?.value.smallestEffect;
  return typeof effect === 'number' ? effect : null;
}

export function countOf(findings: readonly Finding[], level: Level): number {
  return findings.filter((finding) => finding.level === level).length;
}
