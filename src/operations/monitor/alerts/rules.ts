import type { Alert, Series } from './definitions.ts';
import { promQl, promTime } from './expression.ts';
import { type Yaml, yaml } from './yaml.ts';

/** Where the runbook of an alert is: docs/monitor.md has a section of each alert's name. */
export const RUNBOOKS = 'docs/monitor.md';

/** "wal-large" -> "ChinookSqliteWalLarge" */
export function ruleName(name: string): string {
  return `ChinookSqlite${name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
}

/**
 * The alerts as a rules file for Prometheus.
 * @param runbooks where the runbooks lie, without the anchor
 */
export function prometheusRules(alerts: readonly Alert[], runbooks = RUNBOOKS): string {
  const rules = alerts.map(
    (alert): Yaml => ({
      alert: ruleName(alert.name),
      expr: promQl(alert.condition),
      for: promTime(alert.forSeconds),
      labels: { severity: alert.severity },
      annotations: annotationsOf(alert, '{{ $labels.db }}', runbooks),
    }),
  );
  return `# Made by chinook-eval monitor rules; limits are set in chinook-eval.config.*\n${yaml({ groups: [{ name: 'chinook-eval', rules }] })}`;
}

function annotationsOf({ name, summary }: Alert, db: string, runbooks: string): Record<string, Yaml> {
  return { summary: summary.replaceAll('{db}', db), runbook_url: `${runbooks}#${name}` };
}

/** The longest window of a condition, with room: what has to have passed before a rate is worth anything. */
const WARM_UP_SECONDS = 20 * 60;
const STEP_SECONDS = 60;

/**
 * Unit tests for `promtool test rules`: every alert with the series on which it has to fire, and with those on which it must not.
 * @param rulesFile as the tests are to name it
 */
export function ruleTests(alerts: readonly Alert[], rulesFile: string, runbooks = RUNBOOKS): string {
  const tests = alerts.flatMap((alert) => [
    test(alert, alert.firing, runbooks, true),
    test(alert, alert.quiet, runbooks, false),
  ]);
  return yaml({ rule_files: [rulesFile], evaluation_interval: promTime(STEP_SECONDS), tests });
}

function test(alert: Alert, series: Series, runbooks: string, fires: boolean): Yaml {
  const seconds = WARM_UP_SECONDS + alert.forSeconds;
  const steps = Math.ceil(seconds / STEP_SECONDS) + 1;
  const labelled = alert.condition.kind !== 'absent';
  const alerts: Yaml = fires
    ? [
        {
          exp_labels: { severity: alert.severity, ...(labelled && { db: 'main' }) },
          exp_annotations: annotationsOf(alert, labelled ? 'main' : '', runbooks),
        },
      ]
    : [];
  return {
    name: `${alert.name}: ${fires ? 'fires' : 'does not fire'}`,
    interval: promTime(STEP_SECONDS),
    input_series: Object.entries(series).map(([metric, [start, growth]]) => ({
      series: `${metric}{db="main"}`,
      values: `${start}${growth < 0 ? '' : '+'}${growth}x${steps}`,
    })),
    alert_rule_test: [{ eval_time: promTime(seconds), alertname: ruleName(alert.name), exp_alerts: alerts }],
  };
}
