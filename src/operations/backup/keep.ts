import { Failure } from '../../model/failure.ts';
import type { BackupSet } from './sets.ts';

/** How many sets to keep: the newest ones, and the newest one of each of the last days, weeks, months and years. */
export interface Keep {
  readonly last: number;
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
  readonly years: number;
}

type Unit = Exclude<keyof Keep, 'last'>;

const UNITS: Readonly<Record<string, Unit>> = { d: 'days', w: 'weeks', m: 'months', y: 'years' };
const MOST = 10_000;

/**
 * "7d,4w": the newest set of each of the last seven days and four weeks that have one; "5": the newest five. What one of
 * them keeps is kept.
 * @throws Failure (exit 2)
 */
export function parseKeep(text: string): Keep {
  const keep = { last: 0, days: 0, weeks: 0, months: 0, years: 0 };
  const seen = new Set<string>();
  for (const part of text.split(',')) {
    const [, digits, unit = ''] = /^\s*(\d{1,5})\s*([dwmy]?)\s*$/i.exec(part) ?? [];
    const count = Number(digits);
    const name = unit === '' ? 'last' : UNITS[unit.toLowerCase()];
    if (digits === undefined || name === undefined || count < 1 || count > MOST)
      throw new Failure(
        `--keep ${JSON.stringify(text)}: give numbers of days, weeks, months or years, such as 7d,4w, or of sets, such as 5.`,
      );
    if (seen.has(name)) throw new Failure(`--keep ${JSON.stringify(text)} says twice how many ${name}.`);
    seen.add(name);
    keep[name] = count;
  }
  return keep;
}

/**
 * The sets that are to go, oldest first. The days are those of the clock when a set was made (UTC), counted over days that
 * have sets: neither a clock that leaps nor a machine that was off makes all of them old at once.
 * @param sets good ones of one source, in any order; the newest by its label always stays
 */
export function setsToRemove(sets: readonly BackupSet[], keep: Keep): readonly BackupSet[] {
  const newestFirst = [...sets].sort((a, b) => (a.label < b.label ? 1 : -1));
  const kept = new Set(newestFirst.slice(0, Math.max(1, keep.last)));
  for (const unit of Object.values(UNITS)) {
    const periods = new Set<string>();
    for (const set of newestFirst) {
      if (periods.size === keep[unit]) break;
      const period = periodOf(set.createdAt, unit);
      if (!periods.has(period)) kept.add(set);
      periods.add(period);
    }
  }
  return newestFirst.filter((set) => !kept.has(set)).reverse();
}

function periodOf(time: number, unit: Unit): string {
  const date = new Date(time);
  const day = date.toISOString().slice(0, 10);
  switch (unit) {
    case 'days':
      return day;
    case 'weeks': {
      // By its Monday, as ISO 8601 counts weeks.
      const sinceMonday = (date.getUTCDay() + 6) % 7;
      return new Date(Date.parse(day) - sinceMonday * 86_400_000).toISOString().slice(0, 10);
    }
    case 'months':
      return day.slice(0, 7);
    case 'years':
      return day.slice(0, 4);
  }
}
