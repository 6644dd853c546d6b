import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gateMarkdown } from '../../src/report/gate-markdown.ts';
import { assertGolden } from '../render/golden.ts';
import { budget, everything, foreign, hostileGate, oneRegression } from '../render/sample-gate.ts';
import { HOSTILE } from '../render/sample-run.ts';

/** Lines outside of fenced blocks; what is in a block has to be a line of a difference. */
function outsideBlocks(markdown: string): string[] {
  let fence = '';
  return markdown.split('\n').filter((line) => {
    if (fence !== '') {
      if (line === fence) fence = '';
      else assert.match(line, /^[-+] /);
      return false;
    }
    fence = /^(`{3,})diff$/.exec(line)?.[1] ?? '';
    return fence === '';
  });
}

/** In a summary, which is HTML, there are no code spans. */
const withoutCode = (line: string) => (line.startsWith('<summary>') ? line : line.replace(/`[^`]*`/g, ''));
const headings = (lines: readonly string[]) => lines.filter((line) => /^\s*#/.test(line));
const unfolded = outsideBlocks(gateMarkdown(hostileGate('name')));

describe('the Markdown of a gate', () => {
  for (const [name, gate] of Object.entries({ oneRegression, everything, foreign }))
    it(name, () => assertGolden(`gate-${name}.md`, gateMarkdown(gate())));

  it('hostile names', () => assertGolden('gate-hostile.md', gateMarkdown(hostileGate(HOSTILE))));

  it('no name becomes HTML, a heading, a line or a cell', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '</summary><script>',
        '```\n<img src=x>',
        '</details>',
        '# x',
        '\n\n<b>',
        '`<i>`|`',
        '&lt;',
      ),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        const lines = outsideBlocks(gateMarkdown(hostileGate(name)));
        for (const line of lines)
          assert.doesNotMatch(withoutCode(line), /<(?!\/?(?:details|summary|code)>)/, line);
        assert.equal(headings(lines).length, headings(unfolded).length);
        const opened = lines.filter((line) => line === '<details>').length;
        assert.equal(lines.filter((line) => line === '</details>').length, opened);
        const summaries = lines.filter((line) => /^<summary>[^<]*<\/summary>$/.test(line));
        assert.equal(summaries.length, opened);
      }),
    );
  });

  it('has rows of as many cells as their table', () => {
    for (const gate of [everything(), hostileGate(HOSTILE)])
      for (const block of gateMarkdown(gate)
        .split('\n\n')
        .filter((one) => one.startsWith('|')))
        assert.equal(new Set(block.split('\n').map((line) => line.split('|').length)).size, 1, block);
  });

  it('leaves out what there is not', () => {
    const markdown = gateMarkdown({ outcome: 'pass', change: null, budgets: [budget('a')] });
    assert.match(markdown, /^## chinook-eval: pass\n/);
    assert.doesNotMatch(markdown, /What differs|Layouts|undefined|null/);
  });
});
