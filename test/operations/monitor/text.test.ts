import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALERT_NAMES } from '../../../src/model/alert-settings.ts';
import type { AlertStatus } from '../../../src/operations/monitor/alerts/board.ts';
import { alertsOf } from '../../../src/operations/monitor/alerts/definitions.ts';
import { foundText } from '../../../src/operations/monitor/text.ts';
import { ago } from '../../../src/operations/monitor/text-rows.ts';

const ALERTS = alertsOf({});

function said(alerts: readonly AlertStatus[], notChecked: readonly string[] = []): readonly string[] {
  const found = { shown: 'data', layout: 'three', readings: [], inMemory: [], alerts, notChecked };
  return foundText(found).trimEnd().split('\n');
}

function holding(name: string, db: string): AlertStatus {
  const alert = ALERTS.find((one) => one.name === name);
  assert.ok(alert, name);
  const { severity, limit, summary } = alert;
  return {
    name: alert.name,
    db,
    severity,
    limit,
    state: 'pending',
    since: 1,
    summary: summary.replaceAll('{db}', db),
  };
}

test('alerts stand in columns, what is critical first, no line wider than a terminal', () => {
  const lines = said(
    ALERT_NAMES.filter((name) => name !== 'monitor-down').map((name) => holding(name, 'chinook')),
  );
  const last = lines.findIndex((line) => / alerts; /.test(line));
  const rows = lines.slice(lines.lastIndexOf('') + 1, last);
  const starts = rows.filter((row) => /^ {2}\S/.test(row));
  assert.equal(starts.length, ALERT_NAMES.length - 1);
  const summary = (starts[0] ?? '').indexOf('chinook');
  for (const row of rows) {
    assert.ok(row.length <= 100, row);
    assert.match(row.slice(summary - 2), /^ {2}\S/, `a column begins at ${summary}: ${row}`);
  }
  for (const [index, row] of starts.entries())
    assert.match(row, /^ {2}(critical|warning ) {2}[a-z-]+ +chinook/, String(index));
  const severities = starts.map((row) => row.trim().split(' ', 1)[0]);
  assert.deepEqual(severities, [...severities].sort());
  assert.ok(rows.length > starts.length, 'a long summary goes on below');
});

test('one alert names its runbook; no alert is not said of what could not be checked', () => {
  assert.equal(said([holding('orphans', 'main')]).at(-1), '1 alert; what to do: docs/monitor.md#orphans');
  assert.equal(said([]).at(-1), 'no alert');
  const why = `not all could be checked: ${'a long reason '.repeat(12)}`;
  const lines = said([], [why]);
  assert.ok(lines.includes('no alert in what could be checked'));
  assert.ok(lines.every((line) => line.length <= 100));
});

test('an age in whole units', () => {
  assert.deepEqual([-5, 0, 119, 120, 7199, 7200, 172_799, 172_800].map(ago), [
    '0 s',
    '0 s',
    '119 s',
    '2 m',
    '119 m',
    '2 h',
    '47 h',
    '2 d',
  ]);
});
