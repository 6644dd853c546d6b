import { fchmodSync, fchownSync, type Stats } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type LayoutPointer, POINTER_FILE } from '../../database/data-folder.ts';
import { onMade } from '../../process/made.ts';
import { writeSynced } from '../backup/sync.ts';
import type { RestoreRun } from './run.ts';

/** Where nothing was before: as section 8.1 of the evaluation document has it, and as build leaves them. */
export const FILE_MODE = 0o640;
export const FOLDER_MODE = 0o750;

/** layout.json until it is whole and has its owner; one name, so that what a restore left that was killed is known. */
export const POINTER_PARTIAL = `.${POINTER_FILE}.partial`;

export type Access = Pick<Stats, 'uid' | 'gid' | 'mode'>;

/**
 * Owner, group and mode of what a file or folder stands in for: whoever could use that still can. Root restores for the
 * application, which makes its -wal in a folder and reads a layout.json that are its own.
 * @throws Failure (exit 5) where somebody has put something else there since it was made
 */
export function giveAccess(run: RestoreRun, path: string, like: Access, name = basename(path)): void {
  onMade(path, like.uid, (file, made) => {
    if (like.uid !== made.uid || like.gid !== made.gid) give(run, file, like, made, name);
    // After the owner, as changing that takes special bits away. A folder may hand its group on (setgid).
    fchmodSync(file, like.mode & (made.isDirectory() ? 0o3777 : 0o777));
  });
}

function give(run: RestoreRun, file: number, like: Access, made: Stats, name: string): void {
  const changed = (uid: number) => {
    try {
      fchownSync(file, uid, like.gid);
      return true;
    } catch {
      return false;
    }
  };
  if (changed(like.uid)) return;
  if (like.uid !== made.uid)
    run.note(`${name} belongs to another owner than before: only root can give it back`);
  // To a group of his own everybody can give his files: the application may have its rights by that.
  if (like.gid !== made.gid && !changed(made.uid) && like.uid === made.uid)
    run.note(`${name} belongs to another group than before: root or a member of it can give it back`);
}

/** Writes a layout.json by one rename: whoever reads it sees the old one or the new one, and may read both. */
export async function writePointer(
  run: RestoreRun,
  folder: string,
  content: Uint8Array | LayoutPointer,
  like: Access,
): Promise<void> {
  const partial = join(folder, POINTER_PARTIAL);
  await rm(partial, { force: true });
  try {
    await writeSynced(
      partial,
      content instanceof Uint8Array ? content : `${JSON.stringify(content, null, 2)}\n`,
    );
    giveAccess(run, partial, like, POINTER_FILE);
    await rename(partial, join(folder, POINTER_FILE));
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

/** The layout.json that there is; where there is none, one as the owner of the folder would have made it. */
export async function pointerAccess(folder: string): Promise<Access> {
  const there = await stat(join(folder, POINTER_FILE)).catch(() => undefined);
  return there ?? { ...ownerOf(await stat(folder)), mode: FILE_MODE };
}

export function ownerOf({ uid, gid }: Access): Pick<Access, 'uid' | 'gid'> {
  return { uid, gid };
}
