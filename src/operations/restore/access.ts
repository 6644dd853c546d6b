import type { Stats } from 'node:fs';
import { chmod, chown, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type LayoutPointer, POINTER_FILE } from '../../database/data-folder.ts';
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
 */
export async function giveAccess(
  run: RestoreRun,
  path: string,
  like: Access,
  name = basename(path),
): Promise<void> {
  const made = await stat(path);
  if (like.uid !== made.uid || like.gid !== made.gid)
    await chown(path, like.uid, like.gid).catch(async () => {
      run.note(`${name} belongs to another owner than before: only root can give it back`);
      // To a group of his own everybody can give his files: the application may have its rights by that.
      if (like.gid !== made.gid) await chown(path, made.uid, like.gid).catch(() => {});
    });
  // After the owner, as changing that takes special bits away. A folder may hand its group on (setgid).
  await chmod(path, like.mode & (made.isDirectory() ? 0o3777 : 0o777));
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
    await giveAccess(run, partial, like, POINTER_FILE);
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
