import type { ChartEdge, ChartNode, SystemChart } from '../../model/chart.ts';
import type { Layout } from '../../model/layout.ts';
import { ATTEMPTS } from './backup.ts';
import type { LogEntry, StepOutcome } from './log.ts';
import { BACKUP_STEPS } from './steps.ts';

export interface BackupChartSource {
  /** The databases that are copied; without it the copies are one node. */
  readonly layout?: Layout;
  /** Entries of the log, oldest first: the last backup colours the steps. */
  readonly log?: readonly LogEntry[];
}

/** The steps that open the copies and decide whether there will be a set. */
const COPY = 'snapshot';
const DECIDES = 'verify';

/** Section 7.2 of the evaluation document as it is here: the list that a backup runs by, and how the last one went. */
export function backupChart({ layout, log = [] }: BackupChartSource = {}): SystemChart {
  const states = lastStates(log);
  const failed = [...states.values()].includes('failed');
  const steps: ChartNode[] = BACKUP_STEPS.map(({ name, title }) => ({
    id: name,
    lines: [title, ...wordsOf(states.get(name))],
    shape: 'step',
    ...(states.has(name) ? { state: states.get(name) as NonNullable<ChartNode['state']> } : {}),
  }));
  const copies: ChartNode[] = (layout?.databases ?? []).map(({ name, file }) => ({
    id: `copy-${name.replaceAll('_', '-')}`,
    lines: [`Copy of ${name}`, file === ':memory:' ? 'the snapshot that fills :memory:' : file],
    shape: 'store',
  }));
  const others: ChartNode[] = [
    { id: 'begin', lines: ['Scheduled, or by hand'], shape: 'end' },
    { id: 'verified', lines: ['All verified?'], shape: 'decision' },
    { id: 'again', lines: [`Fewer than ${ATTEMPTS} attempts?`], shape: 'decision' },
    {
      id: 'alert',
      lines: ['Log it, alert the administrator', failed ? endOf(log, states) : 'no set, exit code 4'],
      shape: 'step',
      ...(failed ? { state: 'failed' } : {}),
    },
    { id: 'finish', lines: ['A set that was opened and compared'], shape: 'end' },
  ];
  return {
    name: 'backup',
    section: '7.2',
    title: 'Backup',
    description:
      'The steps of a backup: all databases are copied as of one moment, each copy is opened and compared, and only then the set gets its name; otherwise it is tried again and the administrator is told.',
    direction: 'TB',
    // No frames: the way leads out of one of the steps and back into it, and lines would cross what stands on it.
    groups: [],
    nodes: [...others.slice(0, 1), ...steps, ...copies, ...others.slice(1)],
    edges: edgesBetween(copies),
  };
}

function edgesBetween(copies: readonly ChartNode[]): ChartEdge[] {
  const names = BACKUP_STEPS.map(({ name }) => name);
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const along = names.slice(1).flatMap((to, index): ChartEdge[] => {
    const from = names[index] ?? '';
    if (from === COPY && copies.length > 0)
      return copies.flatMap(({ id }) => [
        { from, to: id },
        { from: id, to },
      ]);
    if (from === DECIDES)
      return [
        { from, to: 'verified' },
        { from: 'verified', to, label: 'yes' },
        { from: 'verified', to: 'again', label: 'no' },
      ];
    return [{ from, to }];
  });
  return [
    { from: 'begin', to: first },
    ...along,
    { from: last, to: 'finish' },
    { from: 'again', to: first, label: 'yes', dashed: true },
    { from: 'again', to: 'alert', label: 'no' },
  ];
}

/** A backup may fail at another place than its verification, and after its set is made. */
function endOf(log: readonly LogEntry[], states: ReadonlyMap<string, StepOutcome['state']>): string {
  const { exitCode } = log.findLast(({ steps }) => steps !== undefined) ?? {};
  const set = states.get('publish') === 'done' ? 'the set is there' : 'no set';
  return exitCode === undefined ? set : `${set}, exit code ${exitCode}`;
}

/** Of the last backup in the log; what was removed after it stands in an entry of its own. */
function lastStates(log: readonly LogEntry[]): ReadonlyMap<string, StepOutcome['state']> {
  const last = log.findLast(({ steps }) => steps !== undefined);
  const states = new Map(last?.steps?.map(({ name, state }) => [name, state]));
  if (last?.event === 'made') {
    // When the entry was written the log was being written, and the rest was still to come.
    states.set('log', 'done');
    const cleaned = log.some(({ event, label }) => event === 'cleaned' && label === last.label);
    if (cleaned) states.set('clean-up', 'done');
  }
  return states;
}

function wordsOf(state: StepOutcome['state'] | undefined): string[] {
  return state === undefined ? [] : [{ done: 'done', failed: 'failed', waiting: 'not begun' }[state]];
}
