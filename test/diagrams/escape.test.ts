import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawn, mermaidSentence, mermaidText } from '../../src/diagrams/escape.ts';
import { parse } from './mermaid.ts';

/** Words that some grammar or some step before it reads; joined at random with each other and with any characters. */
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.constantFrom(
    'direction',
    ' LR',
    ' tb',
    '%%{init: {"theme":"dark"}}%%',
    '%%',
    'style x:',
    'classDef a:',
    'end',
    'subgraph',
    'PK',
    'uk',
    '#59;',
    '#quot;',
    '&lt;',
    '"]',
    '`',
    '<img src=x onerror=alert(1)>',
    'www.example.com',
    'https://example.com',
    '$$x$$',
    ':memory:',
    'wrap:',
    ':nowrap:',
    'fa:fa-user',
    'https:',
    '//',
    '[64]',
    '(x)',
    ' ',
    '\ufb02\u00b0\u00b034\u00b6\u00df',
    '\ud800',
    '\u202e',
    '\u200b',
    '\n',
    '\r\n---\n',
    '~',
    ';',
    ':',
    'accTitle: x',
    '_a_',
    '*a*',
    '[a](b)',
    '|',
    '{',
    '}',
    '1. ',
    '- ',
  ),
);
const anyText = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

/** What a reader sees: each code undone once. */
function read(escaped: string): string {
  return escaped.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

test('any text becomes one line without a character that Mermaid reads', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const escaped = mermaidText(text);
      const rest = escaped.replace(/#\d+;/g, '');
      assert.doesNotMatch(rest, /["`<>&#%;:{}[\]|~*\\$@^\ufb02]/);
      assert.doesNotMatch(rest, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u);
      assert.doesNotMatch(escaped, /direction\s+(?:tb|bt|rl|lr)/i);
      assert.doesNotMatch(escaped, /www\./i);
      assert.notEqual(escaped.trim(), '');
    }),
  );
});

test('nothing but what is invisible or too long is lost', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(read(mermaidText(text)), drawn(text));
      assert.ok(Array.from(drawn(text)).length <= 80);
    }),
  );
  assert.equal(drawn('x'.repeat(81)), `${'x'.repeat(77)}...`);
  assert.equal(drawn(' \u200b\n'), '(empty)');
  assert.equal(mermaidText('a<b'), 'a#60;b');
  assert.equal(
    mermaidText('chinook_tracks.unit_price NUMERIC(10,2)'),
    'chinook_tracks.unit_price NUMERIC(10,2)',
  );
  assert.equal(mermaidText('_a_b'), '#95;a_b');
  assert.equal(mermaidText(':memory:'), '#58;memory#58;');
  const sentence = `${'the long road '.repeat(20)}"end".`;
  assert.equal(read(mermaidSentence(sentence)), sentence);
});

test('it is inert in every grammar that is used', async () => {
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (one, two) => {
      const [a, b] = [mermaidText(one), mermaidText(two)];
      const head = (type: string) =>
        `${type}\n  accTitle: ${mermaidSentence(one)}\n  accDescr: ${mermaidSentence(two)}\n`;
      const er = `${head('erDiagram')}  subgraph f0 ["${a}"]\n    t0["${b}"] {\n      \`${a}\` \`${b}\` PK, FK "${a}"\n    }\n  end\n  t0 ||..o{ t0 : "${b}"\n`;
      assert.equal(await parse(er), 'er');
      const flowchart = `${head('flowchart LR')}  subgraph f0["${a}"]\n    a["${a}<br/>${b}"]\n    b[("${b}")]\n    c[["${a}"]]\n    d(["${b}"])\n  end\n  a -.->|"${b}"| b\n`;
      assert.equal(await parse(flowchart), 'flowchart-v2');
      const sequence = `${head('sequenceDiagram')}  participant p0 as ${a}\n  p0->>p0: ${b}\n  Note over p0: ${a}<br/>${b}\n`;
      assert.equal(await parse(sequence), 'sequence');
      const pie = `pie showData\n  title ${a}\n  "${a}" : 3\n`;
      assert.equal(await parse(pie), 'pie');
    }),
  );
});

test('Mermaid does refuse what is not escaped', async () => {
  await assert.rejects(parse('erDiagram\n  t0["a"b"]\n'));
  await assert.rejects(parse('erDiagram\n  t0["a direction LR"] {\n  }\n'));
});
