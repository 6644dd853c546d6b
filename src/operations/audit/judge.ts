import { plain } from '../../render/plain.ts';
import type { Found } from './checks/check.ts';
import { CHECKS } from './checks/index.ts';
import { type AuditFacts, allFiles } from './facts.ts';
import type { FileFact } from './file-fact.ts';
import { type AuditFinding, SEVERITIES, type Severity } from './finding.ts';
import { LAYERS, type Layer } from './isolation.ts';
import type { Looked } from './look.ts';
import { formatMode } from './mode.ts';
import { AUDIT_SCHEMA, type AuditedFile, type AuditReport } from './report.ts';
import { unmetSettings } from './unit.ts';

/** What was looked at, judged by every check that has what it needs. */
export function judge({ facts, notLooked, stopped }: Looked): AuditReport {
  const ran = CHECKS.filter(
    ({ name, needs }) => facts[needs] !== null && facts.policy.severities[name] !== 'off',
  );
  const findings = ran
    .flatMap(({ name, run }) =>
      run(facts).map((found): AuditFinding => {
        const level = facts.policy.severities[name];
        return { check: name, ...printable(found), ...(level && level !== 'off' && { severity: level }) };
      }),
    )
    .sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  const { data, policy, contents, backups } = facts;
  return {
    schema: AUDIT_SCHEMA,
    at: facts.now.toISOString(),
    data: facts.shown,
    layout: data.layout.name,
    policy: { name: policy.name, about: policy.about },
    findings,
    checked: ran.map(({ name }) => name),
    lookedAt: {
      files: allFiles(facts).length,
      databases: contents?.databases.length ?? 0,
      bytes: contents?.bytes ?? 0,
      seconds: contents?.seconds ?? null,
      backupSets: backups === null ? null : backups.list.good.length + backups.list.damaged.length,
    },
    notLooked,
    stopped,
    files: audited(facts, findings, allFiles(facts)),
    isolation: isolationOf(facts),
  };
}

/** Names of files, of triggers and what lies in rows come from others; a command with such a name is none to copy. */
function printable({ where, what, why, command, ...rest }: Found): Found {
  const sound = command !== null && plain(command) === command ? command : null;
  return { ...rest, where: plain(where), what: plain(what), why: plain(why), command: sound };
}

function audited(
  { accounts }: AuditFacts,
  findings: readonly AuditFinding[],
  files: readonly FileFact[],
): AuditedFile[] {
  return files.map(({ shown, role, current, mode, uid, gid }) => ({
    shown,
    role,
    current,
    mode: formatMode(mode),
    owner: accounts.userName(uid) ?? String(uid),
    group: accounts.groupName(gid) ?? String(gid),
    worst: worstOf(findings.filter(({ where }) => where === shown)),
  }));
}

function worstOf(findings: readonly AuditFinding[]): Severity | null {
  const worst = Math.max(-1, ...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return SEVERITIES[worst] ?? null;
}

function isolationOf({ unit }: AuditFacts): AuditReport['isolation'] {
  if (unit === null) return null;
  const unmet = unmetSettings(unit);
  const layers = Object.keys(LAYERS) as Layer[];
  return Object.fromEntries(
    layers.map((layer) => [layer, unmet.filter(({ setting }) => setting.layer === layer).length]),
  ) as Record<Layer, number>;
}
