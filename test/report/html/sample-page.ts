import { htmlReport, type ReportPage } from '../../../src/report/html/page.ts';
import { markdownReport } from '../../../src/report/markdown.ts';
import { twoLayouts } from '../../render/sample-run.ts';
import { picture } from './pictures.ts';

export function pageOf(markdown: string): ReportPage {
  return {
    title: 'One database file or several?',
    markdown,
    pictures: new Map(),
    fences: new Map(),
    generator: 'chinook-eval 0.1.0',
  };
}

const FLOW = 'flowchart LR\n  a --> b';

/** A report with everything that a page can hold: tables, a picture, a drawing, a diagram that was not drawn, code. */
export function samplePage(): string {
  const pictures = `![Latency by layout](charts/latency.svg)

\`\`\`mermaid
${FLOW}
\`\`\`

\`\`\`mermaid
flowchart LR
  c --> d
\`\`\`

## Ratios`;
  return htmlReport({
    ...pageOf(markdownReport(twoLayouts()).replace('## Ratios', () => pictures)),
    pictures: new Map([['charts/latency.svg', picture('Latency by layout')]]),
    fences: new Map([[FLOW, picture('A wide drawing').replace('viewBox="0 0 640', 'viewBox="0 0 2400')]]),
  });
}
