import { existsSync, readdirSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pointerTo } from '../database/data-folder.ts';
import { buildDataset, checkScale, scaleForSize } from '../database/dataset.ts';
import type { BuiltLayout } from '../database/describe.ts';
import { loadLayouts } from '../layouts/load.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import type { SeedInfo } from '../model/seed.ts';
import type { Streams } from '../model/streams.ts';
import { word } from '../operations/audit/shell.ts';
import { makeFolders, writeFileAtomically } from '../process/write.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { formatBytes, formatCount, formatSeconds } from '../render/units.ts';
import { chooseSeed } from '../seed/choose.ts';
import { importSeed } from '../seed/import.ts';
import { DEFAULT_SIZE_BYTES } from './bench-plan.ts';
import { makeWorkFolder, refuseNetwork } from './work-folder.ts';

export interface BuildFlags {
  readonly out: string;
  readonly layout: string;
  readonly seed?: string;
  readonly scale?: number;
  readonly size?: number;
  readonly json?: boolean;
}

/** As section 8.1 has it: the owner writes, the group reads, nobody else does either. SQLite's sidecars take the file's mode. */
const FILE_MODE = 0o640;
const FOLDER_MODE = 0o750;

/** The files are made in a folder beside the target and moved when they are whole: a failed build leaves nothing. */
export async function build(flags: BuildFlags, streams: Streams): Promise<number> {
  const { cwd, env, signal } = streams;
  if (flags.scale !== undefined && flags.size !== undefined)
    throw new Failure('--scale and --size both say how much data to build. Use one of them.');
  const [layout, more] = await loadLayouts([flags.layout], cwd, signal);
  if (layout === undefined || more !== undefined)
    throw new Failure('build makes one layout at a time. Name it with --layout.');
  const target = resolve(cwd, flags.out);
  checkTarget(target, flags.out);
  refuseNetwork(target, '--out');
  const work = makeWorkFolder(undefined, cwd);
  const progress = new ProgressLine(streams.stderr);
  let place: string | undefined;
  let created = false;
  try {
    const seedStore = join(work.path, 'seed.store');
    const seed = await importSeed(chooseSeed(flags.seed, env, cwd), seedStore, { signal });
    const scale = flags.scale
      ? checkScale(flags.scale)
      : scaleForSize(flags.size ?? DEFAULT_SIZE_BYTES, seed);
    created = !existsSync(target);
    place = await makePlace(target, flags.out);
    const [built] = await buildDataset({
      layouts: [layout],
      seedStore,
      scale,
      folder: place,
      signal,
      onProgress: (_, doing, fraction) => progress.show(`building  ${progressBar(fraction)}  ${doing}`),
    });
    if (built === undefined) throw new Error('nothing was built');
    const made = {
      ...pointerTo(layout),
      seed,
      scale,
      digest: built.digest,
      rows: built.rows,
    };
    await writeFileAtomically(join(place, layout.name, 'layout.json'), `${JSON.stringify(made, null, 2)}\n`);
    await moveInto(join(place, layout.name), target);
    if (created) await chmod(target, FOLDER_MODE);
    progress.clear();
    streams.stdout.write(
      flags.json
        ? `${JSON.stringify({ ...made, built }, null, 2)}\n`
        : describe(built, seed, scale, relative(cwd, target) || '.', flags.out),
    );
    return EXIT.fine;
  } catch (error) {
    throw explainSystemError(error, `building in ${flags.out}`);
  } finally {
    progress.clear();
    work.remove();
    if (place) await rm(place, { recursive: true, force: true });
    // A folder of ours that has stayed empty goes as well.
    if (created) await rmdir(target).catch(() => {});
  }
}

function checkTarget(target: string, shown: string): void {
  if (!existsSync(target)) return;
  if (!statSync(target).isDirectory())
    throw new Failure(`--out ${shown} is a file. Name a new or an empty folder.`);
  if (readdirSync(target).length > 0)
    throw new Failure(`--out ${shown} is not empty. Name a new or an empty folder.`);
}

/** Inside the target, so that moving the files up is a rename on the same file system even where that is a mount. */
async function makePlace(target: string, shown: string): Promise<string> {
  try {
    await makeFolders(target);
    return await mkdtemp(join(target, '.partial-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOTDIR' && code !== 'ENOENT') throw error;
    throw new Failure(`--out ${shown}: a part of the path is no folder (${code}). Name another.`);
  }
}

async function moveInto(from: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const names = await readdir(from);
  // layout.json last: a folder that has it is whole.
  for (const name of names.sort((a, b) => Number(a === 'layout.json') - Number(b === 'layout.json'))) {
    await chmod(join(from, name), FILE_MODE);
    await rename(join(from, name), join(target, name));
  }
}

function describe(built: BuiltLayout, seed: SeedInfo, scale: number, shown: string, out: string): string {
  // Where no --data is named, data/ is looked for.
  const data = shown === 'data' ? '' : ` --data ${plain(word(out))}`;
  const seconds = formatSeconds(built.buildSeconds);
  const lines = [
    `${seed.name} (${seed.sha256.slice(0, 8)}) x ${scale}, layout ${built.name}: ${formatCount(built.rows)} rows in ${seconds}`,
    ...built.databases.map(
      ({ name, file, bytes, tables }) =>
        `  ${name.padEnd(8)} ${file === ':memory:' ? `:memory:, filled from ${name}.snapshot` : `${file}, ${formatBytes(bytes ?? 0)}`}, ${tables.length} tables`,
    ),
    `  digest   ${built.digest}`,
    `in ${plain(shown)}; try chinook-eval search white${data}, or keep it safe with chinook-eval backup${data} --to backups`,
  ];
  return `${lines.join('\n')}\n`;
}
