import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'puppeteer';
import { decodeTexts, drawMermaid, problemsOf, startMermaid } from './in-page.ts';
import { MERMAID_CONFIG } from './mermaid-config.ts';
import { PAGE } from './page-text.ts';

/** One page with Mermaid in it, loaded once; it asks for nothing from anywhere. */
export class MermaidPage {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser): Promise<MermaidPage> {
    const page = await browser.newPage();
    await refuseRequests(page);
    await page.setContent(PAGE);
    await page.evaluate(await mermaidScript());
    await page.evaluate(decodeTexts);
    await page.evaluate(startMermaid, MERMAID_CONFIG);
    return new MermaidPage(page);
  }

  /** @returns XML @throws what Mermaid says of a text that it cannot draw */
  async draw(id: string, text: string): Promise<string> {
    return await this.#page.evaluate(drawMermaid, id, text);
  }

  async problems(svg: string, labels: readonly string[]): Promise<readonly string[]> {
    return await this.#page.evaluate(problemsOf, svg, labels);
  }
}

/** The policy of the page forbids them already; what is asked for all the same ends here. */
export async function refuseRequests(page: Page): Promise<void> {
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    request.abort('accessdenied').catch(() => {});
  });
}

async function mermaidScript(): Promise<string> {
  // The whole of Mermaid in one file: no module is fetched later, for whatever kind of diagram.
  return await readFile(new URL('./mermaid.min.js', import.meta.resolve('mermaid')), 'utf8');
}
