import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '../../src/browser/launch.ts';
import { type DrawOutcome, drawDiagrams } from '../../src/drawing/draw.ts';
import { pageWith } from '../../src/drawing/page-text.ts';
import { contrast, parseColour } from '../../src/svg/colour.ts';
import { isTag, parseMarkup, rootOf } from '../../src/svg/markup.ts';
import { NO_BROWSER, ProfileFolder } from '../browser/support.ts';
import { diagram, KINDS } from './diagrams.ts';

const skip = NO_BROWSER;
const profiles = new ProfileFolder();
const options = {
  formats: ['svg'],
  renderer: 'page',
  env: process.env,
  signal: new AbortController().signal,
} as const;

type Drawn = Extract<DrawOutcome, { ok: true }>;

function drawnOf(outcomes: readonly DrawOutcome[]): readonly Drawn[] {
  return outcomes.map((one) => {
    assert.ok(one.ok, one.ok ? '' : `${one.id}: ${one.reason}`);
    return one;
  });
}

/** What stands in the text elements, line by line, codes decoded. */
function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g)]
    .map(([, inner = '']) =>
      inner
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '')
    .sort();
}

test('each kind of diagram is drawn, in all formats, complete in itself', { skip }, async () => {
  const { outcomes, notes } = await drawDiagrams(KINDS, { ...options, formats: ['svg', 'png', 'pdf'] });
  assert.deepEqual(
    outcomes.map(({ id }) => id),
    KINDS.map(({ id }) => id),
  );
  const ids: string[] = [];
  for (const { id, svg, png, pdf } of drawnOf(outcomes)) {
    const pieces = parseMarkup(svg);
    const { attributes } = rootOf(pieces);
    const [, , width, height] = (attributes.get('viewBox') ?? '').split(' ').map(Number);
    assert.deepEqual(
      [width, height],
      [Number(attributes.get('width')), Number(attributes.get('height'))],
      id,
    );
    assert.ok((width ?? 0) > 50 && (height ?? 0) > 50, id);
    assert.equal(attributes.get('xmlns'), 'http://www.w3.org/2000/svg');
    assert.equal(attributes.get('role'), 'img');
    assert.equal(attributes.has('style'), false);
    assert.match(svg, new RegExp(`<title id="diagram-${id}-title">Title of ${id}</title>`));
    assert.match(svg, new RegExp(`<desc id="diagram-${id}-desc">What ${id} shows</desc>`));
    assert.equal(svg.match(/<title/g)?.length, 1, 'one title: Mermaid writes one too');
    assert.match(svg, /@media screen and \(prefers-color-scheme:dark\)/);
    assert.doesNotMatch(svg, /foreignObject|<script|data-points|[\u{fb02}]|&amp;#\d/u);
    ids.push(...pieces.filter(isTag).flatMap((tag) => tag.attributes.get('id') ?? []));

    // PNG, section 11.2.2: width and height in bytes 16 to 24. Two pixels a unit.
    const image = Buffer.from(png ?? []);
    assert.equal(image.toString('latin1', 1, 4), 'PNG');
    assert.equal(image.readUInt32BE(16), Math.ceil(width ?? 0) * 2);
    assert.equal(image.readUInt32BE(20), Math.ceil(height ?? 0) * 2);
    const pages = Buffer.from(pdf ?? []).toString('latin1');
    assert.match(pages, /^%PDF-/);
    assert.equal(pages.match(/\/Type\s*\/Page\b/g)?.length, 1);
    // A pixel is 3/4 of a point. Fonts and no image: it is vectors.
    const [, , pageWidth] =
      /MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pages)?.map(Number).slice(-1) ?? [];
    assert.ok(pageWidth === undefined || Math.abs(pageWidth - (width ?? 0) * 0.75) < 2);
    assert.match(pages, /\/Font\b/);
    assert.doesNotMatch(pages, /\/Subtype\s*\/Image/);
  }
  assert.equal(new Set(ids).size, ids.length, 'no id twice among all of them');
  for (const note of notes) assert.match(note, /sandbox/);
  await profiles.assertNothingLeft();
});

