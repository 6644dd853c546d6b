import { plain, wrap } from '../../render/plain.ts';
import { renderTable } from '../../render/table.ts';
import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../render/units.ts';
import type { AlertStatus } from './alerts/board.ts';
import { RUNBOOKS } from './alerts/rules.ts';
import type { Reading } from './reading.ts';

/** What one look has found, for people. */
export interface Found {
  readonly shown: string;
  readonly layout: string;
  readonly readings: readonly Reading[];
  readonly inMemory: readonly string[];
  readonly alerts: readonly AlertStatus[];
  /** What could not be checked, and why. */
  readonly notChecked: readonly string[];
}

type Value = (metric: string) => number | undefined;

/** A row per figure; left out where no database has it. */
const ROWS: readonly (readonly [
  title: string,
  text: (value: Value, reading: Reading) => string | undefined,
])[] = [
  ['state', (_, { down }) => (down ? `down: ${down.reason}` : 'up')],
  [
    'open in',
    (value) => map(value('holders'), (n) => (n === 0 ? 'no process' : `${n} process${n === 1 ? '' : 'es'}`)),
  ],
  ['readers', (value) => map(value('readers'), formatCount)],
  [
    'busy',
    (value) =>
      map2(value('lock_busy_total'), value('lock_checks_total'), (busy, checks) =>
        formatPercent(busy / checks),
      ),
  ],
  ['probe', (value) => map(value('probe_last_seconds'), formatSeconds)],
  ['WAL', (value) => map(value('wal_bytes'), formatBytes)],
  ['frames waiting', (value) => map(value('wal_pending_frames'), formatCount)],
  [
    'checkpoint',
    (value) =>
      map2(value('checkpoint_age_seconds'), value('wal_pending_frames'), (age, waiting) =>
        waiting === 0 ? 'nothing waits' : `${ago(age)} ago`,
      ),
  ],
  ['file', (value) => map(value('file_bytes'), formatBytes)],
  [
    'free pages',
    (value) =>
      map2(value('free_pages'), value('pages'), (free, pages) =>
        formatPercent(pages === 0 ? 0 : free / pages),
      ),
  ],
  ['disk free', (value) => map(value('disk_free_bytes'), formatBytes)],
  ['cache entries', (value) => map(value('cache_rows'), formatCount)],
  [
    'cache hits',
    (value) =>
      map2(value('cache_hits_total'), value('cache_misses_total'), (hits, misses) =>
        hits + misses === 0 ? 'none asked' : formatPercent(hits / (hits + misses)),
      ),
  ],
  ['orphans', (value) => map(value('orphan_rows'), formatCount)],
  [
    'full text',
    (value) => map(value('full_text_drifted_tables'), (n) => (n === 0 ? 'agrees' : `${n} drifted`)),
  ],
  ['damage', (value) => map(value('damages'), (n) => (n === 0 ? 'none' : formatCount(n)))],
  [
    'permissions',
    (value) =>
      map(value('permission_findings'), (n) =>
        n === 0 ? 'fine' : `${formatCount(n)} finding${n === 1 ? '' : 's'}`,
      ),
  ],
  [
    'backup',
    (value, { at }) =>
      map(value('backup_timestamp_seconds'), (time) => `${ago(at - time)} ago`) ??
      map(value('backup_sets'), () => 'never'),
  ],
];

const WIDTH = 100;

/** The table, then what is wrong, most severe first, then what could not be decided. */
export function foundText({ shown, layout, readings, inMemory, alerts, notChecked }: Found): string {
  const cells = readings.map((reading) =>
    ROWS.map(([, text]) => text((metric) => reading.values.get(`chinook_sqlite_${metric}`), reading)),
  );
  const rows = ROWS.flatMap(([title], index) => {
    const row = cells.map((column) => column[index]);
    return row.every((cell) => cell === undefined) ? [] : [[`  ${title}`, ...row.map((cell) => cell ?? '-')]];
  });
  const table = renderTable(
    [
      { heading: '', align: 'left' },
      ...readings.map(({ db }) => ({ heading: plain(db), align: 'right' as const })),
    ],
    rows,
  );
  const lines = [
    heading(shown, layout, inMemory),
    table,
    '',
    ...alertLines(alerts, notChecked.length > 0),
    ...notChecked.map((why) => wrap(plain(why), WIDTH, '  ')),
  ];
  return `${lines.join('\n')}\n`;
}

function heading(shown: string, layout: string, inMemory: readonly string[]): string {
  const unseen = inMemory.map(plain).join(', ');
  return `${plain(shown)}, layout ${plain(layout)}${unseen && `; ${unseen} is in memory: only the application sees it`}`;
}

/** A row per alert: its name is where the runbook begins. */
function alertLines(alerts: readonly AlertStatus[], partly: boolean): readonly string[] {
  const holding = alerts
    .filter(({ state }) => state === 'pending' || state === 'firing')
    .sort((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
  const unknown = [...new Set(alerts.filter(({ state }) => state === 'unknown').map(({ name }) => name))];
  const words = holding.map(
    ({ severity, name, summary }) => [`  ${severity}`, name, plain(summary)] as const,
  );
  const before = [0, 1].reduce((sum, column) => sum + 2 + widest(words.map((row) => row[column] ?? '')), 0);
  const table = renderTable(
    ['', '', ''].map((heading) => ({ heading, align: 'left' as const })),
    words.map(([severity, name, summary]) => [severity, name, wrap(summary, WIDTH - before)]),
  );
  return [
    // Without the line of headings, which is empty.
    ...(holding.length > 0 ? [table.slice(table.indexOf('\n') + 1)] : []),
    holding.length > 1
      ? `${holding.length} alerts; ${RUNBOOKS} says under each name what to do`
      : holding.length === 1
        ? `1 alert; what to do: ${RUNBOOKS}#${holding[0]?.name}`
        : partly
          ? 'no alert in what could be checked'
          : 'no alert',
    ...(unknown.length > 0
      ? [wrap(`not decided, as nothing measured it: ${unknown.join(', ')}`, WIDTH, '  ')]
      : []),
  ];
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => text.length));
}

/** Whole units: nobody needs three digits of an age. */
export function ago(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const;
  const [unit, length] = units.find(([, one]) => seconds >= 2 * one) ?? (['s', 1] as const);
  return `${Math.max(0, Math.floor(seconds / length))} ${unit}`;
}

function map(value: number | undefined, text: (value: number) => string): string | undefined {
  return value === undefined ? undefined : text(value);
}

function map2(
  a: number | undefined,
  b: number | undefined,
  text: (a: number, b: number) => string,
): string | undefined {
  return a === undefined || b === undefined ? undefined : text(a, b);
}
