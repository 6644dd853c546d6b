import { Failure } from '../../model/failure.ts';
import { parseTime } from '../../render/parse-units.ts';
import { brief, plain } from '../../render/plain.ts';
import { SEVERITIES } from './finding.ts';
import { formatMode, parseMode } from './mode.ts';
import { OF_FOLDER, OWN_POLICY, POLICIES, type Policy, ROLES, type Role, type Rule } from './policy.ts';

/** useradd(8) allows these; a number is none, as files may belong to numbers that no user has. */
const ACCOUNT = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?$/;
const LEVELS = ['off', ...SEVERITIES] as const;

/**
 * A policy out of a file's JSON: what it says replaces what the policy that it extends says.
 *
 *     { "extends": "document",
 *       "files": { "database": { "mode": "640", "owner": "app", "group": "app" }, "folder": { "mode": "u=rwx,g=rx,o=" } },
 *       "backups": { "newestWithin": "26h" }, "checks": { "backup-place": "off" } }
 *
 * @param checks the names of all checks
 * @throws Failure: 2, which names the file and the field
 */
export function checkPolicy(value: unknown, shown: string, checks: readonly string[]): Policy {
  const file = new Fields(value, plain(shown), '', 'an object');
  file.only(['extends', 'files', 'backups', 'checks']);
  const extended = file.choice('extends', Object.keys(POLICIES)) ?? OWN_POLICY.name;
  const base = POLICIES[extended] ?? OWN_POLICY;
  const files = file.object('files');
  files?.only(ROLES);
  const rules = Object.fromEntries(
    ROLES.map((role) => [role, ruleOf(files?.object(role), base.rules[role], role)]),
  ) as Record<Role, Rule>;
  const backups = file.object('backups');
  backups?.only(['newestWithin']);
  const levels = file.object('checks');
  levels?.only(checks);
  return {
    name: plain(shown),
    about: `as ${plain(shown)} says, which extends ${extended}`,
    rules,
    newestBackupSeconds: backups?.age('newestWithin') ?? base.newestBackupSeconds,
    severities: {
      ...base.severities,
      ...Object.fromEntries(
        checks.flatMap((check) => {
          const level = levels?.choice(check, LEVELS);
          return level === undefined ? [] : [[check, level]];
        }),
      ),
    } as Policy['severities'],
  };
}

function ruleOf(given: Fields | undefined, base: Rule, role: Role): Rule {
  if (given === undefined) return base;
  given.only(['mode', 'owner', 'group']);
  const mode = given.mode('mode') ?? base.mode;
  const [needed, words] = role.toLowerCase().includes('folder') ? [0o700, 'rwx'] : [0o400, 'r'];
  if ((mode & needed) !== needed)
    given.fail('mode', `${formatMode(mode)} leaves the owner without ${words}: nobody could use it`);
  return {
    mode,
    owner: given.account('owner', [OF_FOLDER]) ?? (given.isNull('owner') ? null : base.owner),
    group: given.account('group', []) ?? (given.isNull('group') ? null : base.group),
  };
}

/** The fields of an object in a file, each asked for by its name. */
class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #shown: string;
  readonly #at: string;

  constructor(value: unknown, shown: string, at: string, wanted: string) {
    this.#shown = shown;
    this.#at = at;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Failure(`${shown}${at && `: ${at}`}: give ${wanted}, not ${said(value)}.`);
    this.#value = value as Readonly<Record<string, unknown>>;
  }

  fail(field: string, what: string): never {
    throw new Failure(`${this.#shown}: ${this.#at && `${this.#at}.`}${plain(field)}: ${what}.`);
  }

  only(known: readonly string[]): void {
    for (const field of Object.keys(this.#value))
      if (!known.includes(field))
        this.fail(brief(field, 60), `there is no such key; there are ${known.join(', ')}`);
  }

  object(field: string): Fields | undefined {
    const value = this.#of(field);
    const at = this.#at ? `${this.#at}.${field}` : field;
    return value === undefined ? undefined : new Fields(value, this.#shown, at, 'an object');
  }

  isNull(field: string): boolean {
    return this.#of(field) === null;
  }

  choice<T extends string>(field: string, known: readonly T[]): T | undefined {
    const value = this.#of(field);
    if (value === undefined) return undefined;
    const found = known.find((one) => one === value);
    return found ?? this.fail(field, `give one of ${known.join(', ')}, not ${said(value)}`);
  }

  mode(field: string): number | undefined {
    const value = this.#of(field);
    if (value === undefined) return undefined;
    const mode = parseMode(value);
    return (
      mode ?? this.fail(field, `give a mode as text, such as "640" or "u=rw,g=r,o=", not ${said(value)}`)
    );
  }

  /** Undefined where it is not there or null. */
  account(field: string, special: readonly string[]): string | undefined {
    const value = this.#of(field);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string' && (special.includes(value) || ACCOUNT.test(value))) return value;
    const others = special.map((one) => `"${one}", `).join('');
    return this.fail(field, `give a name, ${others}or null for whoever, not ${said(value)}`);
  }

  age(field: string): number | undefined {
    const value = this.#of(field);
    if (value === undefined) return undefined;
    const hours = typeof value === 'string' ? /^(\d{1,5})\s?(h|d)$/.exec(value.trim()) : null;
    const seconds = hours
      ? Number(hours[1]) * (hours[2] === 'd' ? 86_400 : 3600)
      : typeof value === 'string'
        ? parseTime(value, ['s', 'm', 'min'])
        : undefined;
    if (seconds === undefined || !(seconds > 0))
      this.fail(field, `give a time such as "26h" or "2d", not ${said(value)}`);
    return seconds;
  }

  #of(field: string): unknown {
    return Object.hasOwn(this.#value, field) ? this.#value[field] : undefined;
  }
}

function said(value: unknown): string {
  return Array.isArray(value) ? 'a list' : brief(JSON.stringify(value) ?? String(value), 40);
}
