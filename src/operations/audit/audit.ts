import { Child } from '../../process/child.ts';
import type { FixOutcome, FixRequest } from './fix.ts';
import type { AuditReport } from './report.ts';
import type { AuditRequest } from './request.ts';

export type { AuditRequest } from './request.ts';

/** Reading all of a large dataset takes minutes, not a day. */
const DEADLINE_SECONDS = 86_400;

/** The process that looks and mends. */
export interface Auditor {
  /**
   * Audits a data folder. Changes nothing.
   * @throws Failure: 2 no data folder, 4 damaged layout.json, 5 no permission to list; Interrupted. What is locked (11)
   * or cannot be read (5) stands in `stopped` of the report, beside all that was found
   */
  audit(request: AuditRequest): Promise<AuditReport>;
  /** Does what the plan says, one after another. @throws Failure, Interrupted */
  fix(request: FixRequest): Promise<readonly FixOutcome[]>;
}

/**
 * Does `work` with a process of its own: the checks take long, and reading a database as bytes would give up the locks
 * that this process holds on it. It ends with the work.
 */
export async function withAuditor<T>(
  signal: AbortSignal,
  onProgress: (doing: string, fraction: number) => void,
  work: (auditor: Auditor) => Promise<T>,
): Promise<T> {
  const child = new Child('src/operations/audit/audit-process', { signal, onProgress, gentle: true });
  try {
    return await work({
      audit: (request) => child.request('audit', request, DEADLINE_SECONDS),
      fix: (request) => child.request('fix', request, DEADLINE_SECONDS),
    });
  } finally {
    await child.end();
  }
}
