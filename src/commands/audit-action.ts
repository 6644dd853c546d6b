import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { machineAccounts } from '../operations/audit/accounts.ts';
import { type Auditor, withAuditor } from '../operations/audit/audit.ts';
import { atOrAbove, type Fix } from '../operations/audit/finding.ts';
import { type FixOutcome, planOf } from '../operations/audit/fix.ts';
import { renderOutcomes, renderPlan } from '../operations/audit/fix-text.ts';
import type { AuditReport } from '../operations/audit/report.ts';
import { renderAudit } from '../operations/audit/text.ts';
import { lockData } from '../operations/lock.ts';
import { screenOf } from '../render/colour.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { type AuditFlags, type Request, requestOf } from './audit-request.ts';
import { makeWorkFolder } from './work-folder.ts';

/** Looks, tells, and with --fix --execute mends what it may and looks again. */
export async function audit(flags: AuditFlags, streams: Streams): Promise<number> {
  const { stderr } = streams;
  const execute = flags.execute === true || flags.yes === true;
  if (execute && flags.fix !== true)
    throw new Failure(
      '--execute belongs to --fix, which shows first what it would change. Give both, or neither.',
    );
  const request = requestOf(flags, streams);
  const progress = new ProgressLine(stderr);
  const show = (doing: string, fraction: number) =>
    progress.show(`auditing  ${progressBar(fraction)}  ${doing}`);
  return withAuditor(streams.signal, show, async (auditor) => {
    const look = () => lookNow(auditor, request, flags, streams).finally(() => progress.clear());
    return audited(flags, streams, { request, auditor, look, execute });
  });
}

interface Work {
  readonly request: Request;
  readonly auditor: Auditor;
  readonly look: () => Promise<AuditReport>;
  readonly execute: boolean;
}

async function audited(
  flags: AuditFlags,
  { env, stdout, stderr, signal }: Streams,
  { request, auditor, look, execute }: Work,
): Promise<number> {
  let report = await look();
  const print = (one: AuditReport) => {
    if (!flags.json) stdout.write(renderAudit(one, screenOf(stdout, env)));
  };
  print(report);
  let more = {};
  let failed = false;
  if (flags.fix) {
    const plan = planOf(report.findings);
    const accounts = machineAccounts();
    if (!execute || plan.length === 0) {
      const left = report.findings.filter(({ fix }) => fix === null).length;
      const root = process.geteuid?.() === 0;
      if (!flags.json) stdout.write(`\n${renderPlan(plan, left, accounts, plain(request.again), root)}`);
      more = { plan };
    } else {
      const outcomes = await mend(auditor, request, plan, signal);
      if (!flags.json) stdout.write(`\n${renderOutcomes(outcomes, accounts)}\nagain:\n`);
      report = await look();
      print(report);
      more = { fixed: outcomes };
      failed = outcomes.some(({ done }) => !done);
    }
  }
  if (flags.json) stdout.write(`${JSON.stringify({ ...report, ...more }, null, 2)}\n`);
  if (report.stopped !== null) {
    stderr.write(`chinook-eval: ${report.stopped.why}\n`);
    return report.stopped.exitCode;
  }
  // What was to be mended and was not is no success, however little it was.
  return failed || report.findings.some(({ severity }) => atOrAbove(severity, flags.failOn))
    ? EXIT.gate
    : EXIT.fine;
}

/** What changes more than rights has the folder for itself: a migration or a restore at the same time would be in its way. */
async function mend(
  auditor: Auditor,
  { path, shown }: Request,
  plan: readonly Fix[],
  signal: AbortSignal,
): Promise<readonly FixOutcome[]> {
  const lock = plan.some(({ kind }) => kind !== 'access')
    ? await lockData(path, 'audit --fix', { signal })
    : null;
  try {
    return await auditor.fix({ path, shown, plan });
  } finally {
    lock?.release();
  }
}

async function lookNow(
  auditor: Auditor,
  request: Request,
  { contents }: AuditFlags,
  { cwd }: Streams,
): Promise<AuditReport> {
  const work = contents ? makeWorkFolder(undefined, cwd) : undefined;
  try {
    return await auditor.audit({ ...request, work: work?.path ?? null, now: Date.now() });
  } finally {
    work?.remove();
  }
}
