import { chmod, lstat, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import type { Variables } from './find.ts';

const WRITABLE_BY_OTHERS = 0o022;

/** The user's own cache folder of this program, made if need be (0700). @throws Failure where it cannot be trusted */
export async function cacheFolder(env: Variables): Promise<string> {
  const folder = join(userCache(env), 'chinook-eval');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const explained = explainSystemError(error, `making the cache folder ${folder}`);
    if (explained instanceof Failure) throw explained;
    throw new Failure(
      `the cache folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code}). ${WAY_OUT}`,
      EXIT.disk,
      { cause: error },
    );
  }
  await checkOwn(folder);
  // Ours, but an earlier umask or another program may have opened it for reading.
  if (process.platform !== 'win32') await chmod(folder, 0o700);
  return folder;
}

const WAY_OUT = 'Set XDG_CACHE_HOME to a folder of your own, or name a browser with --browser FILE.';

/**
 * What lies here is run as this user: nobody else may have put it there.
 * @throws Failure where it is a link, another user's, or may be written by others
 */
export async function checkOwn(path: string): Promise<void> {
  const stats = await lstat(path);
  const wrong = stats.isSymbolicLink()
    ? 'is a link'
    : process.getuid !== undefined && stats.uid !== process.getuid()
      ? 'belongs to another user'
      : process.platform !== 'win32' && (stats.mode & WRITABLE_BY_OTHERS) !== 0
        ? 'may be written by others'
        : undefined;
  if (wrong !== undefined)
    throw new Failure(`${path} ${wrong}: no browser is run from there. ${WAY_OUT}`, EXIT.disk);
}

function userCache(env: Variables): string {
  const home = env.HOME || homedir();
  // The XDG specification: relative paths are to be ignored.
  if (env.XDG_CACHE_HOME !== undefined && isAbsolute(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches');
  if (process.platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local');
  return join(home, '.cache');
}
