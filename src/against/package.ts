import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { EXIT, Failure } from '../model/failure.ts';

export const TOOL = 'chinook-eval';

/** The part of a package.json that is read here; nothing of it is trusted to have its type. */
export interface PackageFile {
  readonly name?: unknown;
  readonly workspaces?: unknown;
  readonly chinookEval?: { readonly trialProtocol?: unknown; readonly trialProgram?: unknown } | null;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function hasPackage(folder: string): boolean {
  return existsSync(join(folder, 'package.json'));
}

/** @throws Failure where it is not JSON or cannot be read */
export function readPackage(folder: string): PackageFile {
  const file = join(folder, 'package.json');
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null ? content : {};
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new Failure(`${file} ${why}. Choose another base.`, EXIT.usage, {
      cause: error,
    });
  }
}

/** A folder and those above it, up to and with `top`; up to the file system's root where that is null. */
export function upwards(folder: string, top: string | null): string[] {
  const folders = [folder];
  for (let one = folder; one !== top && dirname(one) !== one; ) {
    one = dirname(one);
    folders.push(one);
  }
  return folders;
}

/** The nearest folder with a package.json, upwards; null without one. `from` itself need not exist. */
export function nearestPackage(from: string, top: string | null): string | null {
  return upwards(from, top).find(hasPackage) ?? null;
}

/**
 * The chinook-eval of a folder: the folder itself, or what is installed in its node_modules, or the same for the folders
 * above it up to `top` (where npm puts what its workspaces share). Null without one.
 */
export function findTool(from: string, top: string): string | null {
  for (const folder of upwards(from, top)) {
    if (hasPackage(folder) && readPackage(folder).name === TOOL) return folder;
    const installed = join(folder, 'node_modules', TOOL);
    // The real place: one workspace that uses another has a link here.
    if (hasPackage(installed)) return realpathSync(installed);
  }
  return null;
}

/** Where a folder lies in its package: "" or "own/scenarios". */
export function placeInPackage(folder: string): string {
  return relative(nearestPackage(folder, null) ?? folder, folder);
}
