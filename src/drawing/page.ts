import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser, Page } from 'puppeteer';
import { decodeTexts, drawMermaid, problemsOf, startMermaid } from './in-page.ts';
import { MERMAID_CONFIG } from './mermaid-config.ts';
import { PAGE, pageWithScript } from './page-text.ts';

/** The page's process died, as on a picture that takes all its memory. */
export class PageCrashed extends Error {}

/** One page with Mermaid in it, loaded once; it asks for nothing from anywhere. */
export class MermaidPage {
  readonly #page: Page;
  /** Never resolves. Without it what is asked of a crashed page would wait for ever. */
  readonly #crash: Promise<never>;

  private constructor(page: Page) {
    this.#page = page;
    this.#crash = new Promise((_, reject) => {
      page.on('error', (error) => reject(new PageCrashed(error.message)));
    });
    this.#crash.catch(() => {});
  }

  /** @param folder for the page's file; one that the browser cannot read does no harm */
  static async open(browser: Browser, folder: string): Promise<MermaidPage> {
    // The one that it starts with: another takes another process.
    const [page = await browser.newPage()] = await browser.pages();
    // The whole of Mermaid in one file: no module is fetched later, for whatever kind of diagram.
    const script = new URL('./mermaid.min.js', import.meta.resolve('mermaid'));
    const file = pathToFileURL(join(folder, 'diagrams.html'));
    await refuseRequests(page, [file.href, script.href]);
    if (!(await loadFromFile(page, file, script))) {
      await page.setContent(PAGE);
      // Without the 0 its value would be all of Mermaid, sent back.
      await page.evaluate(`${await readFile(script, 'utf8')}\n;0`);
    }
    await page.evaluate(decodeTexts);
    await page.evaluate(startMermaid, MERMAID_CONFIG);
    return new MermaidPage(page);
  }

  /** @returns XML @throws what Mermaid says of a text that it cannot draw; PageCrashed */
  async draw(id: string, text: string): Promise<string> {
    return await Promise.race([this.#page.evaluate(drawMermaid, id, text), this.#crash]);
  }

  /** @throws PageCrashed */
  async problems(svg: string, labels: readonly string[]): Promise<readonly string[]> {
    return await Promise.race([this.#page.evaluate(problemsOf, svg, labels), this.#crash]);
  }
}

/** The policy of the page forbids them already; what is asked for all the same ends here. */
export async function refuseRequests(page: Page, but: readonly string[] = []): Promise<void> {
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const done = but.includes(request.url()) ? request.continue() : request.abort('accessdenied');
    done.catch(() => {});
  });
}

/** A third faster than through the debugger. A browser that is shut in (snap) reads neither file. */
async function loadFromFile(page: Page, file: URL, script: URL): Promise<boolean> {
  try {
    await writeFile(fileURLToPath(file), pageWithScript(script));
    await page.goto(file.href);
    return (await page.evaluate('typeof mermaid')) === 'object';
  } catch {
    return false;
  }
}
