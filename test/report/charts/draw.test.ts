import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { RunDocument } from '../../../src/model/run.ts';
import { type Chart, renderCharts } from '../../../src/report/charts/index.ts';
import { textWidth } from '../../../src/report/charts/marks.ts';
import { settled } from '../../../src/report/charts/settled.ts';
import { change, row, timed } from '../../render/sample-gate.ts';
import { fourLayouts, measured, scenario, twoLayouts } from '../../render/sample-run.ts';
import { hostileRun } from './hostile-run.ts';
import { type Element, elements, readSvg, texts } from './read-svg.ts';

/** Twenty-five scenarios on four layouts, as a whole run has them. */
function largeRun(): RunDocument {
  const run = structuredClone(fourLayouts());
  const [template] = fourLayouts().scenarios[1]?.comparisons ?? [];
  if (template === undefined) assert.fail();
  run.scenarios = Array.from({ length: 25 }, (_, index) =>
    scenario(
      ['select', 'join', 'crossing', 'fts', 'write'][index % 5] ?? '',
      `a-scenario-with-a-name-${index}`,
      run.layouts.map(({ name }, at) => measured(name, 1e-6 * 1.5 ** (index + at))),
      ['two', 'three', 'three-attached'].map((layout) => ({
        ...template,
        layout,
        ratio: 1.1 ** (index - 12),
      })),
    ),
  );
  return run;
}

function gatedRun(): RunDocument {
  const rows = [row('join/a', timed('slower', 1.3)), row('select/{a|b}<', timed('faster', 0.7))];
  return { ...twoLayouts(), gate: { outcome: 'fail', budgets: [], change: change(rows) } };
}

const RUNS = { two: twoLayouts, four: fourLayouts, large: largeRun, gated: gatedRun, hostile: hostileRun };

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a text stands; undefined for one that is turned. */
function boxOf({ attributes, text }: Element): Box | undefined {
  const { transform = '', x = '0', y = '0', 'text-anchor': anchor } = attributes;
  if (/matrix|rotate/.test(transform)) return undefined;
  const [, dx = '0', dy = '0'] = /^translate\((\S+) (\S+)\)$/.exec(transform) ?? [];
  const size = Number(attributes['font-size']);
  const width = textWidth(text, size) * (attributes['font-weight'] === 'bold' ? 1.1 : 1);
  const at = Number(x) + Number(dx);
  const left = at - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
  const middle = Number(y) + Number(dy);
  return { text, left, right: left + width, top: middle - size / 2, bottom: middle + size / 2 };
}

for (const [name, make] of Object.entries(RUNS))
  describe(`the pictures of a run: ${name}`, () => {
    let charts: readonly (Chart & { root: Element })[] = [];
    before(async () => {
      charts = (await renderCharts(make())).map((chart) => ({ ...chart, root: readSvg(chart.svg) }));
      assert.ok(charts.length >= 4);
    });

    it('have a size, and a title and a description that a reader of screens finds', () => {
      for (const { id, title, description, root } of charts) {
        const { attributes, children } = root;
        assert.equal(attributes.viewBox, `0 0 ${attributes.width} ${attributes.height}`);
        assert.equal(attributes.role, 'img');
        assert.equal(attributes.id, `chart-${id}`);
        const text = (key: string) => children.find((one) => one.attributes.id === attributes[key])?.text;
        assert.equal(text('aria-labelledby'), title);
        assert.equal(text('aria-describedby'), description);
      }
    });

    it('hold nothing but shapes and text, whatever the names are', () => {
      for (const { root, id } of charts)
        for (const element of elements(root)) {
          assert.match(element.name, /^(svg|title|desc|defs|pattern|clipPath|g|path|rect|text|style)$/);
          for (const [key, value] of Object.entries(element.attributes)) {
            assert.doesNotMatch(key, /^on|href|^style$|^class$/);
            if (key === 'id') assert.match(value, new RegExp(`^chart-${id}(-[a-z0-9]+)?$`));
            if (value.includes('url(')) assert.match(value, new RegExp(`^url\\(#chart-${id}-[pc]\\d+\\)$`));
          }
        }
    });

    it('are readable: no text is small, outside, over another, or has lines', () => {
      for (const { root, id } of charts) {
        const found = texts(root);
        assert.ok(found.length > 5);
        for (const { attributes, text } of found) {
          assert.ok(Number(attributes['font-size']) >= 11, `${id}: ${text}`);
          assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]|^(NaN|undefined|null|Infinity)/u);
        }
        const boxes = found.flatMap((one) => boxOf(one) ?? []);
        for (const [index, a] of boxes.entries()) {
          const inside = a.left >= 0 && a.right <= 960 && a.bottom <= Number(root.attributes.height);
          assert.ok(inside, `${id}: ${a.text} from ${a.left} to ${a.right}`);
          for (const b of boxes.slice(0, index)) {
            const apart = a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
            assert.ok(apart, `${id}: "${a.text}" over "${b.text}"`);
          }
        }
      }
    });

    it('are light enough to stand in a page, and have colours for a dark one', () => {
      for (const { svg } of charts) {
        assert.ok(svg.length < 150_000);
        assert.match(svg, /<style>@media screen and \(prefers-color-scheme:dark\)/);
      }
    });

    it('are the same when drawn again', async () => {
      const again = await renderCharts(make());
      assert.deepEqual(
        again.map(({ svg }) => svg),
        charts.map(({ svg }) => svg),
      );
    });
  });

it('names stand in the picture as they are', async () => {
  const all = (await renderCharts(hostileRun())).flatMap(({ svg }) =>
    texts(readSvg(svg)).map(({ text }) => text),
  );
  for (const name of ['<script>alert(1)</script>', ']]>&amp;"\'</text>', '{a|b}{c|d}'])
    assert.ok(all.includes(name), name);
});

it('axes say what they show, with units', async () => {
  const charts = await renderCharts(twoLayouts());
  const of = (id: string) =>
    texts(readSvg(charts.find((one) => one.id === id)?.svg ?? '')).map(({ text }) => text);
  assert.ok(of('ratios').includes('ratio of times: above 1 is slower'));
  assert.ok(of('latency').includes('time per call'));
  assert.ok(of('latency').includes('10 us'));
  assert.ok(of('memory').includes('private memory added by the databases'));
  assert.ok(
    of('memory').includes(
      'single: 62.0 MB private (opening 1.00 MB, replay 61.0 MB); document, at 50 MB: 70 MB',
    ),
  );
  assert.ok(of('wal').includes('writes'));
  assert.ok(of('wal').includes('4 MB'));
  assert.ok(of('sizes').includes('50 MB'));
});

it('nothing to draw is no chart', async () => {
  const run: RunDocument = { ...structuredClone(twoLayouts()), scenarios: [], memory: [], wal: [] };
  for (const { databases } of run.layouts) databases.splice(0);
  assert.deepEqual(await renderCharts(run), []);
});

it('a style that has no attribute is not lost in silence', () => {
  assert.throws(() => settled('<svg><text style="font:11px x">a</text></svg>', 'a'), SyntaxError);
  assert.equal(
    settled('<svg><text class="zr0-cls-1" style="font-size:11px;">a</text><style >x</style></svg>', 'a'),
    '<svg><text font-size="11">a</text></svg>',
  );
});
