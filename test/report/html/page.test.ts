import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { htmlReport } from '../../../src/report/html/page.ts';
import { markdownReport } from '../../../src/report/markdown.ts';
import { fourLayouts, twoLayouts } from '../../render/sample-run.ts';
import { picture } from './pictures.ts';
import { pageOf } from './sample-page.ts';

describe('the HTML report', () => {
  it('allows its own script and no other', () => {
    const html = htmlReport(pageOf(markdownReport(twoLayouts())));
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => script);
    assert.equal(scripts.length, 1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    assert.equal(
      policy,
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`,
    );
    assert.ok(html.indexOf('http-equiv') < html.indexOf('<style>'));
  });

  it('lists its chapters and sections, and links to them', () => {
    const html = htmlReport(pageOf('# One\n\n## Two\n\n### Three <b>\n\n## Two\n\n#### Four'));
    const links = [...html.matchAll(/<a href="#([^"]*)">([^<]*)<\/a>/g)].map(([, id, text]) => [id, text]);
    assert.deepEqual(links, [
      ['two', 'Two'],
      ['three-b', 'Three &#60;b&#62;'],
      ['two-1', 'Two'],
    ]);
    assert.doesNotMatch(htmlReport(pageOf('only a paragraph')), /<nav/);
  });

  it('every link into the page finds its heading', () => {
    for (const run of [twoLayouts(), fourLayouts()]) {
      const html = htmlReport(pageOf(markdownReport(run)));
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(([, id = '']) => decodeURIComponent(id));
      assert.equal(new Set(ids).size, ids.length);
      assert.deepEqual(
        targets.filter((target) => !ids.includes(target)),
        [],
      );
      assert.ok(targets.length > 8);
    }
  });

  it('escapes the title and the name of what wrote it', () => {
    const html = htmlReport({ ...pageOf('a'), title: '</title><script>', generator: '"><img src=x>' });
    assert.doesNotMatch(html, /<\/title><script>|<img/);
  });

  it('is smaller than 3 MB with thirty pictures', () => {
    const pictures = new Map(
      Array.from({ length: 30 }, (_, index) => [`charts/${index}.svg`, picture(`picture ${index}`, 1000)]),
    );
    const markdown = `${markdownReport(twoLayouts())}\n${[...pictures.keys()].map((key) => `![a picture](${key})`).join('\n\n')}`;
    const html = htmlReport({ ...pageOf(markdown), pictures });
    assert.equal(html.match(/<figure>/g)?.length, 30);
    assert.ok(Buffer.byteLength(html) < 3e6, `${Buffer.byteLength(html)} bytes`);
    assert.ok([...pictures.values()].join('').length > 1.5e6);
  });
});