test('the same text gives the same bytes', { skip }, async () => {
  const [first, second] = [
    await drawDiagrams(KINDS, options),
    await drawDiagrams([...KINDS].reverse(), options),
  ];
  assert.deepEqual(
    drawnOf(first.outcomes).map(({ svg }) => svg),
    drawnOf(second.outcomes)
      .map(({ svg }) => svg)
      .reverse(),
  );
});

test('mermaid-cli, the reference, shows the same texts of every kind', { skip }, async () => {
  const ours = drawnOf((await drawDiagrams(KINDS, options)).outcomes);
  const theirs = drawnOf((await drawDiagrams(KINDS, { ...options, renderer: 'mermaid-cli' })).outcomes);
  for (const [index, { svg, id }] of ours.entries()) {
    assert.ok(texts(svg).length > 3, id);
    assert.deepEqual(texts(svg), texts(theirs[index]?.svg ?? ''), id);
  }
  await profiles.assertNothingLeft();
});

test('one that cannot be read, and one without its label, are named; the others are drawn', {
  skip,
}, async () => {
  const [er, flowchart] = [KINDS[0], KINDS[1]];
  assert.ok(er && flowchart);
  const { outcomes } = await drawDiagrams(
    [
      er,
      diagram('broken', 'flowchart LR\n  a[["no end\n'),
      diagram('unknown', 'no such kind of diagram'),
      { ...flowchart, id: 'other', labels: ['second line', 'what is not there'] },
      diagram('hostile', 'flowchart LR\n  a["x"]\n  click a "https://example.com/"\n', ['x']),
      flowchart,
    ],
    options,
  );
  assert.deepEqual(
    outcomes.map(({ ok }) => ok),
    [true, false, false, false, false, true],
  );
  const reasons = outcomes.map((one) => (one.ok ? '' : one.reason));
  assert.match(reasons[1] ?? '', /^Mermaid cannot draw it: Parse error on line \d/);
  assert.match(reasons[2] ?? '', /^Mermaid cannot draw it: No diagram type detected/);
  assert.match(reasons[3] ?? '', /does not show 1 of 2 labels, such as "what is not there"/);
  assert.match(reasons[4] ?? '', /reaches outside itself: (xlink:)?href of a/);
  assert.ok(reasons.every((reason) => !reason.includes('\n') && reason.length < 400));
});

test('texts can be read on a light page and on a dark one', { skip }, async () => {
  const { outcomes } = await drawDiagrams(KINDS, options);
  const open = await openBrowser(options);
  try {
    const page = await open.browser.newPage();
    await page.setContent(
      pageWith(
        drawnOf(outcomes)
          .map(({ svg }) => svg)
          .join(''),
      ),
    );
    const fills = async (value: 'light' | 'dark') => {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
      const found = await page.evaluate(
        'Array.from(document.querySelectorAll("text:not(:has(*)), tspan:not(:has(*))"), (one) => getComputedStyle(one).fill)',
      );
      return (found as string[]).map((fill) => {
        const colour = parseColour(fill);
        assert.ok(colour, fill);
        return colour;
      });
    };
    for (const [scheme, ground] of [
      ['light', '#ffffff'],
      ['dark', '#0d1117'],
    ] as const) {
      const on = parseColour(ground);
      assert.ok(on);
      const found = await fills(scheme);
      assert.ok(found.length > 25);
      assert.ok(Math.min(...found.map((fill) => contrast(fill, on))) >= 4.5, scheme);
    }
  } finally {
    await open.close();
  }
});

test('a large picture fits into PNG and PDF', { skip }, async () => {
  const chain = Array.from({ length: 120 }, (_, index) => `  n${index}["node ${index}"] --> n${index + 1}`);
  const { outcomes } = await drawDiagrams(
    [diagram('chain', `flowchart LR\n${chain.join('\n')}\n`, ['node 119'])],
    {
      ...options,
      formats: ['png', 'pdf'],
    },
  );
  const [{ png, pdf, svg } = assert.fail()] = drawnOf(outcomes);
  assert.ok(Number(rootOf(parseMarkup(svg)).attributes.get('width')) > 10_000);
  const width = Buffer.from(png ?? []).readUInt32BE(16);
  assert.ok(width > 10_000 && width <= 16_001, String(width));
  assert.match(Buffer.from(pdf ?? []).toString('latin1', 0, 5), /%PDF-/);
});
