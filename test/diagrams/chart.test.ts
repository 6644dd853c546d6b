import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawChart } from '../../src/diagrams/chart.ts';
import { drawn } from '../../src/diagrams/escape.ts';
import { chooseFamilies, drawAll } from '../../src/diagrams/registry.ts';
import type { ChartNode, SystemChart } from '../../src/model/chart.ts';
import { parse } from './mermaid.ts';

const chart: SystemChart = {
  name: 'backup',
  section: '7.2',
  title: 'Backup',
  description: 'A backup, step by step.',
  direction: 'TB',
  groups: [{ id: 'steps', title: 'Steps' }],
  nodes: [
    { id: 'copy', lines: ['copy', 'all files'], shape: 'step', group: 'steps', state: 'done' },
    { id: 'ok', lines: ['verified?'], shape: 'decision', group: 'steps', state: 'failed' },
    { id: 'log', lines: ['backup log'], shape: 'store' },
  ],
  edges: [
    { from: 'copy', to: 'ok' },
    { from: 'ok', to: 'log', label: 'yes' },
    { from: 'ok', to: 'copy', label: 'no', dashed: true },
  ],
};

test('a chart is drawn with its frames, its states as colours, and all its labels', async () => {
  const diagram = drawChart(chart);
  assert.equal(await parse(diagram.text), 'flowchart-v2');
  assert.match(diagram.text, /subgraph g0\["Steps"\]\n {4}n0\["copy<br\/>all files"\]/);
  assert.match(diagram.text, /n1 -\.->\|"no"\| n0/);
  assert.match(diagram.text, /class n1 failed/);
  assert.doesNotMatch(diagram.text, /classDef waiting/);
  assert.ok(diagram.labels.includes('verified?') && diagram.labels.includes('no'));
});

test('a long line is broken between words, sooner in a decision, and nothing of it is lost', () => {
  const line = 'tables, rows, values, keys, integrity, full text and vectors against the source';
  for (const [shape, most] of [
    ['step', 46],
    ['decision', 26],
  ] as const) {
    const { labels } = drawChart({ ...chart, nodes: [{ id: 'one', lines: [line], shape }], edges: [] });
    const shown = labels.filter((label) => label !== 'Steps');
    assert.equal(shown.join(' '), line);
    assert.ok(shown.every((label) => label.length <= most));
  }
});

test('charts go to the family of their section', () => {
  const source = {
    layouts: [],
    run: null,
    traces: [],
    charts: [chart, { ...chart, name: 's', section: '5.1' }],
  };
  assert.deepEqual(
    drawAll(source, chooseFamilies(['search', 'operations'])).map(({ family, diagram }) => [
      family,
      diagram.id,
    ]),
    [
      ['search', 's'],
      ['operations', 'backup'],
    ],
  );
});

test('a chart that contradicts itself is a defect, told as one', () => {
  assert.throws(() => drawChart({ ...chart, edges: [{ from: 'copy', to: 'none' }] }), /leads to none/);
  assert.throws(() => drawChart({ ...chart, groups: [] }), /no group steps/);
  assert.throws(() => drawChart({ ...chart, nodes: [...chart.nodes, ...chart.nodes] }), /two nodes/);
});

test('whatever text a chart holds, it is valid and means nothing', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }).map((one) => one.toWellFormed()),
    fc.constantFrom('end', '"]', '%%{init: {}}%%', '<b>', 'direction LR', 'click n0 "x"', '`', 'a\nb'),
  );
  const shapes: readonly ChartNode['shape'][] = ['step', 'decision', 'store', 'end', 'note'];
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 3 }), text, async (words, label) => {
      const nodes = shapes.map((shape) => ({ id: shape, lines: words, shape, group: 'g' }));
      const diagram = drawChart({
        ...chart,
        title: label,
        description: label,
        groups: [{ id: 'g', title: label }],
        nodes,
        edges: [{ from: 'step', to: 'end', label }],
      });
      assert.equal(await parse(diagram.text), 'flowchart-v2');
      for (const one of diagram.labels) assert.equal(one, drawn(one));
    }),
    { numRuns: 60 },
  );
});
