import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { markdownReport } from '../../src/report/markdown.ts';
import { image, sectionOf, under } from '../../src/report/pictures.ts';
import { HOSTILE, twoLayouts } from '../render/sample-run.ts';

const diagram = {
  section: '2.2',
  title: 'Tables of three',
  description: 'What lies where.',
  text: 'graph TB\n  a --> b\n',
};

/** From a heading to the next of its level. */
function part(report: string, heading: string): string {
  const from = report.indexOf(`\n${heading}\n`);
  assert.ok(from >= 0, heading);
  const rest = report.slice(from + heading.length);
  const to = rest.search(/\n## /);
  return to < 0 ? rest : rest.slice(0, to);
}

describe('pictures of the report', () => {
  it('stand in the section of their evidence', () => {
    const pictures = [
      { section: 'ratios', path: 'charts/ratios.svg', title: 'Ratios' },
      { section: 'memory', path: 'charts/memory.svg', title: 'Memory' },
    ] as const;
    const report = markdownReport(twoLayouts(), { pictures });
    assert.ok(part(report, '## Ratios').includes('![Ratios](charts/ratios.svg)'));
    assert.ok(part(report, '## Memory').includes('![Memory](charts/memory.svg)'));
    assert.doesNotMatch(markdownReport(twoLayouts()), /!\[/);
  });

  it('have no place where there is no evidence', () => {
    const pictures = [{ section: 'memory', path: 'x.svg', title: 'Memory' }] as const;
    assert.doesNotMatch(markdownReport({ ...twoLayouts(), memory: [] }, { pictures }), /!\[/);
  });

  it('are markup by nobody but us', () => {
    assert.equal(image({ path: 'a b(1).svg', title: 'x](y)' }), '![x&#93;(y)](a%20b%281%29.svg)');
  });

  it('of charts go by their id', () => {
    assert.equal(sectionOf('latency'), 'times');
    assert.equal(sectionOf('constructor'), undefined);
  });
});

describe('diagrams of the report', () => {
  it('are Mermaid blocks with their description', () => {
    const report = markdownReport(twoLayouts(), { diagrams: [diagram] });
    assert.ok(
      part(report, '## Diagrams').includes(
        '### Tables of three\n\nWhat lies where. Section 2.2 of the evaluation document.\n\n```mermaid\ngraph TB\n  a --> b\n```',
      ),
    );
    assert.doesNotMatch(markdownReport(twoLayouts()), /## Diagrams/);
  });

  it('too long for GitHub are shown from their file', () => {
    const long = { ...diagram, text: 'x'.repeat(45_001), path: 'diagrams/er.svg' };
    const report = markdownReport(twoLayouts(), { diagrams: [long] });
    assert.doesNotMatch(report, /```mermaid/);
    assert.ok(part(report, '## Diagrams').includes('![Tables of three](diagrams/er.svg)'));
  });

  it('hold no markup of their names, and no end of the block in their text', () => {
    const report = markdownReport(twoLayouts(), {
      diagrams: [{ section: null, title: HOSTILE, description: HOSTILE, text: 'graph TB\n```\n<script>\n' }],
    });
    const diagrams = part(report, '## Diagrams');
    assert.match(diagrams, /````mermaid\ngraph TB\n```\n<script>\n````/);
    assert.doesNotMatch(diagrams.replace(/````[\s\S]*````/, ''), /</);
  });
});

it('blocks go right under a heading; a section that is not there stays so', () => {
  assert.equal(under('## A\n\nb\n\nc', 'x', '', 'y'), '## A\n\nx\n\ny\n\nb\n\nc');
  assert.equal(under('## A', 'x'), '## A\n\nx');
  assert.equal(under('', 'x'), '');
});
