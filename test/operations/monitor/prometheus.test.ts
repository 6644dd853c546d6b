import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import Database from 'better-sqlite3';
import { alertmanagerConfig } from '../../../src/operations/monitor/alerts/alertmanager.ts';
import { yaml } from '../../../src/operations/monitor/alerts/yaml.ts';
import { runMain } from '../../report/run-main.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { addressOf, needs, type Program, portOf, startCli, startProgram, until } from './programs.ts';
import { application, dataFolder } from './support.ts';

interface Notice {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What Alertmanager sends its messages to. */
async function webhook() {
  const notices: Notice[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    notices.push(...(JSON.parse(body) as { alerts: Notice[] }).alerts);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { notices, url: `http://127.0.0.1:${port}/alerts`, close: () => server.close() };
}

test(
  'a pinned reader: the alert fires in Prometheus, reaches a webhook through Alertmanager, and is resolved when the reader ends',
  needs('prometheus', 'prometheus-alertmanager'),
  async () => {
    const folder = new TemporaryFolder();
    const place = await (await dataFolder(folder)).copy();
    // Only this alert, and quickly: the data of a test has no backups and is readable by all.
    const config = { monitor: { alerts: { 'checkpoint-starvation': { limit: '1s', for: '1s' } } } };
    writeFileSync(join(folder.path, 'chinook-eval.config.json'), JSON.stringify(config));
    const { stdout: rules } = await runMain(['monitor', 'rules'], folder.path);
    writeFileSync(join(folder.path, 'alerts.yml'), rules);
    const hook = await webhook();
    const programs: Program[] = [];
    const app = application(place);
    try {
      const monitor = startCli(
        ['monitor', '--data', place, '--port', '0', '--interval', '500ms', '--checks', 'off'],
        folder.path,
      );
      programs.push(monitor);
      const target = new URL(await addressOf(monitor)).host;
      const patience = { groupWait: '0s', groupInterval: '1s', repeatInterval: '1h' };
      writeFileSync(join(folder.path, 'alertmanager.yml'), alertmanagerConfig(hook.url, patience));
      const alertmanager = startProgram(
        'prometheus-alertmanager',
        [
          '--config.file=alertmanager.yml',
          '--storage.path=am',
          '--web.listen-address=127.0.0.1:0',
          '--cluster.listen-address=',
        ],
        folder.path,
      );
      programs.push(alertmanager);
      const alertmanagerPort = await portOf(alertmanager);
      writeFileSync(
        join(folder.path, 'prometheus.yml'),
        yaml({
          global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
          rule_files: ['alerts.yml'],
          alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
          scrape_configs: [{ job_name: 'chinook-eval', static_configs: [{ targets: [target] }] }],
        }),
      );
      const prometheus = startProgram(
        'prometheus',
        [
          '--config.file=prometheus.yml',
          '--storage.tsdb.path=tsdb',
          '--web.listen-address=127.0.0.1:0',
          '--rules.alert.resend-delay=1s',
        ],
        folder.path,
      );
      programs.push(prometheus);
      const prometheusPort = await portOf(prometheus);
      const query = async (text: string) => {
        const address = `http://127.0.0.1:${prometheusPort}/api/v1/query?query=${encodeURIComponent(text)}`;
        const answer = await fetch(address).catch(() => undefined);
        if (answer?.status !== 200) return [];
        const { data } = (await answer.json()) as {
          data: { result: { metric: Record<string, string>; value: [number, string] }[] };
        };
        return data.result.map(({ metric, value }) => [metric.db, value[1]]);
      };
      app.write(1);
      await until('a scrape', async () => (await query('chinook_sqlite_up == 1')).length === 2);

      const reader = new Database(join(place, 'database.sqlite'), { readonly: true });
      reader.exec('BEGIN');
      reader.prepare('SELECT count(*) FROM users').get();
      app.write(2500);
      const told = (status: Notice['status']) =>
        hook.notices.find(
          ({ labels, ...notice }) =>
            notice.status === status && labels.alertname === 'ChinookSqliteCheckpointStarvation',
        );
      // The monitor judges by itself, at its own looks: perhaps after Prometheus did.
      const logged = (event: Notice['status']) =>
        until(`${event} in the monitor's log`, () =>
          monitor.said().includes(`"event":"alert-${event}","db":"main","alert":"checkpoint-starvation"`),
        );
      await until('the alert at the webhook', () => told('firing') !== undefined);
      const { labels, annotations } = told('firing') as Notice;
      assert.deepEqual([labels.db, labels.severity], ['main', 'warning']);
      assert.match(String(annotations.summary), /^main: a reader keeps checkpoints/);
      assert.equal(annotations.runbook_url, 'docs/monitor.md#checkpoint-starvation');
      await logged('firing');

      reader.exec('COMMIT');
      reader.close();
      app.write(1);
      await until('its end at the webhook', () => told('resolved') !== undefined);
      await logged('resolved');
      // Where a scrape came too late it may have been over, and have fired again, before the reader ended.
      await until('its end in Prometheus', async () => {
        const firing = await query(
          'ALERTS{alertname="ChinookSqliteCheckpointStarvation",alertstate="firing"}',
        );
        const up = await query('chinook_sqlite_up == 1');
        return firing.length === 0 && up.length === 2;
      });
      assert.equal(await monitor.end(), 0);
    } finally {
      app.close();
      hook.close();
      await Promise.all(programs.map((program) => program.end('SIGKILL')));
    }
  },
);
