import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runMain } from '../../report/run-main.ts';
import { TemporaryFolder } from '../../support/dataset.ts';
import { needs, portOf, startProgram, until } from './programs.ts';

type Labels = Readonly<Record<string, string>>;

interface Found {
  readonly labels: Labels;
  readonly status: { readonly state: 'active' | 'suppressed' | 'unprocessed' };
}

test(
  'two monitors, each with a database of one name: one that is down silences its own alarms, and not those of the other',
  needs('prometheus-alertmanager'),
  async () => {
    const { path } = new TemporaryFolder();
    const { stdout } = await runMain(['monitor', 'rules', '--format', 'alertmanager'], path);
    writeFileSync(join(path, 'alertmanager.yml'), stdout);
    const alertmanager = startProgram(
      'prometheus-alertmanager',
      [
        '--config.file=alertmanager.yml',
        '--storage.path=am',
        '--web.listen-address=127.0.0.1:0',
        '--cluster.listen-address=',
      ],
      path,
    );
    const alerts = (
      [
        ['a:1', 'main', 'DatabaseDown'],
        ['a:1', 'main', 'BackupOld'],
        ['a:1', 'chinook', 'BackupOld'],
        ['b:1', 'main', 'BackupOld'],
      ] as const
    ).map(([instance, db, name]) => ({
      labels: { alertname: `ChinookSqlite${name}`, severity: 'critical', instance, db },
    }));
    const post = (address: string) =>
      fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
      }).catch(() => undefined);
    try {
      const address = `http://127.0.0.1:${await portOf(alertmanager)}/api/v2/alerts`;
      await until('Alertmanager to take alerts', async () => (await post(address))?.status === 200);
      let states: string[] = [];
      await until('all to be decided on', async () => {
        const found = (await (await fetch(address)).json()) as Found[];
        states = found
          .map(
            ({ labels, status }) =>
              `${labels.instance} ${labels.db} ${labels.alertname?.slice(13)} ${status.state}`,
          )
          .sort();
        return states.length === alerts.length && states.some((one) => one.endsWith('suppressed'));
      });
      assert.deepEqual(states, [
        'a:1 chinook BackupOld active',
        'a:1 main BackupOld suppressed',
        'a:1 main DatabaseDown active',
        'b:1 main BackupOld active',
      ]);
      // A message for each; they are put together apart from the above.
      let groups: string[] = [];
      await until('all to be in a group', async () => {
        const found = (await (await fetch(`${address}/groups`)).json()) as {
          labels: Labels;
          alerts: unknown[];
        }[];
        groups = found.map(({ labels }) => `${labels.instance} ${labels.db}`).sort();
        return found.reduce((sum, one) => sum + one.alerts.length, 0) === alerts.length;
      });
      assert.deepEqual(groups, ['a:1 chinook', 'a:1 main', 'b:1 main']);
    } finally {
      await alertmanager.end('SIGKILL');
    }
  },
);
