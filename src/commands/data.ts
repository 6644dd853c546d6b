import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DataFolder, POINTER_FILE, pointerTo, readDataFolder } from '../database/data-folder.ts';
import { buildDataset } from '../database/dataset.ts';
import { loadLayouts } from '../layouts/load.ts';
import { Failure } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { word } from '../operations/audit/shell.ts';
import { importSeed } from '../seed/import.ts';
import { makeWorkFolder, refuseNetwork } from './work-folder.ts';

export interface DataFlags {
  readonly data?: string;
  readonly layout?: string;
}

/**
 * For the next command: " --data DIR" with the folder that was found, below one that the user named or below data/;
 * nothing where it is the usual one.
 */
export function dataWords({ data, layout }: DataFlags, shown: string): string {
  const below = layout !== undefined && shown === join(USUAL, layout);
  return data === undefined && !below ? '' : ` --data ${word(shown)}`;
}

/** Where a command looks when no --data is named. */
const USUAL = 'data';

/**
 * The data folder that a command is about: --data, or `data/` of the current folder. Where --layout is named, the folder
 * has to be of it, or hold a folder of its name that is.
 * @param read findDataFolder where a file may be missing
 * @throws Failure: 2 where there is none, or it is of another layout
 */
export function namedData(
  { data, layout }: DataFlags,
  cwd: string,
  read = readDataFolder,
): { data: DataFolder; shown: string } {
  const asked = data ?? USUAL;
  if (data === undefined && !existsSync(join(cwd, USUAL)))
    throw new Failure(
      'no data folder is named, and there is no data/ here. Make one with chinook-eval build --out data, or name yours with --data.',
    );
  const below = layout === undefined ? undefined : join(asked, layout);
  const shown =
    below !== undefined &&
    !existsSync(resolve(cwd, asked, POINTER_FILE)) &&
    existsSync(resolve(cwd, below, POINTER_FILE))
      ? below
      : asked;
  const found = read(resolve(cwd, shown), shown);
  if (layout !== undefined && found.layout.name !== layout)
    throw new Failure(
      `${shown} is of layout ${found.layout.name}, not ${layout}. Leave out --layout, or name another folder with --data.`,
    );
  refuseNetwork(found.path, '--data');
  return { data: found, shown };
}

/**
 * The same for a command that only looks: where no folder is named and there is no `data/`, the built-in catalogue in
 * the layout asked for, built at scale 1 for this command alone.
 * @returns with `tell`, which says on stderr that it was built: to be called when there is an answer, since beside an error
 * it would be noise
 */
export async function dataToLookAt(
  flags: DataFlags,
  { cwd, signal, stderr }: Streams,
  onProgress: (doing: string) => void = () => {},
): Promise<{ data: DataFolder; shown: string; tell: () => void; remove: () => void }> {
  const isThere = (...below: string[]) => existsSync(join(cwd, USUAL, ...below, POINTER_FILE));
  if (flags.data !== undefined || isThere() || (flags.layout !== undefined && isThere(flags.layout)))
    return { ...namedData(flags, cwd), tell: () => {}, remove: () => {} };
  const [layout, more] = await loadLayouts([flags.layout ?? 'single'], cwd, signal);
  if (layout === undefined || more !== undefined)
    throw new Failure('one layout at a time. Name it with --layout.');
  const work = makeWorkFolder(undefined, cwd);
  try {
    const seedStore = join(work.path, 'seed.store');
    onProgress('reading the built-in catalogue');
    await importSeed({ form: 'built-in' }, seedStore, { signal });
    await buildDataset({
      layouts: [layout],
      seedStore,
      scale: 1,
      folder: work.path,
      signal,
      onProgress: (_, doing) => onProgress(`building ${layout.name}: ${doing}`),
    });
    const files = join(work.path, layout.name);
    return {
      data: { path: files, layout, files, pointer: pointerTo(layout) },
      shown: 'the built-in catalogue',
      tell: () =>
        stderr.write(
          'chinook-eval: no data/ here and no --data: using the built-in catalogue, built for this command alone\n',
        ),
      remove: work.remove,
    };
  } catch (error) {
    work.remove();
    throw error;
  }
}
