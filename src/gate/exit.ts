import type { Gate, Level } from '../model/gate.ts';
import { type Inconclusive, levelsOf } from './gate.ts';
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
  const told = failOnRegression && gate.change ? levelsOf(gate.change) : [];
  const levels: Level[] = [...told, ...gate.budgets.map(({ level }) => level)];
  if (levels.length === 0) return 'fine';
  const outcome = outcomeOf(levels, inconclusive);
  if (outcome === 'fail') return 'failed';
  return outcome === 'inconclusive' ? 'inconclusive' : 'fine';
}
