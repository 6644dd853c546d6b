import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer';
import { type OpenBrowser, openBrowser } from '../../../src/browser/launch.ts';

export { NO_BROWSER } from '../../browser/support.ts';

/** The browser that the program itself would take. */
export async function openTestBrowser(): Promise<OpenBrowser> {
  return await openBrowser({ env: process.env, signal: new AbortController().signal });
}

export interface OpenPage {
  readonly page: Page;
  /** Everything the page said on the console, and every error that nothing caught. */
  readonly said: string[];
  /** Addresses of everything it asked for, but for itself. */
  readonly asked: string[];
}

export async function openPage(browser: Browser, html: string): Promise<OpenPage> {
  const page = await browser.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  const address = 'http://report.test/';
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (request.url() === address) return void request.respond({ contentType: 'text/html', body: html });
    asked.push(request.url());
    request.abort();
  });
  await page.goto(address);
  return { page, said, asked };
}

const AXE = readFileSync(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe-core finds, a line each. The page's policy would not let it run, so it runs without. */
export async function violations(page: Page): Promise<unknown> {
  await page.evaluate(AXE);
  return await page.evaluate(`axe.run().then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html.slice(0, 200), failureSummary].join(': '))))`);
}
