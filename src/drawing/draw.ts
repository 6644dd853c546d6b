import type { Variables } from '../browser/find.ts';
import { NoBrowser } from '../browser/launch.ts';
import type { Diagram } from '../diagrams/diagram.ts';
import { Failure, throwIfInterrupted } from '../model/failure.ts';
import { brief } from '../render/plain.ts';
import { finishPicture } from './finish.ts';
import { drawWithMermaidCli } from './mermaid-cli.ts';
import { PageCrashed } from './page.ts';
import { rasterise } from './raster.ts';
import { NotLoaded, type Session, Sessions, TooManyStarts } from './session.ts';
import { TooSlow, within } from './within.ts';

export type DrawOutcome =
  | {
      readonly id: string;
      readonly ok: true;
      /** Complete: it stands alone as a file, and beside others in one page. */
      readonly svg: string;
      /** Null where not asked for. */
      readonly png: Uint8Array | null;
      readonly pdf: Uint8Array | null;
    }
  | { readonly id: string; readonly ok: false; readonly reason: string };

/** Mermaid text to SVG (XML), with ids that begin with the given one. */
export type Renderer = (session: Session, id: string, text: string) => Promise<string>;

const RENDERERS = {
  /** Loads Mermaid once for all diagrams. */
  page: ({ page }, id, text) => page.draw(id, text),
  /** The reference, which loads it for each. */
  'mermaid-cli': ({ open }, id, text) => drawWithMermaidCli(open.browser, id, text),
} satisfies Readonly<Record<string, Renderer>>;

export interface DrawOptions {
  readonly formats: readonly ('svg' | 'png' | 'pdf')[];
  readonly renderer: keyof typeof RENDERERS | Renderer;
  /** The browser that the user named; relative to the current folder of the process. */
  readonly browser?: string;
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly onProgress?: (doing: string) => void;
  /** How long one diagram may take, in all its formats. */
  readonly drawSeconds?: number;
  /** How long the start of a browser may take. */
  readonly launchSeconds?: number;
}

const DRAW_SECONDS = 120;
const REASON_CHARACTERS = 300;

/** The picture is not what it should be. */
class Unsound extends Error {}

/**
 * Draws diagrams with one browser. One that fails does not stop the others; a browser that crashes or hangs is ended
 * and another one started.
 * @returns an outcome for each diagram, in their order, and what the user should know of the browser
 * @throws Interrupted; Failure where the named browser is no file that can be run. Nothing is left running then
 */
export async function drawDiagrams(
  diagrams: readonly Diagram[],
  options: DrawOptions,
): Promise<{ readonly outcomes: readonly DrawOutcome[]; readonly notes: readonly string[] }> {
  const { signal, onProgress } = options;
  const sessions = new Sessions(options);
  const outcomes: DrawOutcome[] = [];
  // Where no browser can be had, none is looked for again.
  let without: string | undefined;
  try {
    for (const [index, diagram] of diagrams.entries()) {
      throwIfInterrupted(signal);
      onProgress?.(`drawing ${index + 1} of ${diagrams.length}: ${diagram.id}`);
      if (without === undefined) {
        try {
          outcomes.push(await drawOne(diagram, sessions, options));
          continue;
        } catch (error) {
          throwIfInterrupted(signal);
          if (error instanceof Failure) throw error;
          if (!(error instanceof NoBrowser || error instanceof TooManyStarts)) throw error;
          without = error.message;
        }
      }
      outcomes.push({ id: diagram.id, ok: false, reason: without });
    }
  } finally {
    await sessions.close();
  }
  return { outcomes, notes: sessions.notes };
}

async function drawOne(diagram: Diagram, sessions: Sessions, options: DrawOptions): Promise<DrawOutcome> {
  const { id } = diagram;
  const { drawSeconds = DRAW_SECONDS, formats, renderer, signal } = options;
  let lost = false;
  try {
    const session = await sessions.current();
    const { browser } = session.open;
    browser.once('disconnected', () => {
      lost = true;
    });
    const svg = await within(drawSeconds, signal, () => draw(diagram, session, renderer));
    const asked = { png: formats.includes('png'), pdf: formats.includes('pdf') };
    return {
      id,
      ok: true,
      svg,
      ...(await within(drawSeconds, signal, () => rasterise(browser, svg, asked))),
    };
  } catch (error) {
    if (error instanceof NoBrowser || error instanceof TooManyStarts || error instanceof Failure) throw error;
    lost ||= error instanceof PageCrashed;
    const reason = lost ? 'the browser ended while it drew' : reasonOf(error);
    if (lost || error instanceof TooSlow) await sessions.close();
    throwIfInterrupted(signal);
    return { id, ok: false, reason };
  }
}

async function draw(diagram: Diagram, session: Session, renderer: DrawOptions['renderer']): Promise<string> {
  const render = typeof renderer === 'function' ? renderer : RENDERERS[renderer];
  const svg = finishPicture(await render(session, `diagram-${diagram.id}`, diagram.text), diagram);
  const problems = await session.page.problems(svg, diagram.labels);
  if (problems.length > 0) throw new Unsound(`the picture is not sound: ${problems.join('; ')}`);
  return svg;
}

/** Mermaid's own words have several lines, with an arrow under the place. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Puppeteer adds where in Mermaid it was thrown.
  const own = message.split('\n').filter((line) => !/\(\S+:\d+:\d+\)$/.test(line));
  const text = own.join('\n').replace(/^\w*Error: /, '');
  // While Mermaid reads a text, its codes (#91;) have another form.
  const said = brief(text.replace(/\ufb02\u00b0{1,2}(\w+)\u00b6\u00df/g, '#$1;'), REASON_CHARACTERS);
  return [Unsound, TooSlow, NotLoaded].some((kind) => error instanceof kind)
    ? said
    : `Mermaid cannot draw it: ${said}`;
}
