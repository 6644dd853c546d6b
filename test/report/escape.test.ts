import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { plain } from '../../src/render/plain.ts';
import { code, codeBlock, text } from '../../src/report/escape.ts';
import { columns, markdownTable } from '../../src/report/markdown-table.ts';

const decoded = (markdown: string) =>
  markdown.replace(/&#(\d+);/g, (_, number) => String.fromCharCode(Number(number)));

/** Characters that Markdown gives a meaning come more often than others. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom(...'\\`*_{}[]<>#|~!&$@:/.-+=1)\n\r\t "\'aw;'), { maxLength: 30 })
    .map((all) => all.join('')),
);

it('text shows exactly the text, and nothing in it is Markdown', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const markdown = text(value);
      assert.equal(decoded(markdown), plain(value));
      assert.doesNotMatch(markdown, /[\\`*[\]<|~!$\n\r]|&(?!#\d+;)|(?<!&)#|:\/\//);
    }),
  );
});

it('text leaves what is harmless readable', () => {
  for (const value of ['chinook_tracks', '24.21.0', '-65536', 'Example CPU @ 2.40GHz', 'a (b), c: d - e'])
    assert.equal(text(value), value);
  assert.equal(text('1. a'), '1&#46; a');
  assert.equal(
    text('see https://x.org or www.x.org, @you'),
    'see https&#58;//x.org or www&#46;x.org, &#64;you',
  );
});

it('code is a code span, or a code element where a span has no escapes', () => {
  assert.equal(code('track_by-id'), '`track_by-id`');
  assert.equal(code('<b>'), '`<b>`');
  assert.equal(code('a`b|c\\'), '<code>a&#96;b&#124;c&#92;</code>');
  fc.assert(
    fc.property(hostile, (value) => {
      assert.match(code(value), /^(`[^`|\\\n]+`|<code>[^`|\\<\n]*<\/code>)$/u);
    }),
  );
});

it('a fence is longer than any in the block', () => {
  assert.equal(codeBlock('sh', 'a ```` b'), '`````sh\na ```` b\n`````');
  assert.equal(codeBlock('sh', 'a'), '```sh\na\n```');
});

it('every row of a table has as many cells as its head', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(hostile, hostile)), (rows) => {
      const table = markdownTable(
        columns('A', '>B'),
        rows.map((row) => [text(row[0]), code(row[1])]),
      );
      const lines = table.split('\n');
      assert.equal(lines.length, rows.length + 2);
      for (const line of lines) assert.equal(line.split('|').length, 4);
    }),
  );
});
