import type { AuditFacts } from '../facts.ts';
import { allFiles } from '../facts.ts';
import type { FileFact } from '../file-fact.ts';
import type { Fix, Severity } from '../finding.ts';
import { formatMode, listedMode, rights } from '../mode.ts';
import { ROLE_WORDS } from '../policy.ts';
import { asRoot } from '../shell.ts';
import { defineCheck, type Found } from './check.ts';

const OTHERS = 0o007;
const OWNER_AND_GROUP = 0o770;

/** What all users of the machine may do with data and backups. */
export const worldAccess = defineCheck({
  name: 'world-access',
  about: 'nobody beside owner and group may read, change or list anything',
  needs: 'uid',
  run: (_, facts) =>
    withModes(facts).flatMap((file): Found[] => {
      const beyond = file.mode & ~facts.policy.rules[file.role].mode & OTHERS;
      if (beyond === 0) return [];
      const closed = closedFolder(file, facts);
      const may = rights(beyond, file.kind === 'folder');
      const severity: Severity = closed ? 'info' : beyond & 2 ? 'critical' : 'warning';
      return [
        {
          severity,
          where: file.shown,
          what: `${modeText(file)}: every user of this machine may ${may} it`,
          why: closed
            ? `only ${closed} keeps them out; copied or moved, the file is open`
            : beyond & 2
              ? 'whoever has any account here can put false rows in, or destroy it'
              : 'whoever has any account here can read what is in it',
          ...mend(file, facts),
        },
      ];
    }),
});

/** Rights of owner and group against the policy. */
export const modes = defineCheck({
  name: 'modes',
  about: 'owner and group may do what the policy says, no more and no less',
  needs: 'uid',
  run: (_, facts) => withModes(facts).flatMap((file) => modeFindings(file, facts)),
});

function modeFindings(file: FileFact, facts: AuditFacts): Found[] {
  const rule = facts.policy.rules[file.role];
  const folder = file.kind === 'folder';
  const wanted = `${formatMode(rule.mode)} for ${ROLE_WORDS[file.role]}`;
  const found = { where: file.shown, ...mend(file, facts) };
  const beyond = file.mode & ~rule.mode & OWNER_AND_GROUP;
  const missing = rule.mode & ~file.mode & (rule.group === null ? 0o700 : OWNER_AND_GROUP);
  const findings: Found[] = [];
  if (missing & 0o700)
    findings.push({
      ...found,
      severity: 'warning',
      what: `${modeText(file)}: the owner may not ${rights((missing >> 6) & 7, folder)} it; the policy is ${wanted}`,
      why: 'the application, which runs as the owner, fails where it needs to',
    });
  if (beyond & 0o070)
    findings.push({
      ...found,
      severity: 'warning',
      what: `${modeText(file)}: its group may ${rights((beyond >> 3) & 7, folder)} it; the policy is ${wanted}`,
      why:
        folder && beyond & 0o020
          ? 'SQLite of a member of the group leaves -wal and -shm of its own there, which lock the application out'
          : 'a member of the group can do more than the policy means it to',
    });
  if (missing & 0o070 || beyond & 0o700)
    findings.push({
      ...found,
      severity: 'info',
      what: `${modeText(file)}, where the policy is ${wanted}`,
      why:
        missing & 0o070
          ? 'its group can do less than the policy means it to'
          : 'the owner can do more than it needs to',
    });
  if (!folder && file.mode & 0o6000)
    findings.push({
      ...found,
      severity: 'warning',
      what: `${modeText(file)}: setuid or setgid on a file that is no program`,
      why: 'it has no use here, and a use for an attacker if the file is ever made executable',
    });
  return findings;
}

/** Links have no rights of their own; what is neither file nor folder is another check's. */
function withModes(facts: AuditFacts): readonly FileFact[] {
  return allFiles(facts).filter(({ kind }) => kind === 'file' || kind === 'folder');
}

/** A folder above that others cannot enter; null where all let them pass. */
function closedFolder(file: FileFact, facts: AuditFacts): string | null {
  const { files, backups } = facts;
  const below = allFiles(facts).filter(
    ({ kind, path }) => kind === 'folder' && file.path.startsWith(`${path}/`),
  );
  const closed =
    below.find(({ mode }) => !(mode & 1)) ??
    (file.role.startsWith('backup') ? backups?.files : files)?.parents.find(({ mode }) => !(mode & 1));
  return closed === undefined ? null : `${closed.path} (${formatMode(closed.mode)})`;
}

/** What --fix sets: never wider than it is, but for what owner and group need. */
function mend(file: FileFact, { policy, uid }: AuditFacts): Pick<Found, 'command' | 'fix'> {
  const rule = policy.rules[file.role];
  const needed = rule.mode & (rule.group === null ? 0o700 : OWNER_AND_GROUP);
  const kept = file.kind === 'folder' ? file.mode & 0o3000 : 0;
  const mode = (file.mode & rule.mode & 0o777) | needed | kept;
  const command = `chmod ${formatMode(mode)} ${file.word}`;
  const fix: Fix = { kind: 'access', path: file.path, shown: file.shown, identity: file.identity, mode };
  return {
    command: file.word === null ? null : file.uid === uid ? command : asRoot(uid, command),
    // Another name of the same file may mean other rights.
    fix: file.kind === 'file' && file.links > 1 ? null : fix,
  };
}

function modeText({ mode }: FileFact): string {
  return `${formatMode(mode)} (${listedMode(mode)})`;
}
