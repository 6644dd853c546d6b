import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Users and groups of this machine: names and numbers. */
export interface Accounts {
  userName(uid: number): string | null;
  groupName(gid: number): string | null;
  uidOf(name: string): number | null;
  gidOf(name: string): number | null;
  /** Whether a user is in a group, by its own group or as a member. */
  isIn(user: string, group: string): boolean;
}

/** Looks further where the files do not know a name (LDAP, systemd-homed): passwd(5) or group(5) lines, or "". */
type Ask = (database: 'passwd' | 'group', key: string) => string;

export function accountsOf(passwd: string, group: string, ask: Ask = () => ''): Accounts {
  const parts = (line: string) => line.split(':');
  // Each answer is asked for once: a folder has thousands of files of the same stranger.
  const asked = new Map<string, string>();
  const askOnce: Ask = (database, key) => {
    const name = `${database} ${key}`;
    const answer = asked.get(name) ?? ask(database, key);
    asked.set(name, answer);
    return answer;
  };
  const lines = { passwd: passwd.split('\n').map(parts), group: group.split('\n').map(parts) };
  const find = (database: 'passwd' | 'group', field: number, value: string) =>
    lines[database].find((line) => line.length > 3 && line[field] === value) ??
    parts(askOnce(database, value).split('\n', 1)[0] ?? '');
  const numberIn = (line: readonly string[], field: number) =>
    line.length > 3 && /^\d+$/.test(line[field] ?? '') ? Number(line[field]) : null;
  const name = (line: readonly string[]) => (line.length > 3 ? line[0] || null : null);
  return {
    userName: (uid) => name(find('passwd', 2, String(uid))),
    groupName: (gid) => name(find('group', 2, String(gid))),
    uidOf: (user) => numberIn(find('passwd', 0, user), 2),
    gidOf: (one) => numberIn(find('group', 0, one), 2),
    isIn: (user, one) => {
      const found = find('group', 0, one);
      const own = numberIn(find('passwd', 0, user), 3);
      return (found[3] ?? '').split(',').includes(user) || (own !== null && own === numberIn(found, 2));
    },
  };
}

/** Of /etc/passwd and /etc/group, and of getent(1) for those who are in neither. */
export function machineAccounts(): Accounts {
  return accountsOf(textOf('/etc/passwd'), textOf('/etc/group'), askSystem);
}

/** A name or number that could be an account's; others are not passed on to a program. */
const KEY = /^[A-Za-z0-9_][A-Za-z0-9_.$-]*$/;

function askSystem(database: 'passwd' | 'group', key: string): string {
  if (!KEY.test(key)) return '';
  try {
    return execFileSync('getent', [database, key], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    // Not known there either, or no getent: the number stands for the name.
    return '';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
