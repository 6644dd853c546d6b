import { posix } from 'node:path';
import { type Mount, parseMounts } from '../process/mounts.ts';
import type { MachineFiles } from './files.ts';

/** A control group that this process is in, and the texts of those files of it that limits are read from. */
export interface ControlGroup {
  readonly path: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** Version 2 (Documentation/admin-guide/cgroup-v2.rst), then version 1 (scheduler/sched-bwc.rst, cgroup-v1/memory.rst). */
const FILES = [
  ...['cpu.max', 'cpu.stat', 'memory.max', 'memory.current', 'memory.stat'],
  ...['cpu.cfs_quota_us', 'cpu.cfs_period_us', 'memory.limit_in_bytes', 'memory.usage_in_bytes'],
];

/** The groups of this process and all above them, as far as they are shown: any of them may hold a limit. */
export function readControlGroups(files: MachineFiles): ControlGroup[] {
  const mounts = parseMounts(files.read('/proc/self/mountinfo') ?? '');
  const folders = new Set<string>();
  for (const line of (files.read('/proc/self/cgroup') ?? '').split('\n')) {
    // "0::/path" is version 2, "4:cpu,cpuacct:/path" is version 1.
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    for (const folder of foldersOf(controllers, path, mounts)) folders.add(folder);
  }
  return [...folders].flatMap((path) => {
    const texts = Object.fromEntries(
      FILES.flatMap((name) => {
        const text = files.read(`${path}/${name}`);
        return text === null ? [] : [[name, text]];
      }),
    );
    return Object.keys(texts).length === 0 ? [] : [{ path, texts }];
  });
}

/** The folder of a group and those above it, up to the mount point. */
function foldersOf(controllers: string, path: string, mounts: readonly Mount[]): string[] {
  const mount = mounts.findLast(({ type, options }) =>
    controllers === '' ? type === 'cgroup2' : type === 'cgroup' && hasController(options, controllers),
  );
  if (mount === undefined) return [];
  const folders: string[] = [];
  for (let inside = insideOf(path, mount.root); ; inside = posix.dirname(inside)) {
    folders.push(posix.join(mount.point, inside).replace(/(?<=.)\/$/, ''));
    if (inside === '/') return folders;
  }
}

function hasController(options: readonly string[], controllers: string): boolean {
  return controllers.split(',').some((one) => (one === 'cpu' || one === 'memory') && options.includes(one));
}

/**
 * In a container without a name space of its own, the path is the host's ("/docker/ab12") and so is the mount's root.
 * One that leads out of what is mounted counts as its top.
 */
function insideOf(path: string, root: string): string {
  if (root !== '/' && path === root) return '/';
  const inside = root !== '/' && path.startsWith(`${root}/`) ? path.slice(root.length) : path;
  return inside.split('/').includes('..') ? '/' : posix.normalize(inside).replace(/(?<=.)\/$/, '');
}
