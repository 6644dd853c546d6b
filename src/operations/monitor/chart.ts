import type { ChartEdge, ChartNode, SystemChart } from '../../model/chart.ts';
import type { Layout } from '../../model/layout.ts';
import { alertsOf } from './alerts/definitions.ts';
import { metricsOf } from './alerts/expression.ts';
import { MONITORS } from './registry.ts';
import { targetsOf } from './targets.ts';

/** Who hears of an alert: section 7.1 has an Alert Manager, a Log Aggregator and a Dashboard. */
const LISTENERS: readonly Pick<ChartNode, 'id' | 'lines'>[] = [
  { id: 'log', lines: ['Log', 'JSON lines, for an aggregator'] },
  { id: 'dashboard', lines: ['Dashboard'] },
  { id: 'once', lines: ['monitor --once', 'exit 1 where one holds'] },
];

/**
 * Section 7.1: which monitor looks at which database, which monitors the alerts are decided by, and who hears of them. Made from the
 * monitors' registry and the alerts' definitions; a database in memory is there, and nobody looks at it.
 */
export function monitorChart(layout: Layout): SystemChart {
  const { targets, inMemory } = targetsOf({ layout, files: '' });
  const alerts = alertsOf({});
  const databases: ChartNode[] = layout.databases.map(({ name, file }) => ({
    id: `db-${name}`,
    lines: [name, file === ':memory:' ? 'in memory: only the application sees it' : file],
    shape: 'store',
    group: 'databases',
  }));
  const concerned = MONITORS.filter((monitor) => targets.some((target) => monitor.concerns(target)));
  const monitors = concerned.map(
    ({ name, title, metrics }): ChartNode => ({
      id: `monitor-${name}`,
      lines: [title, `${metrics.length} metrics`],
      shape: 'step',
      group: 'monitors',
    }),
  );
  const looks = targets.flatMap((target) =>
    concerned
      .filter((monitor) => monitor.concerns(target))
      .map(({ name }): ChartEdge => ({ from: `db-${target.db}`, to: `monitor-${name}` })),
  );
  const decides = concerned.flatMap(({ name, metrics }): ChartEdge[] => {
    const own = new Set<string>(metrics.map((metric) => metric.name));
    const by = alerts.filter(({ condition }) => metricsOf(condition).some((metric) => own.has(metric)));
    return by.length === 0
      ? []
      : [{ from: `monitor-${name}`, to: 'alerts', label: `${by.length} alert${by.length === 1 ? '' : 's'}` }];
  });
  return {
    name: 'monitor',
    section: '7.1',
    title: `Monitoring of layout ${layout.name}`,
    description: `${targets.length === 1 ? '1 database on disk is' : `${targets.length} databases on disk are`} looked at by ${concerned.length} monitors; ${alerts.length} alerts are decided on what they find.${inMemory.length > 0 ? ` ${inMemory.join(', ')} is in memory and out of sight.` : ''}`,
    direction: 'LR',
    groups: [
      { id: 'databases', title: 'Databases' },
      { id: 'monitors', title: 'Monitors' },
      { id: 'alerting', title: 'Alerting' },
    ],
    nodes: [
      ...databases,
      ...monitors,
      {
        id: 'alerts',
        lines: ['Alerts', `${alerts.length} rules, one definition`],
        shape: 'decision',
        group: 'alerting',
      },
      { id: 'metrics', lines: ['/metrics'], shape: 'step', group: 'monitors' },
      { id: 'prometheus', lines: ['Prometheus', 'with the rules file'], shape: 'end', group: 'alerting' },
      { id: 'alertmanager', lines: ['Alertmanager'], shape: 'end', group: 'alerting' },
      ...LISTENERS.map(({ id, lines }): ChartNode => ({ id, lines, shape: 'end', group: 'alerting' })),
    ],
    edges: [
      ...looks,
      ...decides,
      ...concerned.map(({ name }): ChartEdge => ({ from: `monitor-${name}`, to: 'metrics', dashed: true })),
      { from: 'metrics', to: 'prometheus' },
      { from: 'prometheus', to: 'alertmanager', label: 'the same alerts' },
      ...LISTENERS.map(({ id }): ChartEdge => ({ from: 'alerts', to: id })),
    ],
  };
}
