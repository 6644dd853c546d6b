import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as echarts from 'echarts';
import fc from 'fast-check';
import { withTitle } from '../../src/svg/accessible.ts';
import { withDark } from '../../src/svg/dark.ts';
import { isTag, parseMarkup, writeMarkup } from '../../src/svg/markup.ts';
import { parseStyle, writeStyle } from '../../src/svg/style-rules.ts';
import { withUniqueIds } from '../../src/svg/unique-ids.ts';

/** A chart with a gradient, a clip path, and rules without a scope. */
function chart(): string {
  const drawn = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 300, height: 200 });
  drawn.setOption({
    animation: false,
    title: { text: 'a < b & "c"' },
    xAxis: { type: 'category', data: ['x'] },
    yAxis: {},
    series: [
      {
        type: 'line',
        areaStyle: {},
        data: [1, 2],
        itemStyle: {
          color: {
            type: 'linear',
            x: 0,
            y: 0,
            x2: 0,
            y2: 1,
            colorStops: [
              { offset: 0, color: 'red' },
              { offset: 1, color: '#00f' },
            ],
          },
        },
      },
    ],
  });
  const svg = drawn.renderToSVGString();
  drawn.dispose();
  return svg;
}

function idsOf(svg: string): string[] {
  return parseMarkup(svg)
    .filter(isTag)
    .flatMap((tag) => tag.attributes.get('id') ?? []);
}

function referencesOf(svg: string): string[] {
  return [...svg.matchAll(/url\(#([^)]+)\)|href="#([^"]+)"/g)].map(([, one, other]) => one ?? other ?? '');
}

test('a chart of ECharts gets ids of its own; every reference holds, every rule is scoped', () => {
  const before = chart();
  const after = withUniqueIds(before, 'c1');
  assert.equal(idsOf(after)[0], 'c1');
  assert.ok(idsOf(after).length > 2);
  assert.ok(idsOf(after).every((id) => id === 'c1' || id.startsWith('c1-')));
  assert.equal(referencesOf(after).length, referencesOf(before).length);
  for (const reference of referencesOf(after)) assert.ok(idsOf(after).includes(reference), reference);
  const [, css = ''] = /<style>([\s\S]*)<\/style>/.exec(after) ?? [];
  for (const node of parseStyle(css))
    assert.ok(node.kind === 'rule' && node.selectors.every((one) => one.startsWith('#c1 ')));
  assert.equal(withUniqueIds(after, 'c1'), after);
});

test('two pictures in one page share no id', () => {
  const [one, other] = [withUniqueIds(chart(), 'a'), withUniqueIds(chart(), 'b')].map(idsOf);
  assert.equal(new Set([...(one ?? []), ...(other ?? [])]).size, (one?.length ?? 0) + (other?.length ?? 0));
});

test('ids in selectors, lists, links and quoted urls are renamed; colours and suffix selectors are not', () => {
  const after = withUniqueIds(
    '<svg id="m" aria-labelledby="t u"><title id="t"/><desc id="u"/><style>#m #abc,#m [id$="-end"] b{fill:#abc}#abcd{fill:url("#g")}</style>' +
      `<g id="abc"/><use xlink:href="#abc"/><path id="x-end" fill="url('#g')"/><a href="https://example.com/#abc"/><q id="g"/></svg>`,
    'n',
  );
  assert.match(after, /^<svg id="n" aria-labelledby="n-t n-u">/);
  assert.match(after, /#n #n-abc,#n \[id\$=&quot;-end&quot;\] b\{fill:#abc;\}#n #abcd\{fill:url\(#n-g\);\}/);
  assert.match(after, /xlink:href="#n-abc"/);
  assert.match(after, /id="n-x-end" fill="url\(#n-g\)"/);
  assert.match(after, /https:\/\/example\.com\/#abc/);
});

test('a new id is never one that the picture has already', () => {
  const after = withUniqueIds(
    '<svg id="n"><g id="a"/><g id="n-a"/><use href="#a"/><use href="#n-a"/></svg>',
    'n',
  );
  const [, first, second] = idsOf(after);
  assert.notEqual(first, second);
  assert.deepEqual(referencesOf(after), [first, second]);
});

test('a title and a description, escaped, in the place of those it had; those of its parts stay', () => {
  const titled = withTitle(
    '<svg aria-roledescription="er" role="document"><title>old <b>x</b></title><desc/><g><title>part</title></g></svg>',
    'A < "B" & <script>',
    'line\u0000 one',
    'd',
  );
  assert.equal(
    titled,
    '<svg role="img" id="d" aria-labelledby="d-title" aria-describedby="d-desc"><title id="d-title">A &lt; &quot;B&quot; &amp; &lt;script&gt;</title><desc id="d-desc">line one</desc><g><title>part</title></g></svg>',
  );
  assert.equal(withTitle(titled, 'A < "B" & <script>', 'line one', 'd'), titled);
  assert.match(withTitle('<svg/>', 't', 'd', 'e'), /<desc id="e-desc">d<\/desc><\/svg>$/);
});

test('markup is read and written without loss', () => {
  const svg = chart();
  assert.equal(writeMarkup(parseMarkup(svg)), svg.replace(/ >/g, '>'));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = withTitle('<svg/>', text, text, 'x');
      assert.equal(writeMarkup(parseMarkup(once)), once);
      assert.equal(idsOf(once).length, 3);
    }),
  );
});

test('what is no SVG is refused', () => {
  for (const text of ['', 'text', '<html></html>', '<svg', '<svg><a b="></svg>']) {
    assert.throws(() => parseMarkup(text), SyntaxError, text);
  }
});

test('a style is read with strings, comments, brackets and groups', () => {
  assert.equal(
    writeStyle(
      parseStyle(
        '/* a{} */@import "x";a,b:is(c,d){Fill : #333 ! important;content:"};"}@media print{e{color:red}}@keyframes k{from{x:1}}[f="}"]{g:h',
      ),
    ),
    '@import "x";a,b:is(c,d){fill:#333!important;content:"};";}@media print{e{color:red;}}@keyframes k{from{x:1}}[f="}"]{g:h;}',
  );
});

test('title, ids and dark rules go together on a chart', () => {
  const svg = withDark(withUniqueIds(withTitle(chart(), 'T', 'D', 'c'), 'c'));
  assert.deepEqual(idsOf(svg).slice(0, 3), ['c', 'c-title', 'c-desc']);
  assert.match(svg, /:where\(#c\[stop-color="red"\],#c \[stop-color="red"\]\)|stop-color=&quot;red&quot;/);
});
