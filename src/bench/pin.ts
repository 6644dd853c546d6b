import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * Cores of a shared machine differ: on the two-core one that this was found on, one ran half as fast again as the other,
 * now this one and now that. A process stays on the core where it woke up, so two processes in turns compare two cores.
 * On one core they compare two layouts: intervals of +-2 to +-51 % became +-0.4 to +-2 % (docs/measuring.md).
 *
 * The last core that this process may use; null where the system does not show it or `taskset` is missing.
 */
export function chooseCore(): number | null {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const core = lastCore(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '');
    if (core !== null) execFileSync('taskset', ['--cpu-list', String(core), 'true'], { stdio: 'ignore' });
    return core;
  } catch {
    return null;
  }
}

/** The last core of a list as Linux writes it: "0-3,8" ends with 8. Null where it is not such a list. */
export function lastCore(list: string): number | null {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(list)) return null;
  return Number(/\d+$/.exec(list)?.[0]);
}

/** Keeps every thread of a process on one core. @throws where the system refuses */
export async function pinProcess(pid: number, core: number): Promise<void> {
  await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)]);
}
