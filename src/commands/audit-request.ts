import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseJson } from '../config/json.ts';
import { POINTER_FILE, readDataFolder } from '../database/data-folder.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import type { AuditRequest } from '../operations/audit/audit.ts';
import { CHECK_NAMES } from '../operations/audit/checks/index.ts';
import { defaultPolicy } from '../operations/audit/default-policy.ts';
import type { Severity } from '../operations/audit/finding.ts';
import { POLICIES, type Policy } from '../operations/audit/policy.ts';
import { checkPolicy } from '../operations/audit/policy-file.ts';
import { word } from '../operations/audit/shell.ts';
import { sameFolder } from '../operations/backup/same-folder.ts';
import { plain } from '../render/plain.ts';

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

export type Request = Omit<AuditRequest, 'work' | 'now' | 'again'> & { readonly again: string };

/** Everything that can be wrong with the command line is found before anything is looked at. @throws Failure */
export function requestOf(flags: AuditFlags, { cwd }: Streams): Request {
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

/** Names of files are put together from it. */
function withoutSlash(folder: string): string {
  return folder.replace(/(?<=.)\/+$/, '');
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
