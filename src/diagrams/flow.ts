import type { FlowTrace } from '../model/trace.ts';
import { formatCount, formatSeconds } from '../render/units.ts';
import type { Diagram, DiagramFamily, DiagramSource, SourceLayout } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import { flowNote } from './flow-note.ts';
import { afterLastRead, databasesIn, type FlowStep, foldSteps, verbOf } from './flow-steps.ts';
import { count, diagramId, fileLabel, heading, lines } from './names.ts';

/** A longer sequence is not read; what is beyond is counted in a note. */
const MOST_STEPS = 40;
/** Characters to a line of a message, so that the databases do not stand a screen apart. */
const LINE = 36;

/** One call of each traced scenario on each layout, statement by statement (sections 3.1 and 3.2). */
export const flow: DiagramFamily = {
  name: 'flow',
  title: 'Flow of a request',
  measured: false,
  draw: (source) => source.traces.map((trace) => drawFlow(trace, source)),
};

function drawFlow(trace: FlowTrace, { layouts, run }: DiagramSource): Diagram {
  const layout = layouts.find(({ name }) => name === trace.layout);
  const steps = foldSteps(trace.steps);
  const names = [...new Set(trace.steps.flatMap(databasesIn))];
  const databases = names.map((name, index) => ({
    name,
    id: `d${index}`,
    label: databaseLabel(layout, name),
  }));
  const title = `${drawn(trace.scenario)} on ${drawn(trace.layout)}`;
  const description = describe(trace, names.length, run?.dataset.scale ?? null);
  const messages: string[] = [];
  const labels = new Set(['Application', ...databases.map(({ label }) => label)]);
  /** A message, or a note, of one or several lines. */
  const say = (before: string, said: readonly string[]) => {
    messages.push(`  ${before}: ${said.map(mermaidText).join('<br/>')}`);
    for (const line of said) labels.add(drawn(line));
  };
  const idOf = (name: string | undefined) => databases.find((one) => one.name === name)?.id ?? 'a';
  const from = (step: FlowStep) => databasesIn(step).map(idOf);
  const note = (said: readonly string[]) =>
    say(`Note over a${databases.length > 0 ? `,${databases.at(-1)?.id}` : ''}`, said);

  const combining = combineText(trace);
  const combineAt = afterLastRead(steps);
  for (const [index, step] of steps.slice(0, MOST_STEPS).entries()) {
    if (index === combineAt && combining.length > 0) say('a->>a', combining);
    const [to = 'a', ...others] = from(step);
    say(`a->>${to}`, callText(step));
    if (others.length > 0 && step.kind !== 'commit')
      say(`Note over ${to},${others.at(-1)}`, [
        `one ${step.kind === 'begin' ? 'transaction' : 'statement'} over`,
        ...databases.filter(({ id }) => [to, ...others].includes(id)).map(({ label }) => label),
      ]);
    const reply = replyText(step);
    if (reply.length > 0) say(`${to}-->>a`, [reply.join(', ')]);
  }
  if (combineAt >= Math.min(steps.length, MOST_STEPS) && combining.length > 0) say('a->>a', combining);
  const hidden = steps.length - MOST_STEPS;
  if (hidden > 0) note([`${formatCount(hidden)} further steps are not shown`]);
  note(flowNote(trace, layout));
  return {
    id: diagramId(diagramId('flow', trace.scenario), trace.layout),
    section: (layout?.databases.length ?? names.length) === 1 ? '3.1' : '3.2',
    title,
    description,
    text: lines(
      heading('sequenceDiagram', title, description),
      ['  participant a as Application'],
      databases.map(({ id, label }) => `  participant ${id} as ${mermaidText(label)}`),
      messages,
    ),
    labels: [...labels],
  };
}

function databaseLabel(layout: SourceLayout | undefined, name: string): string {
  const database = layout?.databases.find((one) => one.name === name);
  return database ? fileLabel(database) : drawn(name);
}

function describe(trace: FlowTrace, databases: number, scale: number | null): string {
  const { scenario, layout, plan, steps, calls, totalSeconds } = trace;
  const statements = steps.filter(({ kind }) => kind === 'statement').length;
  const joined = plan === 'joined' ? 'in SQL' : 'in the application';
  return [
    `One call of ${drawn(scenario)} on layout ${drawn(layout)} as it was executed: ${count(statements, 'statement')} on ${count(databases, 'database')}, joined ${joined}.`,
    ...(totalSeconds === null
      ? []
      : [
          `Times are medians of ${count(calls, 'traced call')}${scale === null ? '' : ` at scale ${scale}`}; a whole call took ${formatSeconds(totalSeconds)}, the reading of the clock included.`,
        ]),
  ].join(' ');
}

function callText(step: FlowStep): string[] {
  if (step.kind !== 'statement') return [step.kind === 'begin' ? 'BEGIN IMMEDIATE' : 'COMMIT'];
  const words = `${verbOf(step.sql)} ${step.tables.join(', ')}`.split(' ');
  const lines = [''];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > LINE && lines.at(-1) !== '') lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return step.times > 1 ? [...lines, `${formatCount(step.times)} times`] : lines;
}

/** Empty where there is nothing to say: a BEGIN, a COMMIT without a time. */
function replyText(step: FlowStep): string[] {
  const of = step.times > 1 ? ', sum of medians' : '';
  const time = step.seconds === null ? [] : [formatSeconds(step.seconds) + of];
  if (step.kind !== 'statement') return time.map((whole) => `done, ${whole} for the whole transaction`);
  const counted = (rows: number | null, what: string) =>
    rows === null ? [] : [`${formatCount(rows)} row${rows === 1 ? '' : 's'}${what}`];
  return [...counted(step.rows, ''), ...counted(step.changes, ' changed'), ...time];
}

/** What passes outside of all statements is measured as a whole: it is drawn once. */
function combineText({ plan, applicationSeconds }: FlowTrace): string[] {
  const time = applicationSeconds === null ? [] : [`${formatSeconds(applicationSeconds)} in all`];
  if (plan === 'application') return ['combine in the application', ...time];
  return time.length === 0 ? [] : ['in the application', ...time];
}
