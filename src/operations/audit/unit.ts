import { ISOLATION, type IsolationSetting, YES } from './isolation.ts';

/** The [Service] section of a systemd unit. */
export interface UnitFact {
  readonly shown: string;
  /** Values by name, in order; an empty value begins anew (systemd.service(5)). */
  readonly settings: ReadonlyMap<string, readonly string[]>;
}

export interface UnmetSetting {
  readonly setting: IsolationSetting;
  /** What the unit says; null where it says nothing. */
  readonly found: string | null;
}

/** A unit's text (systemd.syntax(7)). Never fails: what is no unit has no settings. */
export function parseUnit(text: string, shown: string): UnitFact {
  const settings = new Map<string, string[]>();
  let section = '';
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1] ?? section;
    const [, name, value = ''] = /^\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section !== 'Service' || name === undefined) continue;
    settings.set(
      name,
      value === '' ? [''] : [...(settings.get(name) ?? []).filter((one) => one !== ''), value],
    );
  }
  return { shown, settings };
}

/** The settings of the registry that a unit does not have, or has otherwise. */
export function unmetSettings({ settings }: UnitFact): readonly UnmetSetting[] {
  const dynamic = YES.includes(settings.get('DynamicUser')?.at(-1)?.toLowerCase() ?? '');
  return ISOLATION.flatMap((setting) => {
    const said = settings.get(setting.name);
    // Of a setting that is no list the last counts, such as that of a drop-in (systemctl cat prints all of them).
    const values = LISTS.has(setting.name) ? said : said?.slice(-1);
    if (values === undefined && isImplied(setting.name, settings, dynamic)) return [];
    const met = setting.name === 'SystemCallFilter' ? keepsDebuggersOut : meetsAll;
    if (values !== undefined && met(values, setting)) return [];
    return [{ setting, found: values?.join(' ') ?? null }];
  });
}

/** Settings whose lines add up. */
const LISTS = new Set([
  ...['ReadWritePaths', 'CapabilityBoundingSet', 'RestrictNamespaces'],
  ...['SystemCallFilter', 'RestrictAddressFamilies', 'IPAddressDeny'],
]);

/** What other settings bring with them, where a unit does not say it itself (systemd.exec(5)). */
function isImplied(name: string, settings: UnitFact['settings'], dynamic: boolean): boolean {
  if (dynamic && IMPLIED_BY_DYNAMIC_USER.has(name)) return true;
  // A folder of its own, which ProtectSystem leaves writable.
  return name === 'ReadWritePaths' && (settings.get('StateDirectory')?.at(-1) ?? '') !== '';
}

/** DynamicUser takes a user that nobody else has, never root, and these with it. */
const IMPLIED_BY_DYNAMIC_USER = new Set(['User', 'ProtectSystem', 'PrivateTmp', 'NoNewPrivileges']);

/** A list of allowed calls without those for debugging, or one of refused calls with them (systemd.exec(5)). */
function keepsDebuggersOut(values: readonly string[]): boolean {
  const names = (value: string) => /(?:^|[~\s])(?:@debug|ptrace)(?:[:\s]|$)/.test(value);
  const [first = ''] = values;
  return first.startsWith('~')
    ? values.some((value) => value.startsWith('~') && names(value))
    : first !== '' && !values.some((value) => !value.startsWith('~') && names(value));
}

function meetsAll(values: readonly string[], setting: IsolationSetting): boolean {
  return values.every((value) => meets(setting, value));
}

function meets({ name, wanted }: IsolationSetting, value: string): boolean {
  if (name === 'User') return value !== '' && value !== 'root' && value !== '0';
  // One that takes away more does as well.
  if (name === 'UMask') return /^[0-7]{1,4}$/.test(value) && (Number.parseInt(value, 8) & 0o027) === 0o027;
  // The root folder gives back all that ProtectSystem has taken away. Words may begin with "-" and "+".
  if (name === 'ReadWritePaths')
    return value !== '' && value.split(/\s+/).every((path) => !/^"?[-+]*\/*"?$/.test(path));
  if (name === 'RestrictAddressFamilies' && value === 'none') return true;
  if (wanted.includes('*')) return value !== '';
  // A list is met by any part of what is wanted, and by nothing beyond it.
  const words = value.toLowerCase().split(/\s+/);
  return words.every((word) => wanted.some((one) => one.toLowerCase() === word));
}
