import type { Browser, Page } from 'puppeteer';
import { decodeTexts } from './in-page.ts';
import { MERMAID_CONFIG } from './mermaid-config.ts';

/**
 * Draws through mermaid-cli's library, the reference: it opens a page and loads Mermaid anew for every diagram.
 * @returns XML @throws what Mermaid says of a text that it cannot draw
 */
export async function drawWithMermaidCli(browser: Browser, id: string, text: string): Promise<string> {
  const { renderMermaid } = await import('@mermaid-js/mermaid-cli');
  // All that it asks of a browser is a page.
  const pages = { newPage: () => newPage(browser) } as Browser;
  const { data } = await renderMermaid(pages, text, 'svg', {
    mermaidConfig: MERMAID_CONFIG,
    svgId: id,
    backgroundColor: 'transparent',
    // Its fonts are of a megabyte; a picture of ours names those that most machines have.
    fontEmbed: false,
  });
  return new TextDecoder().decode(data);
}

async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(decodeTexts);
  return page;
}
