import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { finishPicture } from '../../src/drawing/finish.ts';
import { shorten } from '../../src/drawing/shorten.ts';
import { parseMarkup, writeMarkup } from '../../src/svg/markup.ts';
import { diagram } from './diagrams.ts';

const short = (svg: string) => writeMarkup(shorten(parseMarkup(svg)));

test('the size is that of the view, on the root; what held the picture at another goes', () => {
  const svg = finishPicture(
    '<svg id="diagram-x" width="100%" style="max-width: 300.24px; background-color: white; opacity: 1" viewBox="4 4 300.2421875 200" aria-roledescription="er"><text>a</text></svg>',
    diagram('x', ''),
  );
  assert.match(svg, /^<svg [^>]*width="300\.24"[^>]*viewBox="4 4 300\.24 200"/);
  assert.match(svg, /^<svg [^>]*height="200"/);
  assert.match(svg, /^<svg [^>]*style="opacity:1;"/);
  assert.doesNotMatch(svg, /max-width|background|roledescription/);
});

test("Mermaid's picture of an error, and one without a size, are refused", () => {
  const finish = (attributes: string) => finishPicture(`<svg ${attributes}></svg>`, diagram('x', ''));
  assert.throws(() => finish('viewBox="0 0 512 512" aria-roledescription="error"'), /of an error/);
  for (const attributes of ['', 'viewBox="0 0 0 0"', 'viewBox="0 0 -1 5"', 'viewBox="0 0 NaN 5"'])
    assert.throws(() => finish(attributes), /no size/, attributes);
});

test('straight lines drawn twice as curves become lines; curves and slanted ones stay', () => {
  assert.equal(
    short('<svg><path d="M0 5 C1 5, 2 5, 9 5 M0 5 C3 5, 4 5, 9 5 M9 5 C9 6, 9 7, 9 8"/></svg>'),
    '<svg><path d="M0 5L9 5M9 5L9 8"/></svg>',
  );
  for (const path of ['M0 0 C1 1, 2 2, 3 3', 'M0 5 C1 5, 2 6, 9 5', 'M0 0 L5 5', 'M0 5 C1 5, 2 5, 9 5 L3 3'])
    assert.equal(short(`<svg><path d="${path}"/></svg>`), `<svg><path d="${path}"/></svg>`);
});

test('numbers are rounded, classes without a rule and rectangles without a size go', () => {
  assert.equal(
    short(
      '<svg><style>#a .used{fill:red}</style><g class="used unused" transform="translate(1.23456, -7.0000001)" data-id="x" data-look="neo" style=" ;"><rect class="background"><title>x</title></rect><rect/><rect width="5.5" height="2"/></g></svg>',
    ),
    '<svg><style>#a .used{fill:red}</style><g class="used" transform="translate(1.23, -7)" data-look="neo"><rect width="5.5" height="2"/></g></svg>',
  );
});

test('numbers without anything between them stay as they are: rounding one would change the next', () => {
  for (const d of [
    'M12.258.001l.256.004.255.005',
    'v-17l.001-.045.002-.045',
    'M1.23456-2.34567',
    'M0 0l-.12345 1',
    'h.12345',
  ])
    assert.equal(short(`<svg><path d="${d}"/></svg>`), `<svg><path d="${d}"/></svg>`);
});

test('a rounded path has as many numbers, none of them further off than half of what is shown', () => {
  const numbers = (d: string) =>
    [...d.matchAll(/-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi)].map(([one]) => Number(one));
  const number = fc.oneof(
    fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((one) => String(one)),
    fc.double({ min: -1, max: 1, noNaN: true }).map((one) => one.toFixed(4).replace(/^(-?)0\./, '$1.')),
  );
  const path = fc
    .array(fc.tuple(fc.constantFrom('M', 'L', 'l', 'h', 'C'), number, fc.constantFrom(' ', ',', ''), number))
    .map((all) =>
      all
        // Where nothing stands between, only a sign or a point can part the two.
        .map(
          ([letter, a, between, b]) =>
            `${letter}${a}${between === '' && !/^[-.]/.test(b) ? ' ' : between}${b}`,
        )
        .join(''),
    );
  fc.assert(
    fc.property(path, (d) => {
      const shown = /d="([^"]*)"/.exec(short(`<svg><path d="${d}"/></svg>`))?.[1] ?? '';
      const [before, after] = [numbers(d), numbers(shown)];
      assert.equal(after.length, before.length, `${d} -> ${shown}`);
      for (const [index, one] of before.entries())
        assert.ok(Math.abs(one - (after[index] ?? Number.NaN)) <= 0.0051, `${d} -> ${shown}`);
    }),
    { numRuns: 500 },
  );
});

test('symbols that nothing shows go, those that are shown stay', () => {
  assert.equal(
    short(
      '<svg><defs><symbol id="clock"><path d="M0 0"/></symbol><symbol id="x-db"><path d="M1 1"/></symbol></defs><use href="#x-db"/></svg>',
    ),
    '<svg><defs><symbol id="x-db"><path d="M1 1"/></symbol></defs><use href="#x-db"/></svg>',
  );
});
