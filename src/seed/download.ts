import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure, Interrupted } from '../model/failure.ts';
import { OFFICIAL_DOWNLOAD } from './official.ts';
import { oneLine } from './one-line.ts';

export interface DownloadOptions {
  /** Created where it is missing, for the user only. */
  readonly cacheFolder: string;
  /** Where to fetch it from: http or https. Whatever it is, the hash decides. */
  readonly url?: string;
  readonly sha256?: string;
  readonly signal?: AbortSignal;
  /** For the whole download. */
  readonly timeoutSeconds?: number;
  /** Bytes so far, and of all where the server said so. */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
}

/** The official file has 1 MB: a server that sends much more sends something else. */
const LARGEST_DOWNLOAD = 16 * 2 ** 20;

/** The user's cache folder of this program: $XDG_CACHE_HOME or the system's own place. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const home = env.HOME || homedir();
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'chinook-eval');
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'chinook-eval');
  if (process.platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'chinook-eval', 'Cache');
  }
  return join(home, '.cache', 'chinook-eval');
}

/**
 * Puts the official Chinook file, pinned by its SHA-256, into the cache folder. A file that is there with the right
 * hash is kept, with another one replaced. On an error nothing new is left in the folder.
 */
export async function downloadSeed(
  options: DownloadOptions,
): Promise<{ path: string; alreadyThere: boolean }> {
  const sha256 = options.sha256 ?? OFFICIAL_DOWNLOAD.sha256;
  const path = join(options.cacheFolder, OFFICIAL_DOWNLOAD.fileName);
  const draft = join(options.cacheFolder, `.${OFFICIAL_DOWNLOAD.fileName}.${randomUUID().slice(0, 8)}.tmp`);
  try {
    if ((await hashOf(path)) === sha256) return { path, alreadyThere: true };
    const content = await fetchAll(options.url ?? OFFICIAL_DOWNLOAD.url, options);
    const found = createHash('sha256').update(content).digest('hex');
    if (found !== sha256) throw wrongHash(options.url ?? OFFICIAL_DOWNLOAD.url, found, sha256);
    await mkdir(options.cacheFolder, { recursive: true, mode: 0o700 });
    await writeDurably(draft, content);
    await rename(draft, path);
    return { path, alreadyThere: false };
  } catch (error) {
    throw explainPlace(explainSystemError(error, `writing ${path}`), path);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The whole body in memory (it is small), within the limits of size and time. */
async function fetchAll(url: string, options: DownloadOptions): Promise<Buffer> {
  const seconds = options.timeoutSeconds ?? 60;
  const timeout = AbortSignal.timeout(seconds * 1000);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  const byHand = 'Download it by other means and give it with --seed FILE.';
  let begun = false;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Failure(`${url} answered ${response.status} ${oneLine(response.statusText)}. ${byHand}`);
    }
    begun = true;
    const stated = Number(response.headers.get('content-length')) || undefined;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > LARGEST_DOWNLOAD) {
        throw new Failure(
          `${url} sends more than ${LARGEST_DOWNLOAD} bytes: not the official file. ${byHand}`,
          EXIT.integrity,
        );
      }
      chunks.push(chunk);
      options.onProgress?.(bytes, stated);
    }
    return Buffer.concat(chunks, bytes);
  } catch (error) {
    if (options.signal?.aborted) throw new Interrupted();
    if (error instanceof Failure) throw error;
    if (timeout.aborted) {
      throw new Failure(`${url} did not finish within ${seconds} s. Try again, or: ${byHand}`, EXIT.usage, {
        cause: error,
      });
    }
    if (begun) {
      throw new Failure(`the connection to ${url} was cut. Try again.`, EXIT.integrity, { cause: error });
    }
    throw new Failure(`${url} cannot be reached (${reasonOf(error)}). ${byHand}`, EXIT.usage, {
      cause: error,
    });
  }
}

/** fetch says only "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return oneLine(cause?.code ?? cause?.message ?? String(error));
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

function wrongHash(url: string, found: string, expected: string): Failure {
  return new Failure(
    `${url} sent a file with SHA-256 ${found} where ${expected} is expected: nothing was kept. ` +
      'Try again without a proxy or mirror between.',
    EXIT.integrity,
  );
}

/** What is in the way at the place itself: a folder under the file's name, a file under the folder's. */
function explainPlace(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (
    error instanceof Failure ||
    !code ||
    !/^(EISDIR|ENOTDIR|EEXIST|ENOTEMPTY|ENAMETOOLONG|ELOOP)$/.test(code)
  ) {
    return error;
  }
  return new Failure(
    `${path} cannot be written (${code}). Choose another folder with --to DIR.`,
    EXIT.usage,
    {
      cause: error,
    },
  );
}
