import { z } from 'zod';
import {
  ALERT_DEFAULTS,
  ALERT_NAMES,
  type AlertName,
  type AlertSetting,
  type AlertSettings,
  type Severity,
} from '../model/alert-settings.ts';
import { parseTime } from '../render/parse-units.ts';
import { oneOf, strict } from './shapes.ts';
import { COUNT, FRACTION, type Leaf, leaf, notWanted, PART, SIZE } from './values.ts';

/** Alerts wait for days: a year is more than any, and keeps a slip from counting as set. */
const LONGEST_SECONDS = 366 * 86_400;

/** Also in hours and days, and 0s: at once. */
const PATIENCE: Leaf = {
  read: (value) => {
    const seconds = typeof value === 'string' ? (parseLong(value) ?? parseTime(value)) : undefined;
    return seconds !== undefined && seconds <= LONGEST_SECONDS ? seconds : undefined;
  },
  wanted: 'a time such as 90s, 5m, 26h or 2d',
};

function parseLong(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*([hd])\s*$/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (unit === 'd' ? 86_400 : 3600);
}

const LEAVES = { seconds: PATIENCE, bytes: SIZE, fraction: FRACTION, part: PART, count: COUNT } as const;

/** What is said of one alert; null for "off". */
function alert(name: AlertName) {
  const { unit } = ALERT_DEFAULTS[name];
  const shape = {
    ...(unit !== null && { limit: leaf(LEAVES[unit]).optional() }),
    for: leaf(PATIENCE).optional(),
    severity: oneOf(['critical', 'warning']).optional(),
  };
  const settings = strict(shape);
  return z.unknown().transform((value, context): AlertSetting | null => {
    if (value === 'off') return null;
    if (typeof value !== 'object') {
      const message = notWanted(`"off", or an object with ${Object.keys(shape).join(', ')}`, value);
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    const { data, error } = settings.safeParse(value);
    if (error) {
      for (const issue of error.issues)
        for (const path of issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [issue.path])
          context.addIssue({ code: 'custom', path, message: issue.message });
      return z.NEVER;
    }
    const {
      limit,
      for: forSeconds,
      severity,
    } = data as { limit?: number; for?: number; severity?: Severity };
    return {
      ...(limit !== undefined && { limit }),
      ...(forSeconds !== undefined && { forSeconds }),
      ...(severity !== undefined && { severity }),
    };
  });
}

/** monitor.alerts of the configuration file, in base units. */
export const alerts = strict(
  Object.fromEntries(ALERT_NAMES.map((name) => [name, alert(name).optional()])),
).transform(
  (given): AlertSettings =>
    Object.fromEntries(Object.entries(given).filter(([, setting]) => setting !== undefined)),
);
