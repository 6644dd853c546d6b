import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunDocument } from '../../src/model/run.ts';
import { screenOf } from '../../src/render/colour.ts';
import { renderRun } from '../../src/render/terminal.ts';
import { comparisonOf } from '../../src/render/view.ts';
import { assertGolden } from './golden.ts';
import { fourLayouts, HOSTILE, twoLayouts } from './sample-run.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts a colour
const COLOUR = /\u001b\[\d+m/g;

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

describe('the screen of a run', () => {
  it('is made from valid documents', () => {
    for (const run of [twoLayouts(), fourLayouts()]) RunDocument.parse(run);
  });

  it('two layouts: times, ratio, interval, verdict', () => {
    assertGolden('terminal-two.txt', renderRun(twoLayouts(), { color: false, width: 100 }));
  });

  it('two layouts, with room for words', () => {
    const text = renderRun(twoLayouts(), { color: false, width: 140 });
    assert.match(
      text,
      /user-activity +61\.2 us +159 us +2\.60 +\(2\.48 to 2\.72\) +slower, joined in the application/,
    );
    assert.doesNotMatch(text, /\*/);
  });

  it('four layouts, interrupted, with failures and hostile names: within 100 columns', () => {
    const text = renderRun(fourLayouts(), { color: false, width: 100 });
    assertGolden('terminal-four.txt', text);
    assert.ok(widest(text) <= 100, `${widest(text)} columns`);
  });

  it('two layouts fit into 80 columns', () => {
    const text = renderRun(twoLayouts(), { color: false, width: 80 });
    assert.ok(widest(text) <= 80, `${widest(text)} columns`);
    assert.match(text, /\(2\.48 to 2\.72\)/);
  });

  it('colour adds nothing but colour', () => {
    for (const run of [twoLayouts(), fourLayouts()]) {
      const plainly = renderRun(run, { color: false, width: 100 });
      const coloured = renderRun(run, { color: true, width: 100 });
      assert.notEqual(coloured, plainly);
      assert.equal(coloured.replaceAll(COLOUR, ''), plainly);
    }
  });

  it('lets no control character of a name through', () => {
    assert.doesNotMatch(renderRun(fourLayouts(), { color: false, width: 100 }), /[^\P{Cc}\n]|\u202e/u);
  });

  it('one layout has no ratios, and an absent figure is no 0', () => {
    const run = twoLayouts();
    run.layouts.pop();
    run.memory = [];
    run.wal = [];
    for (const scenario of run.scenarios)
      Object.assign(scenario, { trials: scenario.trials.slice(0, 1), comparisons: [] });
    const text = renderRun(run, { color: false, width: 100 });
    assert.doesNotMatch(text, /memory|WAL|ratio|three/);
    assert.match(text, /disk +51\.2 MB/);
  });

  it('says resident where private memory is not shown by the system', () => {
    const run = twoLayouts();
    for (const one of run.memory)
      if (one.status === 'measured')
        for (const point of [one.beforeOpen, one.afterOpen, one.afterReplay]) point.privateBytes = null;
    assert.match(renderRun(run, { color: false, width: 100 }), /memory, resident +155 MB +149 MB/);
  });

  it('shows a run in which nothing was measured', () => {
    const run = {
      ...twoLayouts(),
      scenarios: [],
      memory: [],
      wal: [],
      warnings: [],
      outcome: 'incomplete' as const,
    };
    assert.match(renderRun(run, { color: false, width: 100 }), /^incomplete: /m);
  });

  it('cuts a long name in the table', () => {
    const run = twoLayouts();
    for (const scenario of run.scenarios) scenario.name = HOSTILE.repeat(5);
    assert.ok(widest(renderRun(run, { color: false, width: 100 })) <= 100);
  });
});

it('a comparison is turned round when the run holds it the other way', () => {
  const [, , crossing] = twoLayouts().scenarios;
  assert.ok(crossing);
  const turned = comparisonOf(crossing, 'single', 'three');
  assert.equal(turned?.verdict, 'faster');
  assert.ok(Math.abs((turned?.ratio ?? 0) - 1 / 2.6) < 1e-12);
  assert.ok(turned?.interval && turned.interval.low < turned.ratio && turned.ratio < turned.interval.high);
});

it('colour needs a terminal, and gives way to NO_COLOR', () => {
  const terminal = { write: () => true, isTTY: true, columns: 132 };
  assert.deepEqual(screenOf(terminal, {}), { color: true, width: 132 });
  assert.deepEqual(screenOf(terminal, { NO_COLOR: '' }), { color: true, width: 132 });
  assert.deepEqual(screenOf(terminal, { NO_COLOR: '1' }), { color: false, width: 132 });
  assert.deepEqual(screenOf(terminal, { TERM: 'dumb' }), { color: false, width: 132 });
  assert.deepEqual(screenOf({ write: () => true, columns: 20 }, {}), { color: false, width: 100 });
});
