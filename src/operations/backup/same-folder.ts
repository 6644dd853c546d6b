import { realpathSync } from 'node:fs';

/**
 * Whether a manifest's name of a data folder means this one. A folder has several names where there are symbolic links:
 * the commands need not be called by the same. Two folders of one seed hold the same rows, so the place alone tells them apart.
 */
export function sameFolder(path: string): (named: string) => boolean {
  const own = real(path);
  return (named) => named === path || real(named) === own;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A folder of another machine, or one that is gone.
    return path;
  }
}
