import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { code, codeBlock } from '../../../src/report/escape.ts';
import { folded } from '../../../src/report/gate-tables.ts';
import { convert } from '../../../src/report/html/convert.ts';
import { columns, markdownTable } from '../../../src/report/markdown-table.ts';
import { picture } from './pictures.ts';

const none = { pictures: new Map<string, string>(), fences: new Map<string, string>() };
const html = (markdown: string, pictures = none) => convert(markdown, pictures).html;

describe('headings', () => {
  it('have the ids by which GitHub links to them, each once', () => {
    const { headings } = convert(
      "## Failed\n\n## The document's `claims`\n\n## Failed\n\n### !\n\n### a_b C-d",
      none,
    );
    assert.deepEqual(
      headings.map(({ level, id, text }) => [level, id, text]),
      [
        [2, 'failed', 'Failed'],
        [2, 'the-documents-claims', "The document's claims"],
        [2, 'failed-1', 'Failed'],
        [3, 'section', '!'],
        [3, 'a_b-c-d', 'a_b C-d'],
      ],
    );
  });
});

describe('links', () => {
  it('lead into the page, to a file beside it, or to https', () => {
    for (const target of ['#failed', 'run.json', 'charts/a-b.svg#x', 'https://sqlite.org/wal.html?a=b'])
      assert.match(html(`[go](${target})`), new RegExp(`<a href="${target.replace('?', '\\?')}">go</a>`));
  });

  it('that lead elsewhere become their text', () => {
    for (const target of [
      'javascript:alert(1)',
      'JavaScript&colon;alert(1)',
      'java&Tab;script:alert(1)',
      'data:text/html,x',
      'http://example.org',
      '//example.org',
      '/etc/passwd',
      'file:///etc/passwd',
      'vbscript:x',
    ])
      assert.equal(html(`a [*go*](<${target}>) b`), '<p>a <em>go</em> b</p>\n', target);
    assert.equal(html('<mailto:a@b.c>'), '<p>mailto:a@b.c</p>\n');
  });
});

describe('HTML in the Markdown', () => {
  it('is text', () => {
    assert.equal(
      html('a <b>x</b>\n\n<script>alert(1)</script>'),
      '<p>a &lt;b&gt;x&lt;/b&gt;</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n',
    );
  });

  it('but for the code elements that escape.ts writes', () => {
    const name = 'a`b|c\\<i>&amp;';
    assert.equal(html(code(name)), '<p><code>a`b|c\\&#60;i&#62;&#38;amp;</code></p>\n');
    assert.match(
      html(markdownTable(columns('A'), [[code(name)]])),
      /<code>a`b\|c\\&#60;i&#62;&#38;amp;<\/code><\/td>/,
    );
  });

  it('and for what gate-tables.ts folds', () => {
    const markdown = folded('all 3 <rows>', codeBlock('diff', '</details>\n+ a'));
    const made = html(`${markdown}\n\nafter`);
    assert.match(made, /^<details>\s*<summary>all 3 &lt;rows&gt;<\/summary>/);
    assert.match(made, /&#60;\/details&#62;\n\+ a\n<\/code><\/pre><\/div>\s*<\/details>\s*<p>after<\/p>\n$/);
  });

  it('never closes what it did not open, nor leaves open what it did', () => {
    assert.equal(html('</details>'), '<p>&lt;/details&gt;</p>\n');
    assert.equal(html('- </details>').match(/<\/details>/g), null);
    assert.equal(html('<details>\n\na').match(/<\/details>/g)?.length, 1);
  });
});

describe('tables', () => {
  const table = html(
    `## Times\n\n${markdownTable(columns('Name', '>Time'), [
      ['b', '2.03 ms'],
      ['a', '8.31 us'],
      ['c', ''],
    ])}`,
  );

  it('stand in boxes that scroll, and know where each cell sorts', () => {
    assert.match(table, /<div class="scroll" role="region" tabindex="0" aria-label="Times: table"><table>/);
    const cells = [...table.matchAll(/<td([^>]*)>([^<]*)/g)].map(([, attributes, cell]) => [
      cell,
      attributes,
    ]);
    assert.deepEqual(cells, [
      ['b', ' data-key="1"'],
      ['2.03 ms', ' class="number" data-key="1"'],
      ['a', ' data-key="0"'],
      ['8.31 us', ' class="number" data-key="0"'],
      ['c', ' data-key="2"'],
      ['', ' class="number"'],
    ]);
  });

  it('need no style attribute', () => assert.doesNotMatch(table, /style=/));
});

describe('pictures', () => {
  const svg = picture('Latency by layout');
  const given = (source: string) => ({ ...none, pictures: new Map([[source, svg]]) });

  it('take the place of images, captioned by their alternative text', () => {
    const made = html(
      '![Times, *all*](charts/a b.svg)'.replace('a b', 'latency'),
      given('charts/latency.svg'),
    );
    assert.match(
      made,
      /<figure><div class="scroll" [^>]*aria-label="Times, all"><div class="picture" style="--width:640px"><svg /,
    );
    assert.match(made, /<figcaption>Times, all<\/figcaption>/);
    assert.doesNotMatch(made, /<p>|<img/);
    assert.match(html('![](<charts/a b.svg>)', given('charts/a b.svg')), /<figcaption>Latency by layout</);
  });

  it('that are not given are their alternative text', () => {
    assert.equal(html('see ![<the> chart](https://example.org/x.svg).'), '<p>see &#60;the&#62; chart.</p>\n');
    assert.equal(html('![x](javascript:alert)'), '<p>x</p>\n');
  });

  it('take the place of the Mermaid fence with their text', () => {
    const fences = new Map([['flowchart LR\n  a --> b', svg]]);
    const made = html('## Flow\n\n```mermaid\nflowchart LR\n  a --> b\n```\n', { ...none, fences });
    assert.match(made, /<svg .*<figcaption>Latency by layout<\/figcaption>/s);
    assert.doesNotMatch(made, /<pre>/);
  });

  it('that were not drawn are their text, and say so', () => {
    const made = html('```mermaid\na --> "</pre>"\n```');
    assert.match(made, /<pre><code>a --&#62; &#34;&#60;\/pre&#62;&#34;\n<\/code><\/pre>/);
    assert.match(made, /This diagram was not drawn/);
  });

  it('have boxes with names of their own', () => {
    const made = html('![a](x)\n\n![a](x)\n\n![a](x)', given('x'));
    assert.deepEqual(
      [...made.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label),
      ['a', 'a (2)', 'a (3)'],
    );
  });
});
