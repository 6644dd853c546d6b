import { dirname } from 'node:path';
import { type AuditFacts, allFiles } from '../facts.ts';
import type { FileFact } from '../file-fact.ts';
import { OF_FOLDER, ROLE_WORDS } from '../policy.ts';
import { asRoot } from '../shell.ts';
import { BY_HAND, defineCheck, type Found } from './check.ts';

/** What the application has to be able to change. */
const IN_USE = new Set(['database', 'sidecar']);

export const owners = defineCheck({
  name: 'owners',
  about: 'files and folders belong to the user and the group that the policy says',
  needs: 'uid',
  run: (_, facts) => [
    ...unknownAccounts(facts),
    ...oneOwnerApart(facts),
    ...allFiles(facts).flatMap((file) => ownerFindings(file, facts)),
  ],
});

function ownerFindings(file: FileFact, facts: AuditFacts): Found[] {
  const { accounts, policy, uid: viewer } = facts;
  const rule = policy.rules[file.role];
  const uid =
    rule.owner === OF_FOLDER
      ? apart(facts) === null || file.uid !== apart(facts)
        ? file.folderUid
        : file.uid
      : rule.owner === null
        ? null
        : accounts.uidOf(rule.owner);
  const gid = rule.group === null ? null : accounts.gidOf(rule.group);
  const wrongOwner = uid !== null && uid !== file.uid;
  const wrongGroup = gid !== null && gid !== file.gid;
  if (!wrongOwner && !wrongGroup) return [];
  const user = (id: number) => accounts.userName(id) ?? String(id);
  const group = (id: number) => accounts.groupName(id) ?? String(id);
  const needed = neededRights(file, facts);
  const lockedOut = wrongOwner && needed !== 0 && !may(uid, needed, file, facts);
  const wanted = !wrongOwner
    ? `group ${group(gid as number)}`
    : gid === null
      ? user(uid)
      : `${user(uid)}:${group(gid)}`;
  const change = `${wrongOwner ? user(uid) : ''}${wrongGroup ? `:${group(gid)}` : ''}`;
  const fixable = (file.kind === 'file' && file.links === 1) || file.kind === 'folder';
  return [
    {
      severity: lockedOut ? 'critical' : 'warning',
      where: file.shown,
      what: `belongs to ${user(file.uid)}:${group(file.gid)}, not to ${wanted}${rule.owner === OF_FOLDER ? ', who owns the folder' : ''}`,
      why: lockedOut
        ? file.kind === 'folder'
          ? `${user(uid)} can make no -wal and -shm in it, and a WAL database cannot be opened without: the application is locked out`
          : `${user(uid)} cannot both read and change it: the application is locked out of the database`
        : `by the policy, ${ROLE_WORDS[file.role]} belong to ${wanted}; whoever owns a file can give its rights away`,
      command: file.word === null ? null : asRoot(viewer, `chown -h ${change} ${file.word}`),
      fix: fixable
        ? {
            kind: 'access',
            path: file.path,
            shown: file.shown,
            identity: file.identity,
            ...(wrongOwner && { uid }),
            ...(wrongGroup && { gid }),
          }
        : null,
    },
  ];
}

/** What the application has to be able to do with it, as three bits of a mode; 0 where it does not use it. */
function neededRights(file: FileFact, { files: { files } }: AuditFacts): number {
  if (IN_USE.has(file.role) && file.current) return 0o6;
  const isHolder = files.some(
    ({ role, current, path }) => role === 'database' && current && dirname(path) === file.path,
  );
  return isHolder ? 0o3 : 0;
}

/** Whether who is not its owner may do so: as a member of its group, or as anybody. */
function may(uid: number, needed: number, { gid, mode }: FileFact, { accounts }: AuditFacts): boolean {
  // No mode holds root back.
  if (uid === 0) return true;
  const [user, group] = [accounts.userName(uid), accounts.groupName(gid)];
  const member = user !== null && group !== null && accounts.isIn(user, group);
  return ((member ? mode >> 3 : mode) & needed) === needed;
}

/** Where all databases have one owner and the folder another, the folder is what is wrong: no file is to be given away. */
function apart({ files: { files } }: AuditFacts): number | null {
  const databases = files.filter(({ role, current }) => role === 'database' && current);
  const [first] = databases;
  // Files of root in a folder of another were made by a command run as root: they are what is wrong, not the folder.
  if (first === undefined || first.uid === first.folderUid || first.uid === 0) return null;
  return databases.every(({ uid, folderUid }) => uid === first.uid && folderUid === first.folderUid)
    ? first.uid
    : null;
}

function oneOwnerApart(facts: AuditFacts): Found[] {
  const { accounts, policy, files, uid: viewer } = facts;
  const uid = apart(facts);
  const [folder] = files.files;
  if (uid === null || folder === undefined || policy.rules.database.owner !== OF_FOLDER) return [];
  const user = (id: number) => accounts.userName(id) ?? String(id);
  const database = files.files.find(({ role, current }) => role === 'database' && current);
  const holder =
    files.files.find(
      ({ path }) => database?.path.startsWith(`${path}/`) && path.length > folder.path.length,
    ) ?? folder;
  return [
    {
      severity: may(uid, 0o3, holder, facts) ? 'warning' : 'critical',
      where: holder.shown,
      what: `belongs to ${user(holder.uid)}, and the databases in it to ${user(uid)}`,
      why: `${user(uid)} can make no -wal and -shm beside them unless the folder lets it, and a WAL database cannot be opened without`,
      command: holder.word === null ? null : asRoot(viewer, `chown -h ${user(uid)} ${holder.word}`),
      fix: null,
    },
  ];
}

/** A name that nobody has cannot be compared with. */
function unknownAccounts({ policy, accounts }: AuditFacts): Found[] {
  const rules = Object.values(policy.rules);
  const users = new Set(rules.flatMap(({ owner }) => (owner === null || owner === OF_FOLDER ? [] : [owner])));
  const groups = new Set(rules.flatMap(({ group }) => (group === null ? [] : [group])));
  const unknown = (kind: string, names: Iterable<string>, known: (name: string) => number | null): Found[] =>
    [...names]
      .filter((name) => known(name) === null)
      .map((name) => ({
        severity: 'warning',
        where: `policy ${policy.name}`,
        what: `names the ${kind} ${name}, which this machine does not have`,
        why: 'what should belong to it could not be compared; --policy own asks for no names',
        ...BY_HAND,
      }));
  return [...unknown('user', users, accounts.uidOf), ...unknown('group', groups, accounts.gidOf)];
}
