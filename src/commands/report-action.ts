import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkNamedBrowser } from '../browser/find.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { RunDocument } from '../model/run.ts';
import type { Streams } from '../model/streams.ts';
import { makeFolder, writeFileAtomically } from '../process/write.ts';
import { screenOf } from '../render/colour.ts';
import { ProgressLine } from '../render/progress.ts';
import { exportRun } from '../report/export.ts';
import { loadRun, runFile } from '../report/load.ts';
import { DEFAULT_WEIGHTS, parseWeights, type Weights } from '../report/verdict/weights.ts';
import { openInBrowser } from './open.ts';
import type { ReportFormat } from './options.ts';
import { jsonText, screenText } from './screen-text.ts';
import { makeReport, undrawnLine, type WholeReport, writeWholeReport } from './whole-report.ts';

export interface ReportFlags {
  readonly format?: readonly ReportFormat[];
  readonly out?: string;
  readonly terminal?: boolean;
  readonly open?: boolean;
  readonly weights?: string;
  /** False with --no-diagrams. */
  readonly diagrams: boolean;
  readonly browser?: string;
}

/** What --out calls the file when it names a folder. */
const FILE_NAMES = {
  markdown: 'report.md',
  html: 'report.html',
  json: 'run.json',
  csv: 'results.csv',
  junit: 'junit.xml',
  benchmark: 'benchmark.json',
} as const;

export async function report(path: string, flags: ReportFlags, streams: Streams): Promise<number> {
  const { cwd, stdout, stderr, env } = streams;
  const run = loadRun(resolve(cwd, path), path);
  const weights = flags.weights === undefined ? DEFAULT_WEIGHTS : parseWeights(flags.weights);
  const source = runFile(resolve(cwd, path));
  if (flags.terminal) {
    const screen = screenOf(stdout, env);
    const text = screenText(run, weights, flags.out === undefined ? screen : { ...screen, color: false });
    if (flags.out === undefined) stdout.write(text);
    else await writeOne(text, await fileIn(resolve(cwd, flags.out), 'report.txt'), source, streams);
    return EXIT.fine;
  }
  const formats = formatsOf(flags);
  const [format] = formats;
  const target = flags.out === undefined ? undefined : resolve(cwd, flags.out);
  // One format goes to standard output or to a file as it is; into a folder it brings its pictures.
  const alone = formats.length === 1 && format !== undefined && !flags.open;
  const made = (inFolder: boolean) => whole(run, { ...flags, formats, inFolder }, streams);
  if (alone && (target === undefined || !(await isFolder(target, flags.out)))) {
    const text = await textOf(run, format, weights, () => made(false));
    if (target === undefined) stdout.write(text);
    else await writeOne(text, target, source, streams);
    return EXIT.fine;
  }
  const folder = target ?? dirname(source);
  await makeFolder(folder);
  const pages = formats.filter((one) => one === 'markdown' || one === 'html');
  const built = pages.length > 0 ? await made(true) : undefined;
  const files = built ? [...(await writeWholeReport(built, folder, pages))] : [];
  for (const one of formats) {
    if (one === 'markdown' || one === 'html') continue;
    const file = join(folder, FILE_NAMES[one]);
    await writeFileAtomically(file, textIn(run, one, weights));
    files.push(file);
  }
  for (const file of files) stderr.write(`written: ${file}\n`);
  if (flags.open) await openInBrowser(join(folder, FILE_NAMES.html), streams);
  return EXIT.fine;

  async function whole(
    document: RunDocument,
    asked: ReportFlags & { formats: readonly ReportFormat[]; inFolder: boolean },
    { signal }: Streams,
  ): Promise<WholeReport> {
    const progress = new ProgressLine(stderr);
    try {
      const result = await makeReport(document, {
        weights,
        // Markdown that stands alone has the diagrams as text.
        draw: asked.diagrams && (asked.inFolder || asked.formats.includes('html')),
        browser: asked.browser === undefined ? undefined : checkNamedBrowser(asked.browser, cwd),
        env,
        signal,
        onProgress: (doing) => progress.show(doing),
        images: asked.inFolder,
      });
      progress.clear();
      for (const note of result.notes) stderr.write(`chinook-eval: ${note}\n`);
      const undrawn = undrawnLine(result);
      if (undrawn !== null) stderr.write(`chinook-eval: ${undrawn}\n`);
      return result;
    } finally {
      progress.clear();
    }
  }
}

function formatsOf({ format, open }: ReportFlags): readonly ReportFormat[] {
  const formats = format ?? (open ? (['html'] as const) : (['markdown'] as const));
  if (open && !formats.includes('html'))
    throw new Failure('--open shows the HTML report. Add html to --format, or leave --format out.');
  return formats;
}

async function textOf(
  run: RunDocument,
  format: ReportFormat,
  weights: Weights,
  made: () => Promise<WholeReport>,
): Promise<string> {
  return format === 'markdown' || format === 'html' ? (await made())[format] : textIn(run, format, weights);
}

function textIn(
  run: RunDocument,
  format: Exclude<ReportFormat, 'markdown' | 'html'>,
  weights: Weights,
): string {
  return format === 'json' ? jsonText(run, weights) : exportRun(run, format);
}

/** What exists as a folder is one, and what is written like one. */
async function isFolder(path: string, written = ''): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? /[\\/]$/.test(written);
}

async function fileIn(path: string, name: string): Promise<string> {
  return (await isFolder(path)) ? join(path, name) : path;
}

async function writeOne(text: string, target: string, source: string, { stderr }: Streams): Promise<void> {
  if (target === source) throw new Failure(`--out ${target} is the run document itself. Name another file.`);
  await writeFileAtomically(target, text);
  stderr.write(`written: ${target}\n`);
}
