/** What stands between the world and the databases (section 8.2 of the evaluation document). */
export const LAYERS = {
  files: 'File permissions',
  process: 'Process isolation',
  network: 'Network isolation',
} as const;
export type Layer = keyof typeof LAYERS;

/** A setting of a systemd unit (systemd.exec(5), systemd.resource-control(5)), and what it has to be. */
export interface IsolationSetting {
  readonly layer: Layer;
  readonly name: string;
  /** Values of which each does. */
  readonly wanted: readonly string[];
  /** What the databases are open to without it. */
  readonly why: string;
  readonly severity: 'warning' | 'info';
}

const setting = (
  layer: Layer,
  name: string,
  wanted: readonly string[],
  why: string,
  severity: IsolationSetting['severity'] = 'warning',
): IsolationSetting => ({ layer, name, wanted, why, severity });

export const YES = ['yes', 'true', 'on', '1'];
const NO_FILES =
  'new files (a database, an export) begin with the rights that the umask leaves: others could read them';
const ANY_FOLDER =
  'a hole in the application writes wherever its user may, beside the databases in all the system';

/**
 * What the unit of the application has to say. Not all that systemd can do: what keeps others from the databases, and
 * the application from the rest. `systemd-analyze security` rates the whole unit.
 */
export const ISOLATION: readonly IsolationSetting[] = [
  setting('files', 'User', ['*'], 'the application runs as root: no mode and no owner holds it back'),
  setting('files', 'UMask', ['0027'], NO_FILES),
  setting('files', 'ProtectSystem', ['strict'], ANY_FOLDER),
  setting(
    'files',
    'ReadWritePaths',
    ['*'],
    'with ProtectSystem=strict the data folder has to be named, or nothing can be written; / would open everything again',
  ),
  setting(
    'files',
    'ProtectHome',
    ['yes', 'true', 'tmpfs'],
    "users' own files are open to the application",
    'info',
  ),
  setting('process', 'NoNewPrivileges', YES, 'a program with setuid makes root of www-data'),
  setting(
    'process',
    'CapabilityBoundingSet',
    [''],
    'a capability such as CAP_DAC_OVERRIDE passes by all modes',
  ),
  setting(
    'process',
    'PrivateTmp',
    [...YES, 'disconnected'],
    'copies and exports of the databases in /tmp meet those of other programs',
  ),
  setting('process', 'PrivateDevices', YES, 'the disk itself can be read past the file system'),
  setting(
    'process',
    'ProtectProc',
    ['invisible', 'noaccess', 'ptraceable'],
    'other processes, with their arguments, are seen',
    'info',
  ),
  setting('process', 'ProtectKernelModules', YES, 'kernel code can be loaded', 'info'),
  setting('process', 'ProtectKernelTunables', YES, 'settings of the kernel can be changed', 'info'),
  setting(
    'process',
    'ProtectControlGroups',
    [...YES, 'private', 'strict'],
    'limits of other services can be changed',
    'info',
  ),
  setting(
    'process',
    'RestrictNamespaces',
    YES,
    'name spaces open holes in the kernel to ordinary users',
    'info',
  ),
  setting(
    'process',
    'SystemCallFilter',
    ['*'],
    'system calls for debugging (ptrace) read the memory of others: cached rows, keys',
  ),
  setting(
    'network',
    'RestrictAddressFamilies',
    ['AF_UNIX'],
    'the application can open connections of any kind: what it reads can leave',
  ),
  setting(
    'network',
    'PrivateNetwork',
    YES,
    'the databases need no network, and a web server reaches the application by a socket file',
  ),
  setting(
    'network',
    'IPAddressDeny',
    ['any'],
    'where there is a network after all, every address can be reached',
    'info',
  ),
];

/** In the repository; printed by `audit` for those who have none. */
export const UNIT_EXAMPLE = 'docs/systemd/chinook-app.service';
