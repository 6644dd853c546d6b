import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ALERT_DEFAULTS, ALERT_NAMES } from '../../../src/model/alert-settings.ts';
import { alertmanagerConfig } from '../../../src/operations/monitor/alerts/alertmanager.ts';
import { AlertBoard } from '../../../src/operations/monitor/alerts/board.ts';
import { alertsOf, type Series } from '../../../src/operations/monitor/alerts/definitions.ts';
import { metricsOf, promTime } from '../../../src/operations/monitor/alerts/expression.ts';
import { prometheusRules, ruleTests } from '../../../src/operations/monitor/alerts/rules.ts';
import { History } from '../../../src/operations/monitor/history.ts';
import { METRICS } from '../../../src/operations/monitor/registry.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { needs } from './programs.ts';

const folder = new TemporaryFolder();
const ALERTS = alertsOf({});

function run(program: string, ...words: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', cwd: folder.path });
  return { code: status, said: stdout + stderr };
}

test('the rules file is one that Prometheus takes', needs('promtool'), () => {
  writeFileSync(join(folder.path, 'alerts.yml'), prometheusRules(ALERTS));
  const { code, said } = run('promtool', 'check', 'rules', 'alerts.yml');
  assert.equal(code, 0, said);
  assert.match(said, new RegExp(`${ALERT_NAMES.length} rules found`));
});

test(
  'in Prometheus every rule fires on its series, and not on those beside its limit',
  needs('promtool'),
  () => {
    writeFileSync(join(folder.path, 'alerts.yml'), prometheusRules(ALERTS));
    writeFileSync(join(folder.path, 'tests.yml'), ruleTests(ALERTS, 'alerts.yml'));
    const { code, said } = run('promtool', 'test', 'rules', 'tests.yml');
    assert.equal(code, 0, said);
  },
);

test(
  'the rules that are made for limits at the ends of what can be set pass their tests',
  needs('promtool'),
  () => {
    const ends = {
      seconds: [0, 366 * 86_400],
      bytes: [0, 2 ** 50],
      fraction: [1e-6, 1],
      part: [1e-6, 0.9999],
      count: [0, 1e6],
    };
    for (const end of [0, 1]) {
      const alerts = alertsOf(
        Object.fromEntries(
          ALERT_NAMES.map((name) => {
            const { unit } = ALERT_DEFAULTS[name];
            return [name, { forSeconds: 60 * end, ...(unit && { limit: ends[unit][end] ?? 0 }) }];
          }),
        ),
      );
      writeFileSync(join(folder.path, 'alerts.yml'), prometheusRules(alerts));
      writeFileSync(join(folder.path, 'tests.yml'), ruleTests(alerts, 'alerts.yml'));
      const { code, said } = run('promtool', 'test', 'rules', 'tests.yml');
      assert.equal(code, 0, said);
    }
  },
);

test('a rule with another limit or sense does not pass its test', needs('promtool'), () => {
  const changed = [
    ['wal-large', 'chinook_sqlite_wal_bytes > 64000000', 'chinook_sqlite_wal_bytes > 64000001'],
    ['database-down', 'chinook_sqlite_up == 0', 'chinook_sqlite_up == 1'],
    ['backup-old', '> 93600', '< 93600'],
  ] as const;
  const alerts = ALERTS.filter(({ name }) => changed.some(([one]) => one === name));
  let file = prometheusRules(alerts);
  for (const [, from, to] of changed) {
    assert.ok(file.includes(from), from);
    file = file.replace(from, to);
  }
  writeFileSync(join(folder.path, 'alerts.yml'), file);
  writeFileSync(join(folder.path, 'tests.yml'), ruleTests(alerts, 'alerts.yml'));
  const { code, said } = run('promtool', 'test', 'rules', 'tests.yml');
  assert.notEqual(code, 0);
  for (const [name] of changed) assert.match(said, new RegExp(`${name}: fires`), said);
});

test('the Alertmanager configuration is one that it takes', needs('amtool'), () => {
  writeFileSync(join(folder.path, 'alertmanager.yml'), alertmanagerConfig());
  const { code, said } = run('amtool', 'check-config', 'alertmanager.yml');
  assert.equal(code, 0, said);
  assert.match(said, /SUCCESS/);
});

/** A minute per look, as in the tests for promtool, and a look more than the alert's patience. */
function decideOn(series: Series, name: string): string | undefined {
  const alert = ALERTS.find((one) => one.name === name);
  assert.ok(alert);
  const history = new History(1000);
  const board = new AlertBoard([alert], history);
  for (let minute = 0; minute <= 20 + alert.forSeconds / 60; minute++) {
    const values = Object.entries(series).map(
      ([metric, [start, growth]]) => [metric, start + growth * minute] as const,
    );
    const moment = { at: minute * 60, steady: minute * 60 };
    history.add(moment, new Map([['main', new Map(values)]]));
    board.decide(['main'], moment);
  }
  return board.statuses[0]?.state;
}

test('the monitor itself decides every rule as Prometheus does, on the same series', () => {
  for (const { name, firing, quiet, condition } of ALERTS) {
    if (condition.kind === 'absent') continue;
    assert.equal(decideOn(firing, name), 'firing', name);
    assert.equal(decideOn(quiet, name), 'inactive', name);
    assert.equal(decideOn({}, name), 'unknown', name);
  }
});

test('rules are decided by metrics that there are', () => {
  const known = new Set(METRICS.map(({ name }) => name));
  for (const { condition, name } of ALERTS)
    for (const metric of metricsOf(condition)) assert.ok(known.has(metric), `${name}: ${metric}`);
});

test('an alert that is off is in no file; what is set is in it', () => {
  const file = prometheusRules(
    alertsOf({ orphans: null, 'wal-large': { limit: 5, forSeconds: 90, severity: 'critical' } }),
    'https://example.org/m',
  );
  assert.doesNotMatch(file, /orphan_rows/);
  assert.match(
    file,
    /expr: "chinook_sqlite_wal_bytes > 5"\n +for: "1m30s"\n +labels:\n +severity: "critical"/,
  );
  assert.match(file, /runbook_url: "https:\/\/example\.org\/m#wal-large"/);
});

test('seconds as Prometheus writes them', () => {
  assert.deepEqual([0, 0.5, 61, 93_600, 3600].map(promTime), ['0s', '500ms', '1m1s', '1d2h', '1h']);
});
