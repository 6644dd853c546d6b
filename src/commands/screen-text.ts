import type { RunDocument } from '../model/run.ts';
import type { Screen } from '../render/colour.ts';
import { renderGate } from '../render/gate.ts';
import { renderRun } from '../render/terminal.ts';
import { renderVerdict } from '../render/verdict.ts';
import { evaluateClaims } from '../report/claims.ts';
import { evaluateVerdict } from '../report/verdict/evaluate.ts';
import type { Weights } from '../report/verdict/weights.ts';

/** The table of a run and what follows from it: the gate, the verdict. */
export function screenText(run: RunDocument, weights: Weights, screen: Screen): string {
  const verdict = evaluateVerdict(run, weights);
  const parts = [
    renderRun(run, screen),
    ...(run.gate ? [renderGate(run.gate, screen)] : []),
    ...(verdict ? [renderVerdict(verdict, screen)] : []),
  ];
  return parts.join('\n');
}

/** The run document with what follows from it: its claims and its verdict. Readers of run documents pass over both. */
export function jsonText(run: RunDocument, weights: Weights): string {
  const more = { claims: evaluateClaims(run), verdict: evaluateVerdict(run, weights) };
  return `${JSON.stringify({ ...run, ...more }, null, 2)}\n`;
}
