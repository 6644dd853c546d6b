import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readers } from '../../src/doctor/machine.ts';
import type { System } from '../../src/doctor/system.ts';
import { TemporaryFolder } from '../support/dataset.ts';

/** A machine as files under a root, with what is known of it without them. */
export interface MachineFixture {
  readonly files: Readonly<Record<string, string>>;
  readonly system?: Partial<System>;
  /** statfs' type of the data folder. */
  readonly magic?: number | null;
  readonly freeBytes?: number | null;
  readonly writable?: boolean;
  /** Where the data folder is said to lie. */
  readonly path?: string;
}

const SYSTEM: System = {
  logical: 8,
  processor: 'Test Processor',
  parallelism: 8,
  trialCore: 7,
  loadAverage: 0.1,
  totalMemoryBytes: 16e9,
  node: '24.21.0',
  pinnedNode: '24.21.0',
  isPinned: true,
  sqlite: '3.54.1',
  betterSqlite3: '13.2.0',
  operatingSystem: 'linux 6.1.0 x86_64',
};

const folder = new TemporaryFolder();

/** Writes the tree; what is given to readMachine to read it. */
export function readersOf(fixture: MachineFixture): Readers & { readonly root: string } {
  const root = mkdtempSync(join(folder.path, 'machine-'));
  for (const [path, text] of Object.entries(fixture.files)) put(root, path, text);
  const { magic = 61267, freeBytes = 80e9, writable = true, path = '/home/me/data' } = fixture;
  return {
    root,
    system: () => ({ ...SYSTEM, ...fixture.system }),
    folder: () => ({ path, magic, freeBytes, writable }),
    watchSeconds: 0,
  };
}

export function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A line per core: user and idle ticks, and those stolen. */
export function stat(cores: readonly { busy: number; idle: number; steal?: number }[]): string {
  const lines = cores.map(
    ({ busy, idle, steal = 0 }, core) => `cpu${core} ${busy} 0 0 ${idle} 0 0 0 ${steal} 0 0`,
  );
  return `cpu  1 2 3 4 5 6 7 8 0 0\n${lines.join('\n')}\nintr 12 0 1\n`;
}

const CPU = '/sys/devices/system/cpu';
const MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
31 27 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate
`;
const MEMORY =
  'MemTotal: 16000000 kB\nMemFree: 100 kB\nMemAvailable: 8000000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n';
const COMMON = {
  '/proc/self/status': 'Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n',
  '/proc/self/mountinfo': MOUNTS,
  '/proc/self/cgroup': '0::/user.slice/me.scope\n',
  '/proc/meminfo': MEMORY,
  '/proc/pressure/cpu':
    'some avg10=0.00 avg60=3.45 avg300=6.46 total=86\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
  '/proc/stat': stat([{ busy: 10, idle: 90 }]),
  '/proc/vmstat': 'pswpin 5\npswpout 9\n',
  '/sys/fs/cgroup/user.slice/me.scope/cpu.max': 'max 100000\n',
  '/sys/fs/cgroup/user.slice/me.scope/memory.max': 'max\n',
};

/** Fixed frequency, no limits, a disk. */
export const QUIET_SERVER: MachineFixture = {
  files: {
    ...COMMON,
    [`${CPU}/cpu0/cpufreq/scaling_governor`]: 'performance\n',
    [`${CPU}/cpu7/cpufreq/scaling_governor`]: 'performance\n',
    [`${CPU}/intel_pstate/no_turbo`]: '1\n',
  },
};

export const LAPTOP: MachineFixture = {
  files: {
    ...COMMON,
    [`${CPU}/cpu0/cpufreq/scaling_governor`]: 'powersave\n',
    [`${CPU}/cpu1/cpufreq/scaling_governor`]: 'powersave\n',
    [`${CPU}/intel_pstate/no_turbo`]: '0\n',
  },
};

/** The limit is on the group above the one that the process is in. */
export const CONTAINER: MachineFixture = {
  files: {
    ...COMMON,
    '/sys/fs/cgroup/user.slice/cpu.max': '150000 100000\n',
    '/sys/fs/cgroup/user.slice/cpu.stat':
      'usage_usec 5\nnr_periods 900\nnr_throttled 120\nthrottled_usec 2500000\n',
    '/sys/fs/cgroup/user.slice/memory.max': '2000000000\n',
    '/sys/fs/cgroup/user.slice/memory.current': '1900000000\n',
    '/sys/fs/cgroup/user.slice/memory.stat': 'anon 1\ninactive_file 1400000000\n',
  },
  system: { loadAverage: 0.5 },
};

/** Version 1; the path is the host's, what is mounted begins at the container, the quota is that of a group in it. */
export const OLD_CONTAINER: MachineFixture = {
  files: {
    ...COMMON,
    '/proc/self/mountinfo': `27 1 254:0 / / rw - overlay overlay rw
31 27 0:28 /docker/ab12 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
32 27 0:29 /docker/ab12 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
`,
    '/proc/self/cgroup':
      '9:name=systemd:/docker/ab12\n5:memory:/docker/ab12\n2:cpu,cpuacct:/docker/ab12/job\n',
    '/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpu,cpuacct/job/cpu.stat': 'nr_periods 900\nnr_throttled 7\nthrottled_time 3000000000\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  },
};

/** statfs says FUSE; only the mount table says what is behind it. */
export const SSHFS: MachineFixture = {
  files: {
    ...QUIET_SERVER.files,
    '/proc/self/mountinfo': `${MOUNTS}40 27 0:50 / /home/me/my\\040files rw - fuse.sshfs me@host:/data rw,user_id=1000\n`,
  },
  magic: 1702057286,
  path: '/home/me/my files/data',
};

/** No /proc, no /sys. */
export const MAC: MachineFixture = {
  files: {},
  system: { trialCore: null, operatingSystem: 'darwin 25.0.0 arm64', pinnedNode: null, isPinned: false },
  magic: 26,
};
