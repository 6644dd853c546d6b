import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { cutMarkdown } from '../../../src/report/ci/cut-markdown.ts';

const NOTE = 'This was cut.';

it('leaves alone what fits, to the byte', () => {
  assert.equal(cutMarkdown('aé\n', 4, NOTE), 'aé\n');
  assert.notEqual(cutMarkdown(`aé\n${'b'.repeat(40)}\n`, 40, NOTE), `aé\n${'b'.repeat(40)}\n`);
});

it('cuts at the end of a line and says so', () => {
  assert.equal(
    cutMarkdown('first\nsecond\nthird and much more\n', 28, NOTE),
    'first\nsecond\n\nThis was cut.\n',
  );
  assert.equal(cutMarkdown('é'.repeat(100), 20, NOTE), '\nThis was cut.\n');
  assert.equal(cutMarkdown('é'.repeat(100), 5, NOTE), undefined);
});

it('closes what is open', () => {
  const markdown = `<details>\n<summary>x</summary>\n\n\`\`\`\`diff\n- \`\`\`\n${'+ line\n'.repeat(50)}\`\`\`\`\n\n</details>\n`;
  const cut = cutMarkdown(markdown, 150, NOTE) ?? '';
  assert.match(cut, /\n\+ line\n````\n\n<\/details>\n\nThis was cut\.\n$/);
});

it('the name of a scenario in a table opens nothing', () => {
  const rows = '| `<details>` | ``` |\n'.repeat(20);
  assert.match(cutMarkdown(rows, 200, NOTE) ?? '', /\| ``` \|\n\nThis was cut\.\n$/);
});

it('is never longer than there is room, valid UTF-8, with everything closed', () => {
  const line = fc.oneof(
    fc.constantFrom('<details>', '</details>', '```diff', '```', '````', '~~~', ''),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 0, max: 400 }), (lines, room) => {
      const markdown = `${lines.join('\n')}\n`;
      const cut = cutMarkdown(markdown, room, NOTE);
      if (cut === undefined) return assert.ok(room < NOTE.length + 2);
      assert.ok(Buffer.byteLength(cut) <= room);
      if (cut === markdown) return;
      assert.ok(cut.endsWith(`\n${NOTE}\n`));
      // Cut once more with nothing to spare, it would be closed again if anything were still open.
      const again = cutMarkdown(
        `${cut}${'x'.repeat(1000)}\n`,
        Buffer.byteLength(cut) + NOTE.length + 2,
        NOTE,
      );
      assert.equal(again, `${cut}\n${NOTE}\n`);
    }),
  );
});
