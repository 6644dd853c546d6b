import { Child } from '../../process/child.ts';
import type { FixOutcome, FixRequest } from './fix.ts';
import type { AuditRequest } from './look.ts';
import type { AuditReport } from './report.ts';

export type { AuditRequest } from './look.ts';

/** Reading all of a large dataset takes minutes, not a day. */
const DEADLINE_SECONDS = 86_400;

/**
 * Audits a data folder in a process of its own: the checks take long, and reading a database as bytes would give up
 * the locks that this process holds on it. Changes nothing.
 * @throws Failure: 2 no data folder, 4 damaged layout.json, 5 no permission to list; Interrupted. What is locked (11) or
 * cannot be read (5) stands in `stopped` of the report, beside all that was found
 */
export function auditData(
  request: AuditRequest,
  signal: AbortSignal,
  onProgress: (doing: string, fraction: number) => void = () => {},
): Promise<AuditReport> {
  return ask<AuditReport>('audit', request, signal, onProgress);
}

/** Does what the plan says, one after another. @throws Failure, Interrupted */
export function fixFindings(request: FixRequest, signal: AbortSignal): Promise<readonly FixOutcome[]> {
  return ask('fix', request, signal, () => {});
}

async function ask<T>(
  method: string,
  request: unknown,
  signal: AbortSignal,
  onProgress: (doing: string, fraction: number) => void,
): Promise<T> {
  const child = new Child('src/operations/audit/audit-process', { signal, onProgress, gentle: true });
  try {
    return await child.request<T>(method, request, DEADLINE_SECONDS);
  } finally {
    await child.end();
  }
}
