import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Browser, Page } from 'puppeteer';
import type { OpenBrowser } from '../../../src/browser/launch.ts';
import type { RunDocument } from '../../../src/model/run.ts';
import { plain } from '../../../src/render/plain.ts';
import { htmlReport } from '../../../src/report/html/page.ts';
import { markdownReport } from '../../../src/report/markdown.ts';
import { twoLayouts } from '../../render/sample-run.ts';
import { NO_BROWSER, openPage, openTestBrowser } from './browser.ts';
import { pageOf } from './sample-page.ts';

const PIECES = [
  '<script>alert(1)</script>',
  '</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<!--',
  '</main></table></td>',
  '<details>',
  '</details>',
  '<code>',
  '&lt;b&gt;',
  '&#60;i&#62;',
  '"\' onmouseover="x',
  '[go](javascript:alert(1))',
  '![go](javascript:alert(1))',
  '<javascript:alert(1)>',
  'https://example.org/',
  '](x)',
  ']]>',
  '|',
  '\\|',
  '`',
  '```mermaid',
  '**b**',
  '_e_',
  '~~s~~',
  '# h',
  '> q',
  '- l',
  '1. n',
  '\n\n',
  '\u2028',
  '\u202e',
  '\u0000',
  '\ud800',
  '\t',
  ' ',
];

/** Names are never empty. */
const hostile = fc
  .oneof(
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', minLength: 1 }),
  )
  .filter((text) => plain(text) !== '');

/** Every place in which a run document holds text that others chose. */
function hostileRun(texts: readonly string[]): RunDocument {
  const run = twoLayouts();
  let next = 0;
  const text = () => texts[next++ % texts.length] ?? '';
  run.layouts = run.layouts.map((layout) => ({
    ...layout,
    description: text(),
    databases: layout.databases.map((one) => ({
      ...one,
      file: text(),
      objects: [{ name: text(), table: 't', bytes: 1 }],
    })),
  }));
  for (const scenario of run.scenarios) Object.assign(scenario, { name: text(), description: text() });
  Object.assign(run.environment, { processor: text(), operatingSystem: text(), fileSystem: text() });
  run.warnings = [{ code: 'c', message: text(), advice: text() }];
  run.memory = [{ status: 'failed', layout: 'three', reason: text() }];
  run.seed.name = text();
  return run;
}

describe('text that others wrote', { skip: NO_BROWSER }, () => {
  let open: OpenBrowser;
  let browser: Browser;
  before(async () => {
    open = await openTestBrowser();
    browser = open.browser;
  });
  after(() => open.close());

  it('is shown as it is, and is never markup, a script or a link', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 12 }), async (texts) => {
        const html = htmlReport({ ...pageOf(markdownReport(hostileRun(texts))), title: texts[0] ?? '' });
        const { page, said, asked } = await openPage(browser, html);
        try {
          assert.deepEqual([said, asked], [[], []]);
          assert.deepEqual(await elements(page), EXPECTED);
          const shown = String(await page.evaluate('document.querySelector("main").textContent'));
          for (const text of texts) assert.ok(shown.includes(plain(text)), JSON.stringify(text));
        } finally {
          await page.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});

const EXPECTED = { scripts: 1, handlers: [], links: [], names: [] };

/** What a walk over the page finds that may not be there. */
async function elements(page: Page): Promise<unknown> {
  return await page.evaluate(`(() => {
    const all = [...document.querySelectorAll('*')];
    const attributes = all.flatMap((element) => [...element.attributes]);
    const known = 'html head meta title style body a header p b span div nav details summary ol li main h1 h2 h3 ul strong code wbr table thead tbody tr th td button pre footer script';
    return {
      scripts: document.scripts.length,
      handlers: attributes.filter(({ name }) => name.startsWith('on')).map(({ name }) => name),
      links: attributes.filter(({ name, value }) => ['href', 'src', 'action'].includes(name) && !value.startsWith('#')).map(({ value }) => value),
      names: all.map((element) => element.localName).filter((name) => !known.split(' ').includes(name)),
    };
  })()`);
}
