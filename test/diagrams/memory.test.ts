import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagram } from '../../src/diagrams/diagram.ts';
import { memory } from '../../src/diagrams/memory.ts';
import type { RunDocument } from '../../src/model/run.ts';
import type { MemoryPoint, MemoryResult } from '../../src/model/run-trials.ts';
import { assertGolden } from '../render/golden.ts';
import { fourLayouts, HOSTILE, twoLayouts } from '../render/sample-run.ts';

const draw = (run: RunDocument) => memory.draw({ layouts: run.layouts, run, traces: [] });

function withMemory(
  before: MemoryPoint,
  opened: MemoryPoint,
  replayed: MemoryPoint,
  layout = 'two',
): RunDocument {
  const run = fourLayouts();
  run.layouts = run.layouts.map((one) => (one.name === 'two' ? { ...one, name: layout } : one));
  const measured: MemoryResult = {
    status: 'measured',
    layout,
    repeats: 3,
    beforeOpen: before,
    afterOpen: opened,
    afterReplay: replayed,
    scenariosReplayed: 9,
  };
  run.memory = [measured];
  return run;
}

const privately = (privateBytes: number): MemoryPoint => ({ residentBytes: 9 * privateBytes, privateBytes });

test('a pie for each layout, with what the document expects', () => {
  const drawn = draw(twoLayouts());
  assert.deepEqual(
    drawn.map(({ id, section, title }) => [id, section, title]),
    [
      ['memory-single', '4.2', 'Memory of single: 62.0 MB added (document 70.0 MB)'],
      ['memory-three', '4.2', 'Memory of three: 58.0 MB added (document 95.0 MB)'],
    ],
  );
  for (const { id, text } of drawn) assertGolden(`diagram-${id}.mmd`, text);
});

test('only what was measured: a failed layout has no pie, one that the document does not speak of no figure of it', () => {
  assert.deepEqual(
    draw(fourLayouts()).map(({ id }) => id),
    ['memory-single'],
  );
  const [only] = draw(withMemory(privately(40e6), privately(41e6), privately(43.21e6))) as [Diagram];
  assert.match(only.text, /title Memory of two#58; 3\.21 MB added\n/);
  assert.deepEqual(only.text.split('\n').slice(3, -1), [
    '  "before opening, MB" : 40',
    '  "added by opening, MB" : 1',
    '  "added by the replay, MB" : 2.21',
  ]);
  assert.doesNotMatch(only.description, /document/);
  assert.deepEqual(memory.draw({ layouts: [], run: null, traces: [] }), []);
});

test('a part that is not above 0 has no slice, and that is said with its figure', () => {
  const [only] = draw(withMemory(privately(40e6), privately(40e6), privately(39e6))) as [Diagram];
  assert.deepEqual(only.text.match(/"[^"]*" : \S+/g), ['"before opening, MB" : 40']);
  assert.match(only.description, /added by opening 0 B, added by the replay -1\.00 MB/);
  assert.match(only.description, /so what was added by opening and added by the replay is left out/);
  assert.equal(only.labels.length, 2);
  assert.deepEqual(draw(withMemory(privately(0), privately(0), privately(0))), []);
});

test('what the document expects at 50 MB is not held against another size', () => {
  const run = structuredClone(twoLayouts());
  const single = run.layouts.find(({ name }) => name === 'single');
  assert.ok(single);
  for (const [bytes, near] of [
    [5e6, false],
    [44.9e6, false],
    [45.1e6, true],
    [54.9e6, true],
    [55.1e6, false],
  ] as const) {
    single.diskBytes = bytes;
    for (const { title, description, labels } of draw(run)) {
      assert.equal(/document/.test(title), near, `${bytes}: ${title}`);
      assert.equal(/document/.test(description), near, description);
      assert.ok(labels.includes(title));
    }
  }
});

test('a slice that Mermaid leaves out, below 1 %, is named', () => {
  const [thin] = draw(withMemory(privately(99.2e6), privately(100e6), privately(150e6))) as [Diagram];
  assert.match(thin.description, /Too thin to be seen, below 1 %: added by opening\./);
  const [seen] = draw(withMemory(privately(98e6), privately(100e6), privately(150e6))) as [Diagram];
  assert.doesNotMatch(seen.description, /thin/);
});

test('private and resident memory are not mixed', () => {
  const resident = (residentBytes: number): MemoryPoint => ({ residentBytes, privateBytes: null });
  const [known] = draw(withMemory(privately(40e6), privately(41e6), privately(42e6))) as [Diagram];
  assert.match(known.description, /^Private/);
  const [unknown] = draw(withMemory(privately(40e6), resident(365e6), resident(370e6))) as [Diagram];
  assert.match(unknown.description, /^Resident .* before opening 360 MB, added by opening 5\.00 MB/);
});

test("a layout's name makes no other pie", () => {
  const [only] = draw(withMemory(privately(40e6), privately(41e6), privately(42e6), HOSTILE)) as [Diagram];
  assert.match(only.id, /^memory-[a-z0-9-]+$/);
  assert.equal(only.text.split('\n').length, 7);
  assert.doesNotMatch(only.text, /[<>`*%]/);
});
