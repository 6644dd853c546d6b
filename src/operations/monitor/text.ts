import { plain, wrap } from '../../render/plain.ts';
import { renderTable } from '../../render/table.ts';
import type { AlertStatus } from './alerts/board.ts';
import { RUNBOOKS } from './alerts/rules.ts';
import type { Reading } from './reading.ts';
import { ROWS } from './text-rows.ts';

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
