/** A line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  /** The part of the file system that is mounted: "/" for all of it. */
  readonly root: string;
  readonly point: string;
  /** Such as "ext4" or "fuse.sshfs". */
  readonly type: string;
  /** Per file system: for a control group of version 1 its controllers. */
  readonly options: readonly string[];
}

/** In the order of mounting. Lines of another form are left out. */
export function parseMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    // Optional fields, any number of them, end at the dash.
    const [before = '', after = ''] = line.split(' - ', 2);
    const [, , , root, point] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    if (root === undefined || point === undefined || !point.startsWith('/') || !type) return [];
    return [{ root: unescaped(root), point: unescaped(point), type, options: options.split(',') }];
  });
}

/** The mount that a path lies on: the longest mount point, of equal ones the last, which hides the others. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const holds = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    if (holds && mount.point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

/** The kernel writes space, tab, line break and backslash as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
