import { yaml } from './yaml.ts';

/** Seconds as Alertmanager takes them; the end-to-end test has shorter ones. */
export interface Patience {
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
}

const ONE_DATABASE = ['instance', 'db'] as const;

const USUAL: Patience = { groupWait: '30s', groupInterval: '5m', repeatInterval: '4h' };

/**
 * An Alertmanager configuration to begin with: what is critical and what is a warning to a webhook, one message per database, and no
 * further alarms of a database that cannot be read. Databases of two monitors may have one name: `instance` tells them apart.
 * @param webhook where the messages go
 */
export function alertmanagerConfig(
  webhook = 'http://127.0.0.1:9465/alerts',
  patience: Patience = USUAL,
): string {
  return `# Made by chinook-eval monitor rules --format alertmanager: an example, to be put into your own.\n${yaml(
    {
      route: {
        receiver: 'webhook',
        group_by: [...ONE_DATABASE],
        group_wait: patience.groupWait,
        group_interval: patience.groupInterval,
        repeat_interval: patience.repeatInterval,
        routes: [{ matchers: ['severity="critical"'], receiver: 'webhook', group_wait: '0s' }],
      },
      inhibit_rules: [
        {
          source_matchers: ['alertname="ChinookSqliteDatabaseDown"'],
          target_matchers: ['alertname=~"ChinookSqlite.+"', 'alertname!="ChinookSqliteDatabaseDown"'],
          equal: [...ONE_DATABASE],
        },
      ],
      receivers: [{ name: 'webhook', webhook_configs: [{ url: webhook, send_resolved: true }] }],
    },
  )}`;
}
