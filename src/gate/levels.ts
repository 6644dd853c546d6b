import type { Level } from '../model/gate.ts';

/**
 * What a gate says, of what its rows say: fail beats what is open, that beats warn.
 * @param inconclusive what an open row means: the gate cannot pass ('fail': inconclusive), or a warning
 * @returns no rows at all are 'fail': a gate that checked nothing is no pass
 */
export function outcomeOf(
  levels: readonly Level[],
  inconclusive: 'fail' | 'warn',
): 'pass' | 'warn' | 'fail' | 'inconclusive' {
  if (levels.length === 0 || levels.includes('fail')) return 'fail';
  if (levels.includes('open')) return inconclusive === 'fail' ? 'inconclusive' : 'warn';
  return levels.includes('warn') ? 'warn' : 'pass';
}
