import type { Variables } from '../browser/find.ts';
import { NoBrowser } from '../browser/launch.ts';
import type { Diagram } from '../diagrams/diagram.ts';
import { Failure, throwIfInterrupted } from '../model/failure.ts';
import { brief } from '../render/plain.ts';
import { finishPicture } from './finish.ts';
import { drawWithMermaidCli } from './mermaid-cli.ts';
import { PageCrashed } from './page.ts';
import { rasterise } from './raster.ts';
import { GivenUp, NotLoaded, type Session, Sessions } from './session.ts';
import { TooSlow, within } from './within.ts';

export type DrawOutcome =
  | {
      readonly id: string;
      readonly ok: true;
      /** Complete: it stands alone as a file, and beside others in one page. */
      readonly svg: string;
      /** Null where not asked for, or failed. */
      readonly png: Uint8Array | null;
      readonly pdf: Uint8Array | null;
      /** What was asked for and could not be made of the picture. */
      readonly failed: readonly { readonly format: 'png' | 'pdf'; readonly reason: string }[];
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

/** The renderer refused the text. */
class Unreadable extends Error {}

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
          if (!(error instanceof NoBrowser || error instanceof GivenUp)) throw error;
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
  let session: Session;
  try {
    session = await sessions.current();
  } catch (error) {
    if (error instanceof NotLoaded) return { id, ok: false, reason: error.message };
    throw error;
  }
  const { browser, ended } = session.open;
  const asked = (['png', 'pdf'] as const).filter((format) => formats.includes(format));
  const made: { svg?: string; png?: Uint8Array; pdf?: Uint8Array } = {};
  const reasons = new Map<'png' | 'pdf', string>();
  let stopped: string | undefined;
  try {
    await within(drawSeconds, signal, async () => {
      const svg = await draw(diagram, session, renderer);
      made.svg = svg;
      for (const format of asked) {
        try {
          made[format] = await rasterise(browser, svg, format);
        } catch (error) {
          if (!browser.connected) throw error;
          reasons.set(format, reasonOf(error));
        }
      }
    });
  } catch (error) {
    throwIfInterrupted(signal);
    const crashed = error instanceof PageCrashed;
    stopped = crashed || !browser.connected ? 'the browser ended while it drew' : reasonOf(error);
    if (crashed) await sessions.lose('crash', 'its page crashed');
    else if (!browser.connected) await sessions.lose('crash', await ended);
    else if (error instanceof TooSlow) await sessions.lose('timeOut', `${id}: ${stopped}`);
  }
  throwIfInterrupted(signal);
  // What was given up may still come to something: this is what there is now.
  const { svg, png = null, pdf = null } = made;
  if (svg === undefined) return { id, ok: false, reason: stopped ?? 'there is no picture' };
  const failed = asked
    .filter((format) => made[format] === undefined)
    .map((format) => ({ format, reason: reasons.get(format) ?? stopped ?? 'there is no picture' }));
  return { id, ok: true, svg, png, pdf, failed };
}

async function draw(diagram: Diagram, session: Session, renderer: DrawOptions['renderer']): Promise<string> {
  const render = typeof renderer === 'function' ? renderer : RENDERERS[renderer];
  const drawn = await render(session, `diagram-${diagram.id}`, diagram.text).catch((error: unknown) => {
    throw error instanceof PageCrashed ? error : new Unreadable(saidBy(error), { cause: error });
  });
  const svg = finishPicture(drawn, diagram);
  const problems = await session.page.problems(svg, diagram.labels);
  if (problems.length > 0) throw new Error(`the picture is not sound: ${problems.join('; ')}`);
  return svg;
}

function reasonOf(error: unknown): string {
  const said = brief(saidBy(error), REASON_CHARACTERS);
  return error instanceof Unreadable ? `Mermaid cannot draw it: ${said}` : said;
}

/** Mermaid's own words have several lines, with an arrow under the place. */
function saidBy(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // Puppeteer adds where in Mermaid it was thrown.
  const own = message.split('\n').filter((line) => !/\(\S+:\d+:\d+\)$/.test(line));
  const text = own.join('\n').replace(/^\w*Error: /, '');
  // While Mermaid reads a text, its codes (#91;) have another form.
  return text.replace(/\ufb02\u00b0{1,2}(\w+)\u00b6\u00df/g, '#$1;');
}
