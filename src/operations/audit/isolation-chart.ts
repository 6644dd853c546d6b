import type { ChartNode, SystemChart } from '../../model/chart.ts';
import type { Layout } from '../../model/layout.ts';
import { ISOLATION, LAYERS, type Layer } from './isolation.ts';
import type { AuditReport } from './report.ts';

const NAMES = Object.keys(LAYERS) as Layer[];

/** Section 8.2: what stands between the application and its databases; after an audit with a unit, what of it is there. */
export function isolationChart(layout: Layout, report: AuditReport | null): SystemChart {
  const unmet = report?.isolation ?? null;
  const databases = layout.databases.map(
    ({ name, file }): ChartNode => ({
      id: `database-${name.replaceAll('_', '-')}`,
      lines: [name, file],
      shape: 'store',
      group: 'databases',
    }),
  );
  const connections =
    layout.connection === 'attached' || layout.databases.length === 1
      ? 'one connection'
      : `${layout.databases.length} connections`;
  return {
    name: 'isolation',
    section: '8.2',
    title: 'Connection security',
    description: `The application, the layers that keep it from the system and others from its databases, and the databases. ${
      unmet === null ? 'No systemd unit was looked at.' : 'Settings as they were found in its systemd unit.'
    }`,
    direction: 'LR',
    groups: [
      { id: 'application', title: 'Application' },
      { id: 'security', title: 'Security' },
      { id: 'databases', title: 'Databases' },
    ],
    nodes: [
      { id: 'app', lines: ['Application'], shape: 'step', group: 'application' },
      { id: 'connections', lines: ['Connections', connections], shape: 'step', group: 'application' },
      ...NAMES.map((layer) => layerNode(layer, unmet?.[layer] ?? null)),
      ...databases,
    ],
    edges: [
      { from: 'app', to: 'connections' },
      ...NAMES.map((layer) => ({ from: 'connections', to: `layer-${layer}` })),
      ...NAMES.flatMap((layer) => databases.map(({ id }) => ({ from: `layer-${layer}`, to: id }))),
    ],
  };
}

function layerNode(layer: Layer, unmet: number | null): ChartNode {
  const settings = ISOLATION.filter((one) => one.layer === layer);
  const all = settings.length;
  return {
    id: `layer-${layer}`,
    lines: [
      LAYERS[layer],
      settings.map(({ name }) => name).join(', '),
      ...(unmet === null ? [] : [`${all - unmet} of ${all} set`]),
    ],
    shape: 'step',
    group: 'security',
    ...(unmet !== null && { state: unmet === 0 ? ('done' as const) : ('warning' as const) }),
  };
}
