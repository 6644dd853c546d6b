import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inlineSvg } from '../../../src/report/html/svg.ts';
import { picture } from './pictures.ts';

describe('an SVG in the page', () => {
  it('loses what stands before and after it in a file', () => {
    const file = `<?xml version="1.0"?>\n<!-- a <svg-like> note -->\n${picture('t')}\n<!-- end -->`.replace(
      '<svg-like>',
      'b',
    );
    const { text, width, title } = inlineSvg(file, new Set());
    assert.equal(text, picture('t'));
    assert.deepEqual([width, title], [640, 't']);
  });

  it('has a title in words', () => {
    assert.equal(
      inlineSvg(picture('a &amp;lt; b &#60;&#x3e; &quot;c&quot;'), new Set()).title,
      'a &lt; b <> "c"',
    );
  });

  it('keeps its ids where they are free', () => {
    const taken = new Set(['failed']);
    assert.equal(inlineSvg(picture('t'), taken).text, picture('t'));
    assert.deepEqual([...taken], ['failed', 'p', 'p-title', 'clip-0']);
  });

  it('gets others, with everything that refers to them, where one is taken', () => {
    const taken = new Set(['clip-0']);
    const { text } = inlineSvg(picture('id="p" and url(#clip-0)'), taken);
    assert.match(text, /^<svg id="p2-p" .* aria-labelledby="p2-p-title"/);
    assert.match(text, /<title id="p2-p-title">id="p" and url\(#clip-0\)<\/title>/);
    assert.match(text, /#p2-p \.bar \{ fill: #0a5a82; \}/);
    assert.match(text, /<clipPath id="p2-clip-0">/);
    assert.match(text, /clip-path="url\(#p2-clip-0\)"/);
    assert.match(text, /<use href="#p2-clip-0"\/>/);
    assert.match(inlineSvg(picture('t'), taken).text, /^<svg id="p3-p"/);
    assert.match(inlineSvg(picture('t'), new Set(['p', 'p2-p-title'])).text, /^<svg id="p3-p"/);
  });

  it('is refused where it is none', () => {
    for (const file of ['', 'not drawn', '<p>a</p><svg></svg>', '<svg>'])
      assert.throws(() => inlineSvg(file, new Set()), /is no SVG/);
  });
});
