import { join } from 'node:path';
import { Failure } from '../model/failure.ts';
import { install } from './install.ts';
import { isFolder, nearestPackage, readPackage, TOOL } from './package.ts';
import { findRepository, resolveCommit } from './repository.ts';
import { describeSide, type ObtainOptions, type OtherSide, readyTool } from './side.ts';
import { declaredTrial } from './trial-program.ts';
import { addWorktree } from './worktree.ts';

/** A ref and what it names, in the repository that holds the working folder. */
export interface ResolvedRef {
  readonly ref: string;
  readonly commit: string;
  readonly top: string;
  readonly prefix: string;
}

/** @throws Failure (no repository, no git, no such ref), Interrupted */
export async function resolveRef(ref: string, options: ObtainOptions): Promise<ResolvedRef> {
  const repository = await findRepository(ref, options);
  return { ref, commit: await resolveCommit(ref, options), ...repository };
}

/**
 * The version at a ref, checked out into a temporary worktree and installed there.
 * @throws Failure, Interrupted; nothing is left then
 */
export async function obtainRef(
  { ref, commit, top, prefix }: ResolvedRef,
  options: ObtainOptions,
): Promise<OtherSide> {
  const state = { label: ref, commit, dirty: false };
  const name = describeSide(state);
  options.onProgress(`checking out ${name}`);
  const { path, remove } = await addWorktree(commit, name, { ...options, cwd: top });
  try {
    const place = join(path, prefix);
    const folder = nearestPackage(place, path);
    if (folder === null)
      throw new Failure(
        `${name} has no package.json${prefix === '' ? '' : ` in ${prefix} or above it`}: there is nothing to install. Choose another base.`,
      );
    // Said before minutes of installing: an old version will not get a trial protocol by it.
    if (readPackage(folder).name === TOOL) declaredTrial(folder, name);
    await install(folder, path, name, options);
    const tool = readyTool(folder, path, name);
    return { ...state, ...tool, place: isFolder(place) ? place : null, remove };
  } catch (error) {
    // Should that fail too, the first error is the one to tell.
    await remove().catch(() => {});
    throw error;
  }
}
