import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagram } from '../../src/diagrams/diagram.ts';
import { performance } from '../../src/diagrams/performance.ts';
import { compareKind } from '../../src/diagrams/performance-kinds.ts';
import type { RunDocument } from '../../src/model/run.ts';
import type { Comparison } from '../../src/model/run-trials.ts';
import { assertGolden } from '../render/golden.ts';
import { compared, fourLayouts, HOSTILE, measured, scenario, twoLayouts } from '../render/sample-run.ts';

const draw = (run: RunDocument) => performance.draw({ layouts: run.layouts, run, traces: [] });

/** A cache of which something was found of every sort. */
function withCache(): RunDocument {
  const run = twoLayouts();
  const trials = [measured('single', 4e-6), measured('three', 1e-6)];
  const cache = (name: string, ...found: Comparison[]) => scenario('cache', name, trials, found);
  run.scenarios.push(
    cache('hit', compared('three', 0.293, 0.03, 'faster')),
    cache('set', compared('three', 0.117, 0.03, 'faster')),
    cache('expire', compared('three', 1.2, 0.03, 'slower')),
    cache('miss', compared('three', 1.01, 0.03, 'inconclusive')),
    scenario('cache', 'own', [measured('single', 9e-6)], []),
  );
  return run;
}

test('two layouts: times by kind, and what the comparison found, in words and in colour', () => {
  const [only, ...rest] = draw(withCache()) as [Diagram];
  assert.deepEqual([only.id, only.section, rest.length], ['performance-three', '4.1', 0]);
  assertGolden('diagram-performance-three.mmd', only.text);
  for (const label of ['5.20 ms', '1 slower, 2.60', '2 faster, 0.117 to 0.293', '4 of 5 measured'])
    assert.ok(only.labels.includes(label), label);
});

test('more layouts: a picture for each beside the first, failed trials left out and counted', () => {
  const drawn = draw(fourLayouts());
  assert.deepEqual(
    drawn.map(({ id }) => id),
    ['performance-two', 'performance-three', 'performance-three-attached'],
  );
  const two = drawn[0] as Diagram;
  assert.match(two.text, /b0\["select<br\/>not measured"\]/);
  assert.match(two.text, /a0 -->\|"1 not compared"\| b0/);
  // Its kind is somebody's own text.
  assert.match(two.text, /a2\["own#124;kind<br\/>1\.00 ms"\]/);
});

test('one layout: its times alone; without a run, or before anything was measured, nothing', () => {
  const run = twoLayouts();
  const [only, ...rest] = draw({ ...run, layouts: run.layouts.slice(0, 1) }) as [Diagram];
  assert.deepEqual([only.id, rest.length], ['performance-single', 0]);
  assert.doesNotMatch(only.text, /-->|classDef/);
  assert.deepEqual(draw({ ...run, scenarios: [] }), []);
  assert.deepEqual(performance.draw({ layouts: run.layouts, run: null, traces: [] }), []);
});

test('a range goes over the means of what writes and the medians of what reads', () => {
  const run = twoLayouts();
  const trials = [measured('single', 1e-3), measured('three', 2e-3)];
  run.scenarios = [scenario('write', 'a', trials, []), scenario('select', 'b', trials, [])];
  const { text } = draw(run)[0] as Diagram;
  assert.match(text, /a0\["select<br\/>1\.00 ms"\]/);
  assert.match(text, /a1\["write<br\/>1\.08 ms"\]/);
});

test('a kind is the same only where all of it is', () => {
  const found = (...verdicts: (Comparison['verdict'] | null)[]) => {
    const scenarios = verdicts.map((verdict, index) =>
      scenario('select', `s${index}`, [], verdict === null ? [] : [compared('three', 1.1, 0.01, verdict)]),
    );
    return compareKind(scenarios, 'three', 'single').found;
  };
  assert.equal(found('same', 'same'), 'same');
  assert.equal(found('same', 'inconclusive'), 'inconclusive');
  assert.equal(found('same', null), 'inconclusive');
  assert.equal(found('same', 'slower', 'inconclusive', null), 'slower');
  assert.equal(found('same', 'faster'), 'faster');
  assert.equal(found('faster', 'slower'), 'mixed');
  assert.equal(found(null, null), null);
});

test('names of layouts and kinds make no other diagram', () => {
  const run = fourLayouts();
  run.layouts = run.layouts.map((layout) =>
    layout.name === 'three' ? { ...layout, name: HOSTILE } : layout,
  );
  run.scenarios.push(scenario(HOSTILE, 'x', [], []));
  for (const { text, id } of draw(run)) {
    assert.match(id, /^[a-z0-9-]+$/);
    for (const line of text.split('\n'))
      assert.match(
        line,
        /^(|flowchart LR| {2}acc(Title|Descr): [^"<>%`]*| {2}subgraph [ab]\["(#\d+;|[^"#;<>`*])*"\]| {4}direction TB| {4}[ab]\d\["(#\d+;|<br\/>|[^"#;<>`*])*"\]| {2}end| {2}a\d -->\|"(#\d+;|<br\/>|[^"#;<>`*])*"\| b\d| {2}classDef \w+ [\w:#, -]+| {2}class [b\d,]+ \w+)$/,
      );
  }
});
