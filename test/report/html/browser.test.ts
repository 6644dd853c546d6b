import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer';
import type { OpenBrowser } from '../../../src/browser/launch.ts';
import { htmlReport } from '../../../src/report/html/page.ts';
import { columns, markdownTable } from '../../../src/report/markdown-table.ts';
import { NO_BROWSER, openPage, openTestBrowser, violations } from './browser.ts';
import { pageOf, samplePage } from './sample-page.ts';

const WIDE = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 800 };

describe('the HTML report in Chromium', { skip: NO_BROWSER }, () => {
  let open: OpenBrowser;
  let browser: Browser;
  before(async () => {
    open = await openTestBrowser();
    browser = open.browser;
  });
  after(() => open.close());

  it('asks for nothing and says nothing, whatever the window and the scheme', async () => {
    const { page, said, asked } = await openPage(browser, samplePage());
    for (const viewport of [WIDE, PHONE]) await page.setViewport(viewport);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.click('th button');
    assert.deepEqual([said, asked], [[], []]);
  });

  it('has no violation that axe-core finds: light, dark, on a phone', async () => {
    for (const [viewport, scheme] of [
      [WIDE, 'light'],
      [WIDE, 'dark'],
      [PHONE, 'light'],
      [PHONE, 'dark'],
    ] as const) {
      const { page } = await openPage(browser, samplePage());
      await page.setViewport(viewport);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      assert.deepEqual(await violations(page), [], `${viewport.width} ${scheme}`);
      await page.close();
    }
  });

  it('sorts a table by click: up, down, as it was; blank cells last, equal ones in their order', async () => {
    const { page } = await openPage(browser, htmlReport(pageOf(`## T\n\n${TIMES}`)));
    const sorted = async () => {
      await page.click('th:nth-child(2) button');
      return [await column(page, 1), await sorts(page)];
    };
    assert.deepEqual(await column(page, 1), ['b', 'e', 'a', 'd', 'c', 'f']);
    assert.deepEqual(await sorted(), [
      ['a', 'c', 'd', 'b', 'e', 'f'],
      ['none', 'ascending'],
    ]);
    assert.deepEqual(await sorted(), [
      ['b', 'd', 'a', 'c', 'e', 'f'],
      ['none', 'descending'],
    ]);
    assert.deepEqual(await sorted(), [
      ['b', 'e', 'a', 'd', 'c', 'f'],
      ['none', 'none'],
    ]);
    await sorted();
    await page.click('th:nth-child(1) button');
    assert.deepEqual(await column(page, 1), ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.deepEqual(await sorts(page), ['ascending', 'none']);
  });

  it('sorts by keyboard', async () => {
    const { page } = await openPage(browser, htmlReport(pageOf(`# T\n\n${TIMES}`)));
    assert.equal(await tabTo(page, 'BUTTON'), 2);
    await page.keyboard.press('Enter');
    assert.deepEqual(await column(page, 1), ['a', 'b', 'c', 'd', 'e', 'f']);
    await page.keyboard.press('Space');
    assert.deepEqual(await column(page, 1), ['f', 'e', 'd', 'c', 'b', 'a']);
  });

  it('has no buttons without its script, and all its text', async () => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.setContent(samplePage());
    assert.equal(await page.$('button'), null);
    assert.ok(await page.$('nav details[open] a'));
    assert.ok(await page.$('.scroll[tabindex="0"] table'));
  });

  it('scrolls wide pictures and tables in their own boxes, never itself, and the keyboard reaches those boxes', async () => {
    const { page } = await openPage(browser, samplePage());
    for (const viewport of [PHONE, { width: 820, height: 900 }, WIDE]) {
      await page.setViewport(viewport);
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))');
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), viewport.width);
      const wrong = await page.evaluate(`[...document.querySelectorAll('.scroll')].filter((box) => {
        const wide = box.firstElementChild.getBoundingClientRect().width > box.clientWidth + 1;
        const focusable = box.tabIndex === 0 && box.getAttribute('role') === 'region';
        return wide !== focusable || (wide && getComputedStyle(box).overflowX !== 'auto');
      }).length`);
      assert.equal(wrong, 0, `${viewport.width}`);
    }
    assert.equal(await page.evaluate("document.querySelectorAll('figure .scroll[tabindex]').length"), 1);
  });

  it('shows the contents beside the text, and folded above it on a narrow screen', async () => {
    const { page } = await openPage(browser, samplePage());
    const open = () => page.evaluate("document.querySelector('nav details').open");
    await page.setViewport(PHONE);
    await page.waitForFunction("!document.querySelector('nav details').open");
    await page.setViewport(WIDE);
    await page.waitForFunction("document.querySelector('nav details').open");
    assert.equal(await open(), true);
    const beside =
      "document.querySelector('nav').getBoundingClientRect().right < document.querySelector('main').getBoundingClientRect().left";
    assert.equal(await page.evaluate(beside), true);
  });

  it('skips to the text', async () => {
    const { page } = await openPage(browser, samplePage());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'MAIN');
  });

  it('prints light and without what scrolls', async () => {
    const { page } = await openPage(browser, samplePage());
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.emulateMediaType('print');
    await page.setViewport({ width: 680, height: 900 });
    assert.equal(await page.evaluate('getComputedStyle(document.body).color'), 'rgb(29, 28, 26)');
    assert.equal(await page.evaluate("getComputedStyle(document.querySelector('nav')).display"), 'none');
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 680);
    const cut = `[...document.querySelectorAll('.scroll')].filter((box) => getComputedStyle(box).overflowX !== 'visible' ||
      box.firstElementChild.getBoundingClientRect().right > 681).length`;
    assert.equal(await page.evaluate(cut), 0);
  });
});

const TIMES = markdownTable(columns('Name', '>Time'), [
  ['b', '2.03 ms'],
  ['e', ''],
  ['a', '8.31 us'],
  ['d', '151 us'],
  ['c', '8.31 us'],
  ['f', '~'],
]);

async function column(page: Page, number: number): Promise<unknown> {
  return await page.evaluate(
    `[...document.querySelectorAll('tbody td:nth-child(${number})')].map((cell) => cell.textContent)`,
  );
}

async function sorts(page: Page): Promise<unknown> {
  return await page.evaluate(
    "[...document.querySelectorAll('th')].map((head) => head.getAttribute('aria-sort'))",
  );
}

/** Presses Tab until an element of that name has the focus. @returns how often */
async function tabTo(page: Page, name: string): Promise<number> {
  for (let times = 1; times < 20; times++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.tagName')) === name) return times;
  }
  return assert.fail(`the keyboard does not reach a ${name}`);
}
