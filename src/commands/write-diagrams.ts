import { lstat, unlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checkNamedBrowser } from '../browser/find.ts';
import type { Diagram } from '../diagrams/diagram.ts';
import type { DrawOutcome } from '../drawing/draw.ts';
import { explainSystemError } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { writeFileAtomically } from '../process/write.ts';
import { plain } from '../render/plain.ts';
import { PICTURE_FORMATS, type PictureFormat } from './options.ts';

/** What became of one diagram. */
export interface Written {
  readonly id: string;
  readonly family: string;
  readonly section: string | null;
  readonly title: string;
  readonly description: string;
  /** Relative to the current folder. */
  readonly files: readonly string[];
  /** Why there is no picture of it, or not all that were asked for; null where all are there. */
  readonly failed: string | null;
  /** Whether Mermaid drew it, where a picture was asked for. */
  readonly drawn: boolean;
}

type Contents = Readonly<Partial<Record<PictureFormat, string | Uint8Array | null>>>;

/**
 * Draws diagrams and writes them as `ID.mmd` and so on. What an earlier run left of the same ids and is not written now
 * goes: an old picture beside a new text would show what is no more.
 * @returns what became of each, how many old files were removed, and what the user should know of the browser
 */
export async function drawInto(
  folder: string,
  chosen: readonly { readonly family: string; readonly diagram: Diagram }[],
  flags: {
    readonly format: readonly PictureFormat[];
    readonly renderer: 'page' | 'mermaid-cli';
    readonly browser?: string;
  },
  streams: Streams,
  onProgress: (doing: string) => void,
): Promise<{
  readonly written: readonly Written[];
  readonly removed: number;
  readonly notes: readonly string[];
}> {
  const { cwd } = streams;
  const diagrams = chosen.map(({ diagram }) => diagram);
  const { outcomes, notes } = await drawn(diagrams, flags, streams, onProgress);
  const written: Written[] = [];
  let removed = 0;
  for (const [index, { family, diagram }] of chosen.entries()) {
    const { id, section, title, description } = diagram;
    const outcome = outcomes[index];
    const contents = contentsOf(diagram, outcome, flags.format);
    const files: string[] = [];
    for (const format of PICTURE_FORMATS) {
      const path = join(folder, `${id}.${format}`);
      const content = contents[format] ?? null;
      if (content === null) {
        if (await removeFile(path)) removed++;
        continue;
      }
      await writeFileAtomically(path, content);
      files.push(relative(cwd, path));
    }
    const failed = problemOf(outcome);
    written.push({ id, family, section, title, description, files, failed, drawn: outcome?.ok === true });
  }
  return { written, removed, notes };
}

async function drawn(
  diagrams: readonly Diagram[],
  { format, renderer, browser }: Parameters<typeof drawInto>[2],
  { cwd, env, signal }: Streams,
  onProgress: (doing: string) => void,
): Promise<{ readonly outcomes: readonly DrawOutcome[]; readonly notes: readonly string[] }> {
  const formats = format.filter((one) => one !== 'mmd');
  if (formats.length === 0) return { outcomes: [], notes: [] };
  const named = browser === undefined ? {} : { browser: checkNamedBrowser(browser, cwd) };
  const { drawDiagrams } = await import('../drawing/draw.ts');
  return await drawDiagrams(diagrams, { formats, renderer, ...named, env, signal, onProgress });
}

/** What is written of a diagram, by format. @param outcome undefined where no picture was asked for */
export function contentsOf(
  { text }: Diagram,
  outcome: DrawOutcome | undefined,
  asked: readonly PictureFormat[],
): Contents {
  // What could not be drawn is there in the form before it, whatever was asked for.
  if (!outcome?.ok) return { mmd: asked.includes('mmd') || outcome ? text : null };
  const { svg, png, pdf, failed } = outcome;
  return {
    mmd: asked.includes('mmd') ? text : null,
    svg: asked.includes('svg') || failed.length > 0 ? svg : null,
    png,
    pdf,
  };
}

/** Why not all pictures that were asked for are there, for one line; null where they are. */
export function problemOf(outcome: DrawOutcome | undefined): string | null {
  if (outcome === undefined) return null;
  if (!outcome.ok) return outcome.reason;
  if (outcome.failed.length === 0) return null;
  const whys = outcome.failed.map(({ format, reason }) => `no ${format} (${reason})`);
  return `${whys.join(' and ')}, its svg is there`;
}

/** @returns whether a file was there; anything else of this name stays. @throws Failure: 5 without permission */
async function removeFile(path: string): Promise<boolean> {
  try {
    if (!(await lstat(path)).isFile()) return false;
    await unlink(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw explainSystemError(error, `removing ${plain(path)}`);
  }
}
