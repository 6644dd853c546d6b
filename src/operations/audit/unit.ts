import { ISOLATION, type IsolationSetting } from './isolation.ts';

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
  return ISOLATION.flatMap((setting) => {
    const values = settings.get(setting.name);
    const met = setting.name === 'SystemCallFilter' ? keepsDebuggersOut : meetsAll;
    if (values !== undefined && met(values, setting)) return [];
    return [{ setting, found: values?.join(' ') ?? null }];
  });
}

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
  // The root folder gives back all that ProtectSystem has taken away. Words may begin with "-" and "+".
  if (name === 'ReadWritePaths')
    return value !== '' && value.split(/\s+/).every((path) => !/^"?[-+]*\/*"?$/.test(path));
  if (name === 'RestrictAddressFamilies' && value === 'none') return true;
  if (wanted.includes('*')) return value !== '';
  // A list is met by any part of what is wanted, and by nothing beyond it.
  const words = value.toLowerCase().split(/\s+/);
  return words.every((word) => wanted.some((one) => one.toLowerCase() === word));
}
