import { join, relative, resolve } from 'node:path';
import type { DiagramFamily, DiagramSource } from '../diagrams/diagram.ts';
import { chooseFamilies, drawAll } from '../diagrams/registry.ts';
import { EXIT, Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { makeFolder } from '../process/write.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine } from '../render/progress.ts';
import { loadRun } from '../report/load.ts';
import { systemCharts } from './charts.ts';
import { builtSource, dataSource, filesSource, runSource } from './diagram-source.ts';
import { newestRun } from './newest-run.ts';
import type { PictureFormat } from './options.ts';
import { drawInto, type Written } from './write-diagrams.ts';

export interface DiagramsFlags {
  readonly out: string;
  readonly format: readonly PictureFormat[];
  readonly only?: readonly string[];
  readonly database?: readonly string[];
  readonly data?: string;
  readonly backups?: string;
  readonly layouts?: readonly string[];
  readonly seed?: string;
  readonly renderer: 'page' | 'mermaid-cli';
  readonly browser?: string;
  readonly json?: boolean;
}

/** Draws diagrams into a folder. Those that fail are named, the others are written all the same (exit 3). */
export async function diagrams(
  run: string | undefined,
  flags: DiagramsFlags,
  streams: Streams,
): Promise<number> {
  const { cwd, stderr } = streams;
  const families = chosenFamilies(run, flags);
  const progress = new ProgressLine(stderr);
  try {
    const { source, of } = await sourceOf(run, flags, streams, (doing) => progress.show(doing));
    const chosen = drawAll(source, families);
    if (chosen.length === 0) throw new Failure(nothingToDraw(families, source, flags));
    const folder = resolve(cwd, flags.out);
    await makeFolder(folder);
    const show = (doing: string) => progress.show(doing);
    const { written, removed, notes } = await drawInto(folder, chosen, flags, streams, show);
    progress.clear();
    for (const note of notes) stderr.write(`chinook-eval: ${note}\n`);
    if (removed > 0)
      stderr.write(
        `chinook-eval: removed ${removed} older ${removed === 1 ? 'file' : 'files'} of these diagrams, not written this time\n`,
      );
    return tell(written, of, flags, streams);
  } finally {
    progress.clear();
  }
}

/** Database files have a schema; how an application connects to them and what it does is not in them. */
const OF_FILES = ['er', 'search'];

function chosenFamilies(
  run: string | undefined,
  { only, database, data, backups, layouts, seed }: DiagramsFlags,
): readonly DiagramFamily[] {
  if (data === undefined && backups !== undefined)
    throw new Failure('--backups belongs to --data. Name the data folder too, or leave it out.');
  if (data !== undefined && (run ?? database ?? layouts ?? seed) !== undefined)
    throw new Failure('--data draws that folder. Leave out the run, --database, --layouts and --seed.');
  if (database === undefined) {
    if (run !== undefined && (layouts ?? seed) !== undefined)
      throw new Failure('a run has its own layouts and seed. Leave out --layouts and --seed, or the run.');
    return chooseFamilies(only);
  }
  if ((run ?? layouts ?? seed) !== undefined)
    throw new Failure('--database draws the files as they are. Leave out the run, --layouts and --seed.');
  const wrong = only?.find((name) => !OF_FILES.includes(name));
  const families = chooseFamilies(only ?? ['er']);
  if (wrong !== undefined)
    throw new Failure(
      `--only ${wrong} needs a layout or a run; of files there are ${OF_FILES.join(' and ')}.`,
    );
  return families;
}

async function sourceOf(
  run: string | undefined,
  { database, data, backups, layouts, seed }: DiagramsFlags,
  streams: Streams,
  onProgress: (doing: string) => void,
): Promise<{ source: DiagramSource; of: string }> {
  const { cwd } = streams;
  if (database !== undefined) return { source: await filesSource(database, cwd), of: database.join(', ') };
  if (data !== undefined) {
    const { namedData } = await import('./data.ts');
    const named = namedData({ data }, cwd);
    onProgress(`looking at ${named.shown}`);
    const charts = await systemCharts({ ...named, backups }, streams);
    return { source: { ...(await dataSource(named.data, named.shown)), charts }, of: named.shown };
  }
  const charts = await systemCharts(undefined, streams);
  const named =
    run ?? (layouts === undefined && seed === undefined ? newestRun(join(cwd, 'reports')) : undefined);
  if (named !== undefined) {
    const shown = relative(cwd, resolve(cwd, named)) || '.';
    const source = { ...runSource(loadRun(resolve(cwd, named), run ?? shown)), charts };
    return { source, of: `run ${shown}` };
  }
  const flags = { layouts: layouts ?? ['all'], ...(seed === undefined ? {} : { seed }) };
  const source = { ...(await builtSource(flags, streams, onProgress)), charts };
  return { source, of: 'layouts built at scale 1' };
}

function nothingToDraw(
  families: readonly DiagramFamily[],
  { run, layouts }: DiagramSource,
  { database }: DiagramsFlags,
): string {
  if (database !== undefined) {
    const kinds = layouts.flatMap(({ databases }) =>
      databases.flatMap(({ schema }) => schema?.tables.map(({ kind }) => kind) ?? []),
    );
    const views = kinds.length;
    if (kinds.every((kind) => kind === 'view'))
      return `${plain(database.join(', '))} ${database.length === 1 ? 'has' : 'have'} no tables (${views} ${views === 1 ? 'view' : 'views'}): there is nothing to draw.`;
  }
  const names = families.map(({ name }) => name).join(', ');
  return run === null && families.every(({ measured }) => measured)
    ? `there is nothing to draw for ${names}: it shows what a run measured. Run chinook-eval bench first, or name its folder.`
    : `there is nothing to draw for ${names}: this source has no such tables or figures. Leave out --only, or run bench again.`;
}

function listed({ drawn: _, ...one }: Written) {
  return one;
}

function tell(
  written: readonly Written[],
  of: string,
  { out, json }: DiagramsFlags,
  { stdout, stderr, cwd }: Streams,
): number {
  const failed = written.filter((one) => one.failed !== null);
  if (json) stdout.write(`${JSON.stringify(written.map(listed), null, 2)}\n`);
  else {
    const width = Math.max(...written.map(({ id }) => id.length));
    const lines = written.map(({ id, title }) => `  ${id.padEnd(width)}  ${title}`);
    const where = relative(cwd, resolve(cwd, out)) || '.';
    stdout.write(
      `${[`${written.length} ${written.length === 1 ? 'diagram' : 'diagrams'} of ${of}, in ${where}`, ...lines].join('\n')}\n`,
    );
  }
  // The same reason for all is one line.
  const [first] = failed;
  const same = failed.every((one) => one.failed === first?.failed && !one.drawn);
  if (first !== undefined && same && failed.length === written.length && failed.length > 1)
    stderr.write(`chinook-eval: nothing was drawn, the text of each diagram is there: ${first.failed}\n`);
  else
    for (const { id, drawn, failed: why } of failed)
      stderr.write(
        `chinook-eval: diagram ${id} ${drawn ? `has ${why}` : `was not drawn, its text is there: ${why}`}\n`,
      );
  return failed.length > 0 ? EXIT.incomplete : EXIT.fine;
}
