import type { AuditFacts, Need } from '../facts.ts';
import type { AuditFinding } from '../finding.ts';

export type Found = Omit<AuditFinding, 'check'>;

export interface Check {
  /** Lower-case letters and dashes; a policy file names it. */
  readonly name: string;
  /** One line for people. */
  readonly about: string;
  readonly needs: Need;
  /** Pure: only judges. What it needs has been looked at. */
  readonly run: (facts: AuditFacts) => readonly Found[];
}

/** A check whose `run` gets what it needs first. */
export function defineCheck<N extends Need>({
  name,
  about,
  needs,
  run,
}: {
  readonly name: string;
  readonly about: string;
  readonly needs: N;
  readonly run: (needed: NonNullable<AuditFacts[N]>, facts: AuditFacts) => readonly Found[];
}): Check {
  return {
    name,
    about,
    needs,
    run: (facts) => {
      const needed = facts[needs];
      return needed === null ? [] : run(needed as NonNullable<AuditFacts[N]>, facts);
    },
  };
}

/** Nothing that a command or --fix mends by itself. */
export const BY_HAND = { command: null, fix: null } as const;
