import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

/** The whole, or in pieces, for what is larger than memory should be. */
export type Content = string | Uint8Array | Iterable<string>;

/**
 * Writes a temporary file in the same folder, syncs it and renames it: whoever reads `path` sees the old text or the
 * new, never a part (a plain write on a full disk leaves 0 bytes of the old file). What exists and is no file, such as
 * /dev/stdout or a pipe, is written to and not replaced; a symbolic link keeps pointing where it does.
 * @param mode of a file that is not there yet: what the umask leaves of 666 where it is absent; an old one keeps its own
 * @throws Failure: 2 for a folder or a missing one, 5 for disk and permission
 */
export async function writeFileAtomically(path: string, text: Content, mode?: number): Promise<void> {
  try {
    const before = await stat(path).catch(ignoreMissing);
    if (before?.isDirectory()) throw new Failure(`${plain(path)} is a folder. Name a file.`);
    if (before && !before.isFile()) await writeFile(path, text);
    else await replace(before ? await realpath(path) : path, text, before ? before.mode & 0o777 : mode);
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

/**
 * Finds out early whether writeFileAtomically will be able to write there.
 * @throws Failure as writeFileAtomically
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    const before = await stat(path).catch(ignoreMissing);
    if (before?.isDirectory()) throw new Failure(`${plain(path)} is a folder. Name a file.`);
    if (before && !before.isFile()) return await access(path, constants.W_OK);
    const folder = dirname(before ? await realpath(path) : path);
    if (!(await stat(folder)).isDirectory())
      throw new Failure(`${plain(folder)} is not a folder. Name another.`);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

async function replace(path: string, text: Content, mode: number | undefined): Promise<void> {
  const temporary = join(dirname(path), `.chinook-eval-${randomBytes(8).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o666);
    try {
      if (mode !== undefined) await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function explainWriteError(error: unknown, path: string): unknown {
  if (error instanceof Failure) return error;
  const { code } = error as NodeJS.ErrnoException;
  const name = plain(path);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new Failure(
      `${name}: there is no folder ${plain(dirname(path))}. Make it, or name another.`,
      EXIT.usage,
      {
        cause: error,
      },
    );
  if (code === 'ENAMETOOLONG')
    return new Failure(`${name}: the name is too long.`, EXIT.usage, { cause: error });
  const explained = explainSystemError(error, `writing ${name}`);
  if (explained instanceof Failure || code === undefined) return explained;
  return new Failure(`${name} cannot be written (${code}).`, EXIT.disk, { cause: error });
}

/**
 * A folder with those above it, each tried once: mkdir with `recursive` tries for ever where a system answers ENOENT for a
 * folder whose parent is there, as /proc does (seen with Node 24). What is there already is fine, if it is a folder.
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(path);
    if (code === 'ENOENT' && parent !== path && !(await stat(parent).catch(ignoreMissing))) {
      await makeFolders(parent);
      await makeFolders(path);
    } else if (!(code === 'EEXIST' && (await stat(path)).isDirectory())) throw error;
  }
}

/** @throws Failure: 2 where a file is in the way, 5 for disk and permission */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Failure(`${plain(folder)} is a file, not a folder.`, EXIT.usage, { cause: error });
    throw explainWriteError(error, folder);
  }
}
