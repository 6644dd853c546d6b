import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExperimentResult } from '../../src/model/experiment.ts';
import { RunDocument } from '../../src/model/run.ts';
import { renderExperiments } from '../../src/render/experiments.ts';
import { formatFigure } from '../../src/render/figure.ts';
import { experimentPlans } from '../../src/report/charts/experiments.ts';
import { renderCharts } from '../../src/report/charts/index.ts';
import { exportRun } from '../../src/report/export.ts';
import { markdownReport } from '../../src/report/markdown.ts';
import { sectionOf } from '../../src/report/pictures.ts';
import { evaluateVerdict } from '../../src/report/verdict/evaluate.ts';
import { DEFAULT_WEIGHTS } from '../../src/report/verdict/weights.ts';
import { sampleExperiments } from './sample-experiments.ts';
import { twoLayouts } from './sample-run.ts';

const run = () => ({ ...twoLayouts(), experiments: sampleExperiments() });
const screen = { color: false, width: 100 };

test('the sample is what a run document holds', () => {
  assert.deepEqual(ExperimentResult.array().parse(sampleExperiments()), sampleExperiments());
  assert.deepEqual(RunDocument.parse(JSON.parse(exportRun(run(), 'json'))).experiments, sampleExperiments());
});

test('figures in their units; what was not measured is empty, never 0', () => {
  assert.deepEqual(
    [
      formatFigure(0.0123, 'seconds'),
      formatFigure(1e6, 'bytes'),
      formatFigure(12345, 'count'),
      formatFigure(0.25, 'fraction'),
      formatFigure(40_000, 'per second'),
      formatFigure(1.5, 'ratio'),
      formatFigure(null, 'seconds'),
      formatFigure(undefined, 'count'),
      formatFigure(0, 'count'),
    ],
    ['12.3 ms', '1.00 MB', '12,345', '25.0 %', '40,000/s', '1.50', '', '', '0'],
  );
});

test('on the terminal: tables, notes, hypotheses, what was not run and why', () => {
  const text = renderExperiments(sampleExperiments(), screen);
  assert.match(text, /write-contention {2}Who waits for whom\?/);
  assert.match(text, /single +4 writers +10,000\/s +10,000\/s +12\.3 ms\n/);
  assert.match(text, /three +4 writers +40,000\/s +10,000\/s\n/);
  assert.match(text, /three, 4 writers: too few for a p99/);
  assert.match(text, /confirmed +Splitting helps\. \(evaluation document 1\.2\): 40,000 against 10,000/);
  assert.match(text, /refuted/);
  assert.match(text, /not run: kills: strace is not installed/);
  assert.match(text, /not run: nothing can be dropped on tmpfs <script>/);
  for (const line of text.split('\n')) assert.ok(line.length <= 100, line);
});

test('in the report: a section for each, escaped, with its chart', async () => {
  const charts = await renderCharts(run());
  const chart = charts.find(({ id }) => id === 'experiment-write-contention-1');
  assert.match(chart?.svg ?? '', /^<svg /);
  assert.match(chart?.description ?? '', /single 12\.3 ms at 8 and three 2\.00 ms at 8/);
  assert.equal(sectionOf('experiment-write-contention-1'), 'experiments/write-contention');
  const pictures = [{ section: 'experiments/write-contention', path: 'charts/x.svg', title: 'p99' }] as const;
  const markdown = markdownReport(run(), { pictures });
  assert.match(markdown, /## Experiments\n\n### write-contention\n/);
  assert.match(markdown, /\| `three` \| 4 writers \| 40,000\/s \| 10,000\/s \| \| too few for a p99 \|/);
  assert.match(markdown, /!\[p99\]\(charts\/x\.svg\)/);
  assert.match(markdown, /Not run: nothing can be dropped on tmpfs &#60;script>/);
  assert.match(markdown, /\| a &#124; page \|/);
  assert.doesNotMatch(markdownReport(twoLayouts()), /## Experiments/);
});

test('a logarithmic axis leaves out what it has no place for; a series without points has no chart', () => {
  const [first, ...others] = sampleExperiments();
  assert.ok(first?.status === 'ran' && first.series[0]);
  const zero = {
    ...first.series[0],
    lines: [
      {
        name: 'a',
        points: [
          [0, 1],
          [1, 0],
        ] as [number, number][],
      },
    ],
  };
  assert.deepEqual(experimentPlans({ ...run(), experiments: [{ ...first, series: [zero] }, ...others] }), []);
});

test('the verdict knows contention, atomicity and backup by them, and not without', () => {
  const criteria = (document: RunDocument) => {
    const [layout] = evaluateVerdict(document, DEFAULT_WEIGHTS)?.layouts ?? [];
    return new Map(layout?.criteria.map(({ name, judgement }) => [name, judgement]));
  };
  const before = criteria(twoLayouts());
  for (const name of ['contention', 'backup'] as const) assert.equal(before.get(name)?.status, 'unknown');
  const known = criteria(run());
  const effect = (name: 'contention' | 'atomicity' | 'backup') => {
    const judgement = known.get(name);
    assert.ok(judgement?.status === 'known', name);
    return judgement;
  };
  // Half of the time per write, as the geometric mean of a quarter and the same; a fifth either way is its margin.
  assert.ok(Math.abs(effect('contention').effect.value - 0.5) < 1e-9);
  assert.ok(effect('contention').effect.low < 0.5 && effect('contention').effect.high > 0.5);
  assert.equal(effect('atomicity').effect.value, -1, 'it is atomic or it is not');
  assert.match(effect('atomicity').says, /45 of 90 .* against 0 of 20/);
  assert.equal(effect('backup').effect.value, -0.5);
  assert.match(effect('backup').says, /^1 of 2 ways/);
  for (const note of [
    'it did nearly all that was offered, and may do more: one',
    'other programs used 20 % of the processor',
  ]) {
    const noted = sampleExperiments();
    for (const one of noted)
      if (one.status === 'ran' && one.name === 'write-contention')
        for (const table of one.tables) for (const row of table.rows) row.note = note;
    assert.equal(
      criteria({ ...twoLayouts(), experiments: noted }).get('contention')?.status,
      'unknown',
      note,
    );
  }
  const failed = sampleExperiments().map(({ name, question, shows, doesNotShow }) => ({
    ...{ name, question, shows, doesNotShow },
    ...{ status: 'not run' as const, reason: 'it failed', failed: true },
  }));
  assert.equal(criteria({ ...twoLayouts(), experiments: failed }).get('contention')?.status, 'unknown');
});
