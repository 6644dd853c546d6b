import { SEARCH_TABLES } from '../../database/schema/search.ts';
import type { ChartEdge, ChartNode, SystemChart } from '../../model/chart.ts';
import { ATTEMPTS } from './attempts.ts';
import { INDEXES } from './fields.ts';
import { RANKING, SHOWING } from './parts.ts';

/** Section 5.1: made from the triggers that the build creates and from the parts that the controller runs. */
export function textSearchChart(): SystemChart {
  const bundles = triggerBundles();
  const tables = [...new Set(bundles.map(({ table }) => table))];
  return {
    name: 'full-text-search',
    section: '5.1',
    title: 'Full-text search',
    description:
      'Triggers on the tables keep the full-text indexes true. The search controller has a query read, built, asked of the indexes, ranked and shown; where nothing is found it tries other wordings.',
    direction: 'TB',
    groups: [
      { id: 'catalogue', title: 'Catalogue database' },
      { id: 'interface', title: 'Search interface' },
    ],
    nodes: [
      ...tables.map(
        (table): ChartNode => ({ id: table, lines: [table], shape: 'store', group: 'catalogue' }),
      ),
      ...bundles.map(
        ({ id, events }): ChartNode => ({
          id,
          lines: [`${events.length} triggers`, events.join(', ')],
          shape: 'step',
          group: 'catalogue',
        }),
      ),
      ...INDEXES.map(
        ({ table, columns }): ChartNode => ({
          id: table,
          lines: [table, columns.map(({ name }) => name).join(', ')],
          shape: 'store',
          group: 'catalogue',
        }),
      ),
      {
        id: CONTROLLER,
        lines: ['Search controller', 'text in, a page of hits out'],
        shape: 'end',
        group: 'interface',
      },
      ...[...RANKING, SHOWING].map(
        ({ id, lines }): ChartNode => ({ id, lines, shape: 'step', group: 'interface' }),
      ),
      { id: FOUND, lines: ['Something found?'], shape: 'decision', group: 'interface' },
    ],
    edges: [
      ...bundles.flatMap(({ id, table, index }): ChartEdge[] => [
        { from: table, to: id },
        { from: id, to: index },
      ]),
      ...interfaceEdges(),
      ...tables.map((table): ChartEdge => ({ from: table, to: SHOWING.id, label: 'rows', dashed: true })),
    ],
  };
}

const CONTROLLER = 'controller';
const FOUND = 'found';

/** The parts in their order; one that asks the indexes is followed through them. */
function interfaceEdges(): ChartEdge[] {
  const steps = [CONTROLLER, ...RANKING.map(({ id }) => id), FOUND];
  const edges = steps.slice(1).flatMap((to, at): ChartEdge[] => {
    const from = steps[at] as string;
    const asks = RANKING.find(({ id }) => id === from)?.asksIndexes === true;
    return asks
      ? INDEXES.flatMap(({ table }) => [
          { from, to: table, label: 'MATCH' },
          { from: table, to, label: 'best matches' },
        ])
      : [{ from, to }];
  });
  const wordings = ATTEMPTS.slice(1).map(({ title }) => title);
  return [
    ...edges,
    { from: FOUND, to: RANKING[0]?.id ?? CONTROLLER, label: `no: ${wordings.join(', then ')}` },
    { from: FOUND, to: SHOWING.id, label: 'yes' },
    { from: SHOWING.id, to: CONTROLLER },
  ];
}

interface TriggerBundle {
  readonly id: string;
  readonly table: string;
  readonly index: string;
  readonly events: readonly string[];
}

/** The triggers of one table that write one index. */
function triggerBundles(): readonly TriggerBundle[] {
  return INDEXES.flatMap(({ table: index }) => {
    const sql = SEARCH_TABLES.find(({ name }) => name === index)?.triggers('main') ?? [];
    const found = sql.map((text) => {
      const [, when = '', event = '', table = ''] =
        /^CREATE TRIGGER \S+ (BEFORE|AFTER) (\w+) .*?\bON (\w+) BEGIN/s.exec(text) ?? [];
      return { table, event: `${when} ${event}`.toLowerCase() };
    });
    return [...new Set(found.map(({ table }) => table))].map((table) => ({
      id: `${table}-to-${index}`,
      table,
      index,
      events: found.filter((one) => one.table === table).map(({ event }) => event),
    }));
  });
}
