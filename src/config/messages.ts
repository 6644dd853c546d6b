import type { z } from 'zod';
import { brief } from '../render/plain.ts';

/** A value of any kind as it may stand in a message: one short line. */
export function shownValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return brief(JSON.stringify(value), 40);
}

/** ["scenarios", "select/*", "budgets", "p95"] -> scenarios["select/*"].budgets.p95 */
export function pathText(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    const name = String(step);
    return /^[A-Za-z_$][\w$]{0,59}$/.test(name) ? `.${name}` : `[${brief(JSON.stringify(name), 60)}]`;
  });
  return steps.join('').replace(/^\./, '');
}

/** One line out of what zod found: the first problem with its place, and how many more there are. */
export function issuesText(shown: string, issues: readonly z.core.$ZodIssue[]): string {
  const problems = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], message: issue.message }))
      : [{ path: issue.path, message: issue.message }],
  );
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `${placed(shown, first?.path ?? [], first?.message ?? 'not a configuration')}${more}`;
}

export function placed(shown: string, path: readonly PropertyKey[], message: string): string {
  const place = pathText(path);
  return `${shown}: ${place === '' ? '' : `${place}: `}${message}${/[.?]$/.test(message) ? '' : '.'}`;
}
