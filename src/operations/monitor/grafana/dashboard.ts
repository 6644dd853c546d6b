import { PANELS, type Panel } from './panels.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana's, that of `templating` below
const SOURCE = { type: 'prometheus', uid: '${source}' } as const;
/** Grafana's grid is 24 wide. */
const STAT = { w: 6, h: 4 } as const;
const CHART = { w: 12, h: 8 } as const;

/** A dashboard to import into Grafana (10 or newer); it asks for the Prometheus to read from. */
export function grafanaDashboard(): object {
  const stats = PANELS.filter(({ kind }) => kind === 'stat');
  const charts = PANELS.filter(({ kind }) => kind === 'timeseries');
  const below = Math.ceil(stats.length / (24 / STAT.w)) * STAT.h;
  return {
    title: 'chinook-eval: SQLite databases',
    uid: 'chinook-eval-sqlite',
    tags: ['sqlite'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [{ name: 'source', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
    },
    panels: [
      ...stats.map((panel, index) => drawn(panel, index + 1, place(index, STAT, 0))),
      ...charts.map((panel, index) => drawn(panel, stats.length + index + 1, place(index, CHART, below))),
    ],
  };
}

function place(index: number, { w, h }: { readonly w: number; readonly h: number }, top: number) {
  const columns = 24 / w;
  return { x: (index % columns) * w, y: top + Math.floor(index / columns) * h, w, h };
}

function drawn({ title, unit, kind, queries }: Panel, id: number, gridPos: ReturnType<typeof place>): object {
  return {
    id,
    title,
    type: kind,
    datasource: SOURCE,
    gridPos,
    fieldConfig: { defaults: { unit, ...(kind === 'timeseries' && { min: 0 }) }, overrides: [] },
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      expr,
      legendFormat: legend,
    })),
  };
}
