import type { ChartEdge, ChartNode, SystemChart } from '../../model/chart.ts';
import { howMany } from '../../render/how-many.ts';
import { ROLLBACK_STEPS } from '../rollback/steps.ts';
import type { Journal } from './journal.ts';
import { DECISIONS, MIGRATION_STEPS, type MigrationStep } from './steps.ts';

/** Section 6.1 from the list of steps; with a journal, how far that migration has come. */
export function migrationChart(journal?: Journal): SystemChart {
  const nodes: ChartNode[] = [
    { id: 'source', lines: [journal ? `layout ${journal.from.name}` : 'Current layout'], shape: 'store' },
    ...MIGRATION_STEPS.map(({ name, title, does }): ChartNode => {
      const state = stateOf(name, journal);
      const says = journal?.steps[name]?.says;
      return {
        id: name,
        lines: [title, does, ...(state === undefined ? [] : [says ? `${state}: ${says}` : state])],
        shape: (DECISIONS as readonly string[]).includes(name) ? 'decision' : 'step',
        ...(state === undefined ? {} : { state }),
      };
    }),
    {
      id: 'target',
      lines: [journal ? `layout ${journal.to.name}` : 'New layout', 'the old files stay'],
      shape: 'store',
      ...(journal?.state === 'migrated' ? { state: 'done' as const } : {}),
    },
    {
      id: 'rollback',
      lines: [
        'Rollback',
        'nothing was switched: the old files are in use, and the new ones are there to be looked at',
      ],
      shape: 'end',
      ...(journal?.state === 'failed' || journal?.state === 'rolled-back'
        ? { state: 'warning' as const }
        : {}),
    },
  ];
  const line = ['source', ...MIGRATION_STEPS.map(({ name }) => name), 'target'];
  const isDecision = (id: string) => (DECISIONS as readonly string[]).includes(id);
  const edges: ChartEdge[] = [
    ...line.slice(1).map((to, index) => {
      const from = line[index] ?? 'source';
      return { from, to, ...(isDecision(from) ? { label: 'passed' } : {}) };
    }),
    ...DECISIONS.map((from) => ({ from, to: 'rollback', label: 'not passed', dashed: true })),
  ];
  return {
    name: 'migrate',
    section: '6.1',
    title: 'Data migration',
    description: `A migration from one layout to another in ${MIGRATION_STEPS.length} steps with a journal; only the last one changes what the application uses.`,
    direction: 'TB',
    groups: [],
    nodes,
    edges,
  };
}

function stateOf(name: MigrationStep, journal?: Journal): ChartNode['state'] {
  if (journal === undefined) return undefined;
  const state = journal.steps[name]?.state;
  if (state === 'done') return 'done';
  return state === 'failed' ? 'failed' : 'waiting';
}

/** Section 6.2 from the list of steps; with a journal, whether that migration was rolled back. */
export function rollbackChart(journal?: Journal): SystemChart {
  const done = journal?.rollback?.state === 'done';
  const nodes: ChartNode[] = [
    { id: 'issue', lines: ['Issue detected'], shape: 'end' },
    ...ROLLBACK_STEPS.map(
      ({ name, title, does }): ChartNode => ({
        id: name,
        lines: [title, does],
        shape: name === 'check' || name === 'validate' ? 'decision' : 'step',
        ...(journal?.rollback === undefined
          ? {}
          : { state: done ? ('done' as const) : ('waiting' as const) }),
      }),
    ),
    {
      id: 'stable',
      lines: ['Restart application', ...keptRows(journal)],
      shape: 'end',
      ...(done ? { state: 'done' as const } : {}),
    },
    {
      id: 'emergency',
      lines: ['Emergency procedures', 'chinook-eval restore; the files in use stay as they are'],
      shape: 'end',
    },
  ];
  const line = ['issue', ...ROLLBACK_STEPS.map(({ name }) => name), 'stable'];
  const edges: ChartEdge[] = [
    ...line.slice(1).map((to, index) => ({ from: line[index] ?? 'issue', to })),
    { from: 'check', to: 'emergency', label: 'neither old files nor copies are whole', dashed: true },
    { from: 'validate', to: 'emergency', label: 'not stable', dashed: true },
  ];
  return {
    name: 'rollback',
    section: '6.2',
    title: 'Rollback',
    description:
      'A migration is undone by one rename of layout.json; the old files are the same to the byte, and rows written since are kept.',
    direction: 'TB',
    groups: [],
    nodes,
    edges,
  };
}

/** Without a file there is nothing to say: nobody wrote, or nobody looked (--no-rows). */
function keptRows(journal: Journal | undefined): string[] {
  const { state, rows = 0, kept = null } = journal?.rollback ?? {};
  if (state !== 'done' || kept === null) return [];
  return [`${howMany(rows, 'row')} written since ${rows === 1 ? 'is' : 'are'} kept in a file`];
}
