import { basename } from 'node:path';
import { snapshotFile } from '../../database/files.ts';
import type { ChartEdge, ChartNode, SystemChart } from '../../model/chart.ts';
import type { Layout } from '../../model/layout.ts';
import { formatMode, rights } from './mode.ts';
import { OF_FOLDER, type Policy, type Role, type Rule } from './policy.ts';
import type { AuditedFile, AuditReport } from './report.ts';

interface ShownFile {
  readonly name: string;
  readonly role: Role;
  readonly mode: number;
  readonly owner: string;
  readonly group: string | null;
  readonly worst: AuditedFile['worst'];
}

const GROUPS: readonly { id: string; title: string; roles: readonly Role[] }[] = [
  { id: 'databases', title: 'Database files', roles: ['database', 'pointer'] },
  { id: 'sidecars', title: 'WAL files', roles: ['sidecar'] },
  { id: 'folders', title: 'Folders', roles: ['folder', 'backupFolder'] },
  { id: 'backups', title: 'Backup files', roles: ['backup'] },
];
const ACCESS = { id: 'access', title: 'Who has access' };
/** A backup folder has files by the hundred: the first few, and how many more. */
const MOST_OF_A_GROUP = 8;

/**
 * Section 8.1: who may do what with which file. After an audit the files as they were found, with what was found on
 * them; without one, what the policy wants of the layout's files.
 */
export function permissionChart(layout: Layout, policy: Policy, report: AuditReport | null): SystemChart {
  const files = report === null ? wantedFiles(layout, policy) : foundFiles(report);
  const groups = GROUPS.map((group) => ({
    ...group,
    files: files.filter(({ role }) => group.roles.includes(role)),
  })).filter((group) => group.files.length > 0);
  const nodes: ChartNode[] = [];
  const people = new Map<string, ChartNode>();
  const edges: ChartEdge[] = [];
  const person = (who: string) => {
    const known = people.get(who);
    if (known) return known.id;
    const node: ChartNode = { id: `who-${people.size}`, lines: [who], shape: 'step', group: ACCESS.id };
    people.set(who, node);
    return node.id;
  };
  for (const group of groups) {
    // Whoever cannot enter the folder can do nothing in it, whatever the mode of a file says.
    const shut = files
      .filter(({ role, mode }) => isFolder(role) && (mode & 1) === 0)
      .map(({ name }) => `${name}/`);
    for (const [index, file] of group.files.slice(0, MOST_OF_A_GROUP).entries()) {
      const id = `${group.id}-${index}`;
      nodes.push(fileNode(file, id, group.id));
      for (const { who, may } of accessOf(file, shut)) edges.push({ from: person(who), to: id, label: may });
    }
    const more = group.files.length - MOST_OF_A_GROUP;
    if (more > 0)
      nodes.push({ id: `${group.id}-more`, lines: [`and ${more} more`], shape: 'note', group: group.id });
  }
  for (const { name } of layout.databases.filter(({ file }) => file === ':memory:'))
    nodes.push({
      id: `memory-${name.replaceAll('_', '-')}`,
      lines: [name, ':memory:, no file: the process alone has it'],
      shape: 'store',
      group: 'databases',
    });
  return {
    name: 'permissions',
    section: '8.1',
    title: 'File permissions',
    description: `Files and folders with their modes and owners, and who may do what with them, ${
      report === null
        ? `as the policy ${policy.name} wants them`
        : `as an audit found them on ${report.at.slice(0, 10)} (policy ${policy.name})`
    }.`,
    // Files one below the other: side by side a dozen are wider than any page.
    direction: 'LR',
    groups: [...groups.map(({ id, title }) => ({ id, title })), ACCESS],
    nodes: [...nodes, ...people.values()],
    edges,
  };
}

function fileNode({ name, mode, owner, group, worst }: ShownFile, id: string, frame: string): ChartNode {
  const state = worst === 'critical' ? 'failed' : worst === 'warning' ? 'warning' : undefined;
  return {
    id,
    lines: [
      name,
      `${formatMode(mode)} ${owner}${group === null ? '' : `:${group}`}`,
      ...(state === undefined ? [] : [worst === 'critical' ? 'critical finding' : 'warning']),
    ],
    shape: 'store',
    group: frame,
    ...(state && { state }),
  };
}

const isFolder = (role: Role) => role === 'folder' || role === 'backupFolder';

/** Owner, group and all others, as far as the mode lets them do anything. */
function accessOf(
  { name, mode, owner, group, role }: ShownFile,
  shut: readonly string[],
): { who: string; may: string }[] {
  const folder = isFolder(role);
  const reached = !shut.some((above) => name.startsWith(above));
  return [
    { who: owner, bits: (mode >> 6) & 7 },
    ...(group === null || group === owner ? [] : [{ who: `group ${group}`, bits: (mode >> 3) & 7 }]),
    { who: 'every user of the machine', bits: reached ? mode & 7 : 0 },
  ].flatMap(({ who, bits }) => (bits === 0 ? [] : [{ who, may: rights(bits, folder) }]));
}

function wantedFiles(layout: Layout, policy: Policy): ShownFile[] {
  const file = (name: string, role: Role): ShownFile => {
    const { mode, owner, group }: Rule = policy.rules[role];
    const who = owner === OF_FOLDER ? 'owner of the folder' : (owner ?? 'whoever made it');
    return { name, role, mode, owner: who, group, worst: null };
  };
  const onDisk = layout.databases.filter((one) => one.file !== ':memory:');
  return [
    file('data folder', 'folder'),
    ...layout.databases.map((one) => file(basename(snapshotFile('', one)), 'database')),
    ...onDisk.map((one) => file(`${one.file}-wal`, 'sidecar')),
    file('backup folder', 'backupFolder'),
    file('backup_*', 'backup'),
  ];
}

function foundFiles({ files }: AuditReport): ShownFile[] {
  return files
    .filter(
      ({ role, current }) => current || role === 'backup' || role === 'folder' || role === 'backupFolder',
    )
    .map(({ shown, role, mode, owner, group, worst }) => ({
      name: shown,
      role,
      mode: Number.parseInt(mode, 8),
      owner,
      group,
      worst,
    }));
}
