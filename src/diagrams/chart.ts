import type { ChartNode, SystemChart } from '../model/chart.ts';
import type { Diagram } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import { heading, lines } from './names.ts';

/** Light grounds of Okabe and Ito's hues: text on each has a contrast above 7. */
const STATE_COLOURS = {
  done: 'fill:#dafbe1,stroke:#0f6b45',
  failed: 'fill:#fbe0cf,stroke:#a63c06',
  waiting: 'fill:#eaeef2,stroke:#57606a',
  warning: 'fill:#fff8c5,stroke:#7a6200',
} as const satisfies Record<NonNullable<ChartNode['state']>, string>;

const SHAPES = {
  step: ['["', '"]'],
  decision: ['{"', '"}'],
  store: ['[("', '")]'],
  end: ['(["', '"])'],
  note: ['>"', '"]'],
} as const satisfies Record<ChartNode['shape'], readonly [string, string]>;

/**
 * What a system says of itself, as a flowchart: its nodes in the frames of their groups, colours only where something
 * has run.
 * @throws TypeError for a chart whose edges or groups lead nowhere: a defect of the system that made it
 */
export function drawChart(chart: SystemChart): Diagram {
  const { nodes, groups, edges, title, description, direction } = chart;
  const places = new Map(nodes.map(({ id }, place) => [id, `n${place}`]));
  if (places.size < nodes.length) throw new TypeError(`chart ${chart.name}: two nodes of one id`);
  const lost = nodes.find(({ group }) => group !== undefined && !groups.some(({ id }) => id === group));
  if (lost !== undefined) throw new TypeError(`chart ${chart.name}: there is no group ${lost.group}`);
  const place = (id: string) => {
    const found = places.get(id);
    if (found === undefined)
      throw new TypeError(`chart ${chart.name}: an edge leads to ${id}, which is no node`);
    return found;
  };
  const box = (node: ChartNode) => `${place(node.id)}${shape(node)}`;
  const states = Object.entries(STATE_COLOURS).flatMap(([state, colours]) => {
    const ids = nodes.filter((node) => node.state === state).map(({ id }) => place(id));
    if (ids.length === 0) return [];
    return [`  classDef ${state} ${colours},color:#1f2328`, `  class ${ids.join(',')} ${state}`];
  });
  return {
    id: chart.name,
    section: chart.section,
    title,
    description,
    text: lines(
      heading(`flowchart ${direction}`, title, description),
      groups.flatMap(({ id, title: name }, index) => [
        `  subgraph g${index}["${mermaidText(name)}"]`,
        ...nodes.filter(({ group }) => group === id).map((node) => `    ${box(node)}`),
        '  end',
      ]),
      nodes.filter(({ group }) => group === undefined).map((node) => `  ${box(node)}`),
      edges.map(({ from, to, label, dashed }) => {
        const text = label === undefined ? '' : `|"${mermaidText(label)}"|`;
        return `  ${place(from)} ${dashed ? '-.->' : '-->'}${text} ${place(to)}`;
      }),
      states,
    ),
    labels: [
      ...new Set([
        ...groups.map((group) => drawn(group.title)),
        ...nodes.flatMap((node) => shownLines(node).map(drawn)),
        ...edges.flatMap(({ label }) => (label === undefined ? [] : [drawn(label)])),
      ]),
    ],
  };
}

function shape(node: ChartNode): string {
  const [open, close] = SHAPES[node.shape];
  return `${open}${shownLines(node).map(mermaidText).join('<br/>')}${close}`;
}

/** Characters to a line: a decision is a diamond, twice as wide and as high as its text. */
const WIDTHS = { decision: 26, other: 46 } as const;

/** Long lines are broken between words; a word of any length stays whole (and is cut where it is drawn). */
function shownLines({ lines: own, shape: form }: ChartNode): readonly string[] {
  const width = form === 'decision' ? WIDTHS.decision : WIDTHS.other;
  return own.flatMap((line) => {
    const broken: string[] = [];
    for (const word of line.split(' ')) {
      const last = broken.at(-1);
      if (last !== undefined && last.length + 1 + word.length <= width)
        broken[broken.length - 1] = `${last} ${word}`;
      else broken.push(word);
    }
    return broken;
  });
}
