import type { Screen } from '../../render/colour.ts';
import { palette } from '../../render/colour.ts';
import { wrap } from '../../render/plain.ts';
import { formatBytes, formatCount, formatSeconds } from '../../render/units.ts';
import { type AuditFinding, countOf, SEVERITIES, type Severity } from './finding.ts';
import type { AuditReport } from './report.ts';

const INDENT = '  ';

/** The report for a terminal: findings by severity, the worst first, then what was looked at and what was not. */
export function renderAudit(report: AuditReport, { color, width }: Screen): string {
  const colours = palette(color);
  const paint = { critical: colours.red, warning: colours.yellow, info: colours.dim };
  const checks = Math.max(0, ...report.findings.map(({ check }) => check.length)) + 2;
  const hanging = INDENT + ' '.repeat(checks);
  const lines = [
    wrap(
      `${report.data} (layout ${report.layout}), policy ${report.policy.name}: ${report.policy.about}`,
      width,
      INDENT,
    ),
  ];
  for (const severity of [...SEVERITIES].reverse()) {
    const found = report.findings.filter((one) => one.severity === severity);
    if (found.length === 0) continue;
    lines.push('', paint[severity](severity));
    for (const alike of grouped(found)) lines.push(groupText(alike, checks, hanging, width));
  }
  lines.push('', ...coverage(report, width), outcome(report));
  return `${lines.join('\n')}\n`;
}

/** Findings that say the same of several files stand together. */
function grouped(findings: readonly AuditFinding[]): readonly (readonly AuditFinding[])[] {
  const groups = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.check, finding.what, finding.why]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

function groupText(alike: readonly AuditFinding[], column: number, hanging: string, width: number): string {
  const [first] = alike;
  if (first === undefined) return '';
  const body = (text: string) => wrap(text, width - hanging.length).replaceAll('\n', `\n${hanging}`);
  const wide = Math.max(...alike.map(({ where }) => where.length));
  return [
    `${INDENT}${first.check.padEnd(column)}${body(first.what)}`,
    hanging + body(first.why),
    // Commands are not wrapped: they are there to be copied.
    ...alike.map(
      ({ where, command }) =>
        hanging + (command === null ? where : commandLine(where, command, wide, hanging, width)),
    ),
  ].join('\n');
}

function commandLine(where: string, command: string, wide: number, hanging: string, width: number): string {
  const beside = `${where.padEnd(wide)}  $ ${command}`;
  return hanging.length + beside.length <= width ? beside : `${where}\n${hanging}  $ ${command}`;
}

function coverage({ lookedAt, checked, notLooked, stopped }: AuditReport, width: number): string[] {
  const { files, databases, bytes, seconds, backupSets } = lookedAt;
  const looked = [
    `${formatCount(files)} files and folders`,
    ...(seconds === null
      ? []
      : [
          `the contents of ${databases} ${databases === 1 ? 'database' : 'databases'} (${formatBytes(bytes)} in ${formatSeconds(seconds)}, on copies)`,
        ]),
    ...(backupSets === null
      ? []
      : [`${formatCount(backupSets)} backup ${backupSets === 1 ? 'set' : 'sets'}`]),
  ];
  return [
    wrap(`looked at: ${looked.join(', ')}; ${checked.length} checks`, width, INDENT),
    ...(notLooked.length === 0
      ? []
      : [
          wrap(
            `not looked at: ${notLooked.map(({ what, why }) => `${what} (${why})`).join('; ')}`,
            width,
            INDENT,
          ),
        ]),
    ...(stopped === null ? [] : [wrap(`the audit is not whole: ${stopped.why}`, width, INDENT)]),
  ];
}

const WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  critical: ['critical', 'critical'],
  warning: ['warning', 'warnings'],
  info: ['note', 'notes'],
};

function outcome({ findings, stopped }: AuditReport): string {
  if (findings.length === 0)
    return stopped === null ? 'nothing found' : 'nothing found in what could be looked at';
  const counts = [...SEVERITIES].reverse().flatMap((severity) => {
    const count = countOf(findings, severity);
    return count === 0 ? [] : [`${count} ${WORDS[severity][count === 1 ? 0 : 1]}`];
  });
  const fixable = findings.filter(({ fix }) => fix !== null).length;
  const fix = fixable === 0 ? '' : `; --fix mends ${fixable === findings.length ? 'all' : fixable} of them`;
  return counts.join(', ') + fix;
}
