import type { Gate, Level } from '../model/gate.ts';
import type { Inconclusive } from './gate.ts';
import { outcomeOf } from './levels.ts';

/** How a command ends by what its gate says. */
export type GateEnd = 'fine' | 'failed' | 'inconclusive' | 'not-comparable';

/**
 * Budgets always hold. A change is only told, unless the command is to fail on a regression. What cannot be compared is
 * never a pass.
 */
export function gateEnd(
  gate: Gate | null,
  { failOnRegression, inconclusive }: { failOnRegression: boolean; inconclusive: Inconclusive },
): GateEnd {
  if (gate === null) return 'fine';
  if (gate.outcome === 'not-comparable') return 'not-comparable';
  const rows = failOnRegression ? (gate.change?.rows ?? []) : [];
  const levels: Level[] = [...rows, ...gate.budgets].map(({ level }) => level);
  if (levels.length === 0) return 'fine';
  const outcome = outcomeOf(levels, inconclusive);
  if (outcome === 'fail') return 'failed';
  return outcome === 'inconclusive' ? 'inconclusive' : 'fine';
}
