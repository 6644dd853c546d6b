import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who holds a data folder, as its lock file says. */
export interface LockHolder {
  /** The name of the operation that holds it; its children hold it with the same one. */
  readonly id: string;
  readonly pid: number;
  /** When the process started, with the boot it is counted from: a pid alone comes again. Empty where not known. */
  readonly started: string;
  readonly host: string;
  /** The name space that the pid counts in: containers can share a host's name. Empty where there is none. */
  readonly space?: string;
  /** What it does, such as "migrate". */
  readonly what: string;
  /** ISO 8601. */
  readonly since: string;
}

/** What is not known counts as alive: on another machine or in another container nobody can look. */
export function isAlive(holder: LockHolder): boolean {
  const { pid, started } = holder;
  if (isElsewhere(holder)) return true;
  if (!isProcess(pid)) return false;
  const now = startOf(pid);
  return now === undefined || started === '' || now === started;
}

export function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is one, of another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

export function isElsewhere({ host, space = ownSpace() }: LockHolder): boolean {
  return host !== hostname() || space !== ownSpace();
}

/** pid_namespaces(7) */
export function ownSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Boot and start of a process: proc(5), /proc/PID/stat field 22, counted after the name, which may hold anything. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended: nobody has asked for its exit code yet.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}
