import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Colour, contrast, parseColour, writeColour } from '../../src/svg/colour.ts';
import { withDark } from '../../src/svg/dark.ts';
import { darkCounterpart } from '../../src/svg/dark-colour.ts';

const GROUND = colour('#0d1117');
const channel = fc.integer({ min: 0, max: 255 }).map((value) => value / 255);
const anyColour = fc.record({ red: channel, green: channel, blue: channel, alpha: fc.constant(1) });

function colour(text: string): Colour {
  const parsed = parseColour(text);
  assert.ok(parsed, text);
  return parsed;
}

/** As it is written into the picture: eight bits a channel. */
function dark(one: Colour): Colour {
  return colour(writeColour(darkCounterpart(one, GROUND)));
}

/** The rules of the dark screen. */
function rules(svg: string): string {
  const [, css] =
    /<style>@media screen and \(prefers-color-scheme:dark\)\{(.*)\}<\/style><\/svg>/.exec(svg) ?? [];
  assert.ok(css !== undefined, svg);
  return css.replaceAll('&quot;', '"').replaceAll('&gt;', '>');
}

test('colours are read in every notation of CSS', () => {
  for (const written of [
    '#ff8000',
    '#F80',
    'rgb(255, 128, 0)',
    'rgb(255 128 0)',
    'rgb(100% 50.2% 0%)',
    'rgba(255,128,0,1)',
    'hsl(30.1, 100%, 50%)',
    'hsla(390.1 100% 50% / 1)',
  ]) {
    const { red, green, blue, alpha } = colour(written);
    assert.equal(red, 1, written);
    assert.ok(Math.abs(green - 0.5) < 0.05, written);
    assert.equal(Math.round(blue * 255), 0, written);
    assert.equal(alpha, 1, written);
  }
  assert.equal(writeColour(colour('rebeccapurple')), '#663399');
  assert.equal(writeColour(colour('rgba(0,0,0,0.5)')), '#00000080');
  assert.equal(writeColour(colour('#1238')), '#11223388');
  for (const none of [
    'none',
    'url(#a)',
    'var(--x)',
    'currentColor',
    '[object Object]',
    '#12345',
    'rgb(1,2)',
    '',
  ])
    assert.equal(parseColour(none), undefined, none);
});

test('white becomes the ground, black white; contrast is reckoned as WCAG does', () => {
  assert.equal(writeColour(dark(colour('white'))), '#0d1117');
  assert.ok(contrast(dark(colour('black')), colour('white')) < 1.02);
  assert.equal(contrast(colour('#000'), colour('#fff')), 21);
  assert.ok(Math.abs(contrast(colour('#767676'), colour('#fff')) - 4.54) < 0.01);
});

test('what could be read on its ground can be read on the dark one', () => {
  fc.assert(
    fc.property(anyColour, anyColour, (one, other) => {
      // Eight bits a channel round the darkest colours by up to a hundredth.
      const least = contrast(one, other) ** 0.965 * 0.98;
      assert.ok(contrast(dark(one), dark(other)) >= least);
    }),
    { numRuns: 2000 },
  );
  for (const [ink, ground] of [
    ['#333', '#fff'],
    ['#1f2328', '#ddf4ff'],
    ['#fff', '#0550ae'],
    ['#5a6068', '#f6f8fa'],
  ] as const) {
    assert.ok(contrast(colour(ink), colour(ground)) >= 4.75);
    assert.ok(contrast(dark(colour(ink)), dark(colour(ground))) >= 4.5, `${ink} on ${ground}`);
  }
});

test('a hue stays: red does not become blue', () => {
  const { red, green, blue } = dark(colour('#b00020'));
  assert.ok(red > green && red > blue);
  const { red: less, green: more } = dark(colour('#117733'));
  assert.ok(more > less);
});

test('styles, attributes and inline styles get rules, behind their own and for the dark screen only', () => {
  const svg = withDark(
    '<svg id="p" fill="none" color="#000"><style>#p text{fill:#333;font-size:1px}#p .a&gt;b{stroke:hsl(0,0%,0%)!important}</style>' +
      '<rect fill="#fff" stroke="url(#g)"/><path style="fill:none;stroke:red !important;opacity:.5"/></svg>',
  );
  const css = rules(svg);
  assert.match(css, /#p text\{fill:#[0-9a-f]{6};\}/);
  assert.match(css, /#p \.a>b\{stroke:#(?:ffffff|fefefe)!important;\}/);
  assert.match(css, /:where\(#p\[fill="#fff"\],#p \[fill="#fff"\]\)\{fill:#0d1117\}/);
  assert.doesNotMatch(css, /font-size|url\(/);
  // The picture's own colours are as they were, but !important would go before any rule.
  assert.match(svg, /<rect fill="#fff" stroke="url\(#g\)"\/>/);
  assert.match(svg, /<path style="fill:none;stroke:red;opacity:\.5;"\/>/);
  assert.match(
    css,
    /\[style="fill:none;stroke:red;opacity:\.5;"\]\)\{fill:none!important;stroke:#[0-9a-f]{6}!important;\}/,
  );
});

test('a rule that takes a colour back does so in the dark too', () => {
  const css = rules(withDark('<svg id="p" fill="none"><style>#p a{fill:#333}#p a{fill:none}</style></svg>'));
  assert.ok(css.lastIndexOf('{fill:none;}') > css.indexOf('#p a{fill:#'));
});

test('keyframes, shadows and what is not seen are left alone', () => {
  const svg =
    '<svg id="p" fill="none" color="none"><style>@keyframes k{from{fill:#333}}#p a{filter:drop-shadow(0 0 #000)}</style>' +
    '<stop stop-color="transparent"/><feDropShadow flood-color="#000"/><rect fill="rgba(0,0,0,0)"/></svg>';
  assert.equal(rules(withDark(svg)), '');
});

test('what says no colour is black, and light on the dark ground', () => {
  const css = rules(withDark('<svg id="p"><text>x</text></svg>'));
  const [, fill = ''] = /:where\(#p\)\{fill:(#[0-9a-f]+)\}/.exec(css) ?? [];
  assert.ok(contrast(colour(fill), GROUND) > 15);
});

test('a picture without an id is refused: its rules would reach others', () => {
  assert.throws(() => withDark('<svg><rect/></svg>'), TypeError);
  assert.throws(() => withDark('<p>no</p>'), SyntaxError);
});
