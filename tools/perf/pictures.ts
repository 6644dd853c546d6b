import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBrowser } from '../../src/browser/launch.ts';
import type { Diagram } from '../../src/diagrams/diagram.ts';
import { median } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { temporaryFolder } from './dataset.ts';

const ROUNDS = 3;
const run = promisify(execFile);
const once = fileURLToPath(new URL('./pictures-once.js', import.meta.url));
const mmdc = fileURLToPath(new URL('../../node_modules/@mermaid-js/mermaid-cli/src/cli.js', import.meta.url));
const WHAT =
  'pictures: all Mermaid diagrams of the evaluation document as SVG, in one call / one mmdc process each';

/** EVALUATION_DOCUMENT names the file; it lies beside the repository otherwise. */
const DOCUMENT =
  process.env.EVALUATION_DOCUMENT ??
  fileURLToPath(new URL('../../../shared/evaluation-document.md', import.meta.url));

/** Both draw with the same browser, in fresh processes, in turns. */
export async function picturesSection(): Promise<Finding[]> {
  const skipped = (why: string) => [
    { what: WHAT, measured: `not measured: ${why}`, target: '<= 0.1', met: null },
  ];
  if (!existsSync(DOCUMENT)) return skipped(`no ${DOCUMENT} (EVALUATION_DOCUMENT names another)`);
  const browser = await browserToUse();
  if (browser === undefined) return skipped('no browser starts here');
  const diagrams = mermaidBlocks(readFileSync(DOCUMENT, 'utf8'));
  using folder = temporaryFolder();
  const file = join(folder.path, 'diagrams.json');
  const config = join(folder.path, 'puppeteer.json');
  writeFileSync(file, JSON.stringify(diagrams));
  writeFileSync(config, JSON.stringify({ executablePath: browser.path, args: browser.words }));
  for (const { id, text } of diagrams) writeFileSync(join(folder.path, `${id}.mmd`), text);

  const ours = () => run(process.execPath, [once, file, browser.path, folder.path]);
  const theirs = async () => {
    for (const { id } of diagrams) {
      const [input, output] = [join(folder.path, `${id}.mmd`), join(folder.path, `${id}-peer.svg`)];
      await run(process.execPath, [mmdc, '-q', '-p', config, '-i', input, '-o', output]);
      if (statSync(output).size === 0) throw new Error(`mmdc wrote nothing for ${id}`);
    }
  };
  const seconds: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const sides = [['ours', ours] as const, ['theirs', theirs] as const];
    for (const [side, draw] of round % 2 === 0 ? sides : sides.toReversed()) {
      const before = performance.now();
      await draw();
      seconds[side].push((performance.now() - before) / 1000);
    }
  }
  const ratio = median(seconds.ours.map((one, index) => one / (seconds.theirs[index] ?? Number.NaN)));
  return [
    {
      what: WHAT,
      measured: `${ratio.toFixed(3)} (${median(seconds.ours).toFixed(2)} s / ${median(seconds.theirs).toFixed(1)} s; ${diagrams.length} diagrams; ${ROUNDS} pairs)`,
      target: '<= 0.1',
      met: ratio <= 0.1,
    },
  ];
}

/** The one that we would find, unpacked if need be; mmdc is told the same, and to leave the sandbox out where we do. */
async function browserToUse(): Promise<{ path: string; words: readonly string[] } | undefined> {
  try {
    const open = await openBrowser({ env: process.env, signal: new AbortController().signal });
    await open.close();
    return { path: open.path, words: open.note === null ? [] : ['--no-sandbox'] };
  } catch {
    return undefined;
  }
}

/** Section 4.2 has two pies in one block, of which Mermaid reads one. */
function mermaidBlocks(markdown: string): Diagram[] {
  const blocks = [...markdown.matchAll(/^```mermaid\n([\s\S]*?)^```/gm)].flatMap(([, text = '']) =>
    text.split(/^(?=pie\b)/m).filter((part) => part.trim() !== ''),
  );
  return blocks.map((text, index) => ({
    id: `document-${index + 1}`,
    section: null,
    title: `Diagram ${index + 1}`,
    description: 'Of the evaluation document',
    text,
    labels: [],
  }));
}
