import { loadConfig } from '../config/load.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { alertmanagerConfig } from '../operations/monitor/alerts/alertmanager.ts';
import { alertsOf } from '../operations/monitor/alerts/definitions.ts';
import { prometheusRules, ruleTests } from '../operations/monitor/alerts/rules.ts';
import { grafanaDashboard } from '../operations/monitor/grafana/dashboard.ts';

export interface RulesFlags {
  readonly format: 'prometheus' | 'tests' | 'alertmanager' | 'grafana';
  readonly runbooks: string;
  readonly config?: string;
}

/** The name under which the unit tests look for the rules. */
const RULES_FILE = 'alerts.yml';

/** Prints one of the files that are made from the alerts and the metrics. */
export async function rules(
  { format, runbooks, config: file }: RulesFlags,
  streams: Streams,
): Promise<number> {
  if (!/^[\x21-\x7e]+$/.test(runbooks) || runbooks.includes('#'))
    throw new Failure(
      '--runbooks: give an address or a file without spaces and without #, such as https://example.org/monitor.md.',
    );
  const { config } = await loadConfig(file, streams.cwd, streams.signal);
  const alerts = alertsOf(config.alerts);
  if (alerts.length === 0 && format !== 'grafana' && format !== 'alertmanager')
    throw new Failure(`${config.shown} turns every alert off: there is nothing to print.`);
  const text = {
    prometheus: () => prometheusRules(alerts, runbooks),
    tests: () => ruleTests(alerts, RULES_FILE, runbooks),
    alertmanager: () => alertmanagerConfig(),
    grafana: () => `${JSON.stringify(grafanaDashboard(), null, 2)}\n`,
  }[format]();
  streams.stdout.write(text);
  return EXIT.fine;
}
