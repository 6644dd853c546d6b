import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { Failure } from '../model/failure.ts';
import { isFolder, placeInPackage, TOOL } from './package.ts';
import { repositoryOf } from './repository.ts';
import { describeSide, type ObtainOptions, type OtherSide, readyTool } from './side.ts';
import { packageState } from './state.ts';

/** Whether it can only be a folder: no git ref begins like this. */
export function isPath(target: string): boolean {
  return /^[./~]/.test(target) || isAbsolute(target);
}

/** The folder that a target names; the shell leaves ~ alone in --against=~/base. */
export function folderOf(target: string, { cwd, env }: Pick<ObtainOptions, 'cwd' | 'env'>): string {
  const home = /^~(?=$|[\\/])/;
  return resolve(
    cwd,
    target.replace(home, () => env.HOME ?? homedir()),
  );
}

/**
 * The chinook-eval in a folder of the user's, as it is: nothing is installed, compiled, changed or removed.
 * @throws Failure, Interrupted
 */
export async function obtainDirectory(target: string, options: ObtainOptions): Promise<OtherSide> {
  const folder = folderOf(target, options);
  if (!isFolder(folder))
    throw new Failure(
      statSync(folder, { throwIfNoEntry: false }) === undefined
        ? `--against ${target}: there is no such folder. Name a git ref, or a folder with ${TOOL} in it.`
        : `--against ${target}: that is a file. Name a git ref or a folder; for stored runs there is chinook-eval compare.`,
    );
  const state = { label: target, ...(await packageState({ ...options, cwd: folder })) };
  const tool = readyTool(folder, folder, describeSide(state));
  return { ...state, ...tool, place: await counterpart(folder, options), remove: async () => {} };
}

/**
 * The folder that corresponds to the working folder: at the same place of the checkout, else of the package. An installed
 * package holds nobody's own files.
 */
async function counterpart(folder: string, options: ObtainOptions): Promise<string | null> {
  if (folder.endsWith(`${sep}node_modules${sep}${TOOL}`)) return null;
  const mine = await repositoryOf(options);
  const theirs = await repositoryOf({ ...options, cwd: folder });
  const places = [...(mine && theirs?.prefix === '' ? [mine.prefix] : []), placeInPackage(options.cwd)];
  return places.map((place) => join(folder, place)).find(isFolder) ?? null;
}
