import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseJson } from '../config/json.ts';
import { POINTER_FILE, readDataFolder } from '../database/data-folder.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { machineAccounts } from '../operations/audit/accounts.ts';
import { type Auditor, type AuditRequest, withAuditor } from '../operations/audit/audit.ts';
import { CHECK_NAMES } from '../operations/audit/checks/index.ts';
import { defaultPolicy } from '../operations/audit/default-policy.ts';
import { atOrAbove, type Fix, type Severity } from '../operations/audit/finding.ts';
import { type FixOutcome, planOf } from '../operations/audit/fix.ts';
import { POLICIES, type Policy } from '../operations/audit/policy.ts';
import { checkPolicy } from '../operations/audit/policy-file.ts';
import type { AuditReport } from '../operations/audit/report.ts';
import { word } from '../operations/audit/shell.ts';
import { renderAudit, renderOutcomes, renderPlan } from '../operations/audit/text.ts';
import { sameFolder } from '../operations/backup/same-folder.ts';
import { lockData } from '../operations/lock.ts';
import { screenOf } from '../render/colour.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { makeWorkFolder } from './work-folder.ts';

export interface AuditFlags {
  readonly data?: string;
  readonly backups?: string;
  readonly policy?: string;
  readonly unit?: string;
  readonly failOn: Severity;
  /** False with --no-contents. */
  readonly contents: boolean;
  /** In seconds. */
  readonly wait?: number;
  readonly fix?: boolean;
  readonly execute?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const DEFAULT_WAIT_SECONDS = 5;

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

/** The command that does what was planned: it looks at the same, so that it finds the same. */
function againText({ backups, policy, contents }: AuditFlags, shown: string): string {
  return [
    `chinook-eval audit --data ${word(shown)}`,
    ...(backups === undefined ? [] : [`--backups ${word(backups)}`]),
    ...(policy === undefined ? [] : [`--policy ${word(policy)}`]),
    ...(contents ? [] : ['--no-contents']),
    '--fix --execute',
  ].join(' ');
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

type Request = Omit<AuditRequest, 'work' | 'now' | 'again'> & { readonly again: string };

function requestOf(flags: AuditFlags, { cwd }: Streams): Request {
  const shown = flags.data ?? 'data';
  const path = resolve(cwd, shown);
  if (flags.data === undefined && !existsSync(join(path, POINTER_FILE)))
    throw new Failure(
      'no data folder is named, and there is no data/ here. Make one with chinook-eval build --out data, or name yours with --data.',
    );
  // Told before a process is started for it.
  readDataFolder(path, plain(shown));
  const { unit, backups } = flags;
  if (backups !== undefined && sameFolder(path)(resolve(cwd, backups)))
    throw new Failure(
      `--backups ${plain(backups)} is the data folder itself. Name the folder that backup puts its sets into.`,
    );
  return {
    path,
    shown: withoutSlash(shown),
    again: againText(flags, withoutSlash(shown)),
    policy: policyOf(flags.policy, path, cwd),
    backups: backups === undefined ? null : { path: resolve(cwd, backups), shown: withoutSlash(backups) },
    unit: unit === undefined ? null : { text: readText(resolve(cwd, unit), unit), shown: unit },
    waitSeconds: flags.wait ?? DEFAULT_WAIT_SECONDS,
  };
}

/** Names of files are put together from it. */
function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, '');
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

function policyOf(named: string | undefined, path: string, cwd: string): Policy {
  if (named === undefined) return defaultPolicy(path);
  const known = Object.hasOwn(POLICIES, named) ? POLICIES[named] : undefined;
  if (known !== undefined) return known;
  const file = resolve(cwd, named);
  if (!existsSync(file))
    throw new Failure(
      `--policy ${plain(named)}: there is no policy and no file of that name. Give ${Object.keys(POLICIES).join(', ')}, or a JSON file.`,
    );
  return checkPolicy(parseJson(readText(file, named), plain(named)), named, CHECK_NAMES);
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR')
      throw new Failure(`${plain(shown)} is no file. Name one that exists.`, EXIT.usage, { cause: error });
    throw explainSystemError(error, `reading ${plain(shown)}`);
  }
}
