import { type OpenBrowser, type OpenOptions, openBrowser } from '../browser/launch.ts';
import { throwIfInterrupted } from '../model/failure.ts';
import { MermaidPage } from './page.ts';
import { within } from './within.ts';

/** A browser, and its page with Mermaid. */
export interface Session {
  readonly open: OpenBrowser;
  readonly page: MermaidPage;
}

/** The browser was lost or had to be ended more often than a few diagrams explain. */
export class TooManyStarts extends Error {}

const MOST_STARTS = 4;
/** Mermaid is 3.5 MB of script. */
const LOAD_SECONDS = 60;

/** Mermaid did not come into the page: one line, why. */
export class NotLoaded extends Error {}

/** Opens a browser when one is needed, and another when that one was lost. */
export class Sessions {
  readonly #options: OpenOptions;
  readonly #notes = new Set<string>();
  #current: Session | undefined;
  #starts = 0;

  constructor(options: OpenOptions) {
    this.#options = options;
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** @throws as openBrowser does; TooManyStarts; NotLoaded */
  async current(): Promise<Session> {
    if (this.#current?.open.browser.connected) return this.#current;
    await this.close();
    if (this.#starts === MOST_STARTS) throw new TooManyStarts(`the browser was lost ${MOST_STARTS} times`);
    this.#starts++;
    const open = await openBrowser(this.#options);
    if (open.note !== null) this.#notes.add(open.note);
    try {
      const load = () => MermaidPage.open(open.browser, open.folder);
      const page = await within(LOAD_SECONDS, this.#options.signal, load);
      this.#current = { open, page };
      return this.#current;
    } catch (error) {
      await open.close();
      throwIfInterrupted(this.#options.signal);
      const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
      throw new NotLoaded(`Mermaid could not be loaded into the browser: ${why}`, { cause: error });
    }
  }

  /** Also where a page hangs: in some machines' browsers all pages are one process. */
  async close(): Promise<void> {
    const { open } = this.#current ?? {};
    this.#current = undefined;
    await open?.close();
  }
}
