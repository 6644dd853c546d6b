import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { throwIfInterrupted } from '../../model/failure.ts';
import { promisedBy, READ } from './format.ts';

/** Beyond this the length of a recording is no longer that of a track, and reading it takes minutes. */
export const MOST_BYTES = 2_000_000_000;

export interface AudioFile {
  /** From the music folder, with slashes. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface Skipped {
  readonly file: string;
  /** The end of a sentence that begins with the file: "is empty". */
  readonly reason: string;
}

export interface FoundFiles {
  readonly files: readonly AudioFile[];
  readonly skipped: readonly Skipped[];
  /** Files that are no audio by their name: pictures, lists, notes. */
  readonly ignored: number;
}

/**
 * All audio files below a folder, in the order of their names. Symbolic links are followed, after all that is no link;
 * a file or folder that is reached a second time is read once, and a loop is not entered. What cannot be read is listed.
 * @throws what the system says of the folder itself
 */
export async function findAudio(folder: string, signal: AbortSignal): Promise<FoundFiles> {
  const files: AudioFile[] = [];
  const skipped: Skipped[] = [];
  const seen = new Map<string, string>();
  const links: { path: string; name: string }[] = [];
  const root = await realpath(folder);
  let ignored = 0;

  const walk = async (path: string, name: string): Promise<void> => {
    throwIfInterrupted(signal);
    const entries = (await readdir(path)).sort(byCode);
    for (const entry of entries) {
      const below = name === '' ? entry : `${name}/${entry}`;
      if (entry.startsWith('.')) ignored++;
      else
        await listing(below, async () => {
          const entryPath = join(path, entry);
          if ((await lstat(entryPath)).isSymbolicLink()) links.push({ path: entryPath, name: below });
          else await visit(entryPath, below, false);
        });
    }
  };

  const listing = async (name: string, work: () => Promise<void>, link = false): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      skipped.push({ file: name, reason: reasonOf(code, link) });
    }
  };

  const visit = async (path: string, name: string, link: boolean): Promise<void> => {
    const promised = promisedBy(extname(name).slice(1));
    const about = await stat(path);
    if (about.isDirectory()) {
      if (link && isAbove(await realpath(path), root)) {
        skipped.push({ file: name, reason: 'leads back to where the music folder is' });
        return;
      }
      const before = await firstOf(path, name);
      if (before === null) await walk(path, name);
      else if (link) skipped.push({ file: name, reason: `leads to ${before}, which is read already` });
    } else if (promised === null) ignored++;
    else if (!about.isFile()) skipped.push({ file: name, reason: 'is no ordinary file' });
    else if (promised === 'other')
      skipped.push({ file: name, reason: `is of another kind: ${READ} are read` });
    else if (about.size > MOST_BYTES)
      skipped.push({
        file: name,
        reason: `is too large: ${(about.size / 1e9).toFixed(1)} GB, at most ${MOST_BYTES / 1e9} GB are read`,
      });
    else {
      const before = await firstOf(path, name);
      if (before !== null) skipped.push({ file: name, reason: `leads to ${before}, which is read already` });
      else files.push({ name, path, bytes: about.size, modifiedMs: about.mtimeMs });
    }
  };

  /** The name under which the same file or folder was met first; null: it is the first time. */
  const firstOf = async (path: string, name: string): Promise<string | null> => {
    const real = await realpath(path);
    const before = seen.get(real);
    if (before === undefined) seen.set(real, name);
    return before ?? null;
  };

  seen.set(root, 'the folder itself');
  await walk(folder, '');
  // A link may lead to more of them: the list grows on the way.
  for (const { path, name } of links) await listing(name, () => visit(path, name, true), true);
  files.sort((a, b) => byCode(a.name, b.name));
  return { files, skipped, ignored };
}

function isAbove(folder: string, below: string): boolean {
  const way = relative(folder, below);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** The same on every system, whatever its language: by code unit. */
function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reasonOf(code: string, link: boolean): string {
  if (code === 'ELOOP') return 'is a symbolic link that leads back to itself';
  // Node gives names as text: one that is no UTF-8 does not lead back to its file.
  if (code === 'ENOENT')
    return link ? 'is a symbolic link to nothing' : 'is gone, or its name is not UTF-8; rename it';
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: no permission';
  return `cannot be read (${code})`;
}
