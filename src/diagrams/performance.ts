import type { LayoutResult, RunDocument } from '../model/run.ts';
import { baseAndOthers, byKind } from '../render/view.ts';
import type { Diagram, DiagramFamily } from './diagram.ts';
import { drawn, mermaidText } from './escape.ts';
import { diagramId, heading, lines } from './names.ts';
import { compareKind, type Found, foundText, rangeText } from './performance-kinds.ts';

/** What each kind of scenario takes on the first layout, on another, and what that comparison found (section 4.1). */
export const performance: DiagramFamily = {
  name: 'performance',
  title: 'Query performance',
  measured: true,
  draw: ({ run }) => (run === null || run.scenarios.length === 0 ? [] : drawAll(run)),
};

/** Two layouts to a picture: with more, arrows cross each other and nothing can be followed. */
function drawAll(run: RunDocument): Diagram[] {
  const { base, others } = baseAndOthers(run);
  return others.length === 0 ? [drawOne(run, base, null)] : others.map((other) => drawOne(run, base, other));
}

/** Readable on their light ground and told apart without colour vision; the arrow says the same in words. */
const CLASSES: Readonly<Record<Found, string>> = {
  slower: 'fill:#fbe0cf,stroke:#a63c06,color:#1f1f1f,stroke-width:3px',
  faster: 'fill:#d6e8f7,stroke:#0b5394,color:#1f1f1f,stroke-width:3px',
  mixed: 'fill:#efe3f5,stroke:#6a2c83,color:#1f1f1f,stroke-width:3px',
  same: 'fill:#f2f2f2,stroke:#5f5f5f,color:#1f1f1f',
  inconclusive: 'fill:#ffffff,stroke:#5f5f5f,color:#1f1f1f,stroke-dasharray:5 4',
};

function drawOne(run: RunDocument, base: LayoutResult, other: LayoutResult | null): Diagram {
  const kinds = byKind(run.scenarios);
  const labels = new Set<string>();
  const said = (words: readonly string[]) => {
    for (const line of words) labels.add(drawn(line));
    return `"${words.map(mermaidText).join('<br/>')}"`;
  };
  const group = (id: string, { name }: LayoutResult) => [
    `  subgraph ${id}[${said([name])}]`,
    '    direction TB',
    ...kinds.map(
      ({ kind, scenarios }, index) => `    ${id}${index}[${said([kind, ...rangeText(scenarios, name)])}]`,
    ),
    '  end',
  ];
  const compared =
    other === null ? [] : kinds.map(({ scenarios }) => compareKind(scenarios, other.name, base.name));
  const arrows = compared.map((tally, index) => `  a${index} -->|${said(foundText(tally))}| b${index}`);
  const classes = (Object.keys(CLASSES) as Found[]).flatMap((found) => {
    const having = compared.flatMap((tally, index) => (tally.found === found ? [`b${index}`] : []));
    return having.length === 0
      ? []
      : [`  classDef ${found} ${CLASSES[found]}`, `  class ${having.join(',')} ${found}`];
  });
  const title =
    other === null
      ? `Query times on ${drawn(base.name)}`
      : `Query times: ${drawn(base.name)} and ${drawn(other.name)}`;
  const description = describe(run, base, other);
  return {
    id: diagramId('performance', (other ?? base).name),
    section: '4.1',
    title,
    description,
    text: lines(
      heading('flowchart LR', title, description),
      group('a', base),
      other === null ? [] : group('b', other),
      arrows,
      classes,
    ),
    labels: [...labels],
  };
}

function describe(run: RunDocument, base: LayoutResult, other: LayoutResult | null): string {
  const ranges =
    'For each kind of scenario the lowest to the highest time of a call: medians, of scenarios that write means.';
  if (other === null) return ranges;
  const counts = byKind(run.scenarios).map(
    ({ kind, scenarios }) =>
      `${drawn(kind)} ${foundText(compareKind(scenarios, other.name, base.name)).join(', ')}`,
  );
  return (
    `${ranges} On ${drawn(other.name)} against ${drawn(base.name)}, with the ratio of the times where they differ ` +
    `(above 1 is slower): ${counts.join('; ')}.`
  );
}
