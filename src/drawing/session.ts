import { type OpenBrowser, type OpenOptions, openBrowser } from '../browser/launch.ts';
import { throwIfInterrupted } from '../model/failure.ts';
import { brief } from '../render/plain.ts';
import { MermaidPage } from './page.ts';
import { within } from './within.ts';

/** A browser, and its page with Mermaid. */
export interface Session {
  readonly open: OpenBrowser;
  readonly page: MermaidPage;
}

/** Another try would end as those before it: one line with the last cause. */
export class GivenUp extends Error {}

/** Mermaid did not come into the page: one line, why. */
export class NotLoaded extends Error {}

/** Mermaid is 3.5 MB of script. */
const LOAD_SECONDS = 60;

/** Why a browser had to be replaced; how often that is borne, and what is said then. */
const LOSSES = {
  /** It, or its page, died. */
  crash: { most: 4, says: (times: number) => `the browser was lost ${times} times` },
  /** A diagram that was only too slow says little of the next one; so many take 20 minutes. */
  timeOut: { most: 10, says: (times: number) => `${times} diagrams took too long, no more are tried` },
  /** Mermaid's file is the same at the next try. */
  load: { most: 2, says: (times: number) => `no page for drawing could be opened, ${times} times` },
} as const;

/** How a browser and its page are had; another way for tests. */
export interface Opening {
  readonly browser: (options: OpenOptions) => Promise<OpenBrowser>;
  readonly page: (open: OpenBrowser) => Promise<MermaidPage>;
}

const OPENING: Opening = {
  browser: openBrowser,
  page: ({ browser, folder }) => MermaidPage.open(browser, folder),
};

/** Opens a browser when one is needed, and another when that one was lost. */
export class Sessions {
  readonly #options: OpenOptions;
  readonly #opening: Opening;
  readonly #notes = new Set<string>();
  readonly #losses = { crash: 0, timeOut: 0, load: 0 };
  #current: Session | undefined;
  #givenUp: string | undefined;

  constructor(options: OpenOptions, opening: Opening = OPENING) {
    this.#options = options;
    this.#opening = opening;
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** @throws as openBrowser does; NotLoaded; GivenUp */
  async current(): Promise<Session> {
    if (this.#current?.open.browser.connected) return this.#current;
    // It ended between two diagrams.
    if (this.#current) await this.lose('crash', await this.#current.open.ended);
    if (this.#givenUp !== undefined) throw new GivenUp(this.#givenUp);
    const open = await this.#opening.browser(this.#options);
    if (open.note !== null) this.#notes.add(open.note);
    try {
      const page = await within(LOAD_SECONDS, this.#options.signal, () => this.#opening.page(open));
      this.#current = { open, page };
      return this.#current;
    } catch (error) {
      await open.close();
      throwIfInterrupted(this.#options.signal);
      const why = brief(error instanceof Error ? error.message : String(error), 200);
      await this.lose('load', why);
      throw new NotLoaded(`Mermaid could not be loaded into the browser: ${why}`, { cause: error });
    }
  }

  /**
   * Ends the browser, if there is one: also where only a page hangs, as in some machines' browsers all pages are one process.
   * @param cause one line
   */
  async lose(loss: keyof typeof LOSSES, cause: string): Promise<void> {
    const times = ++this.#losses[loss];
    const { most, says } = LOSSES[loss];
    if (times >= most) this.#givenUp = `${says(times)} (last: ${cause})`;
    await this.close();
  }

  async close(): Promise<void> {
    const { open } = this.#current ?? {};
    this.#current = undefined;
    await open?.close();
  }
}
