import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { EXIT, explainSystemError, Failure, Interrupted, throwIfInterrupted } from '../model/failure.ts';
import { cacheFolder, checkOwn } from './cache-folder.ts';
import type { Variables } from './find.ts';
import { fontsConfiguration } from './fonts.ts';
import type { PackagedChromium } from './packaged.ts';

/** A Chromium that is ready to be run, with what a bare machine does not have. */
export interface UnpackedChromium {
  readonly path: string;
  /** NSS and its like, for LD_LIBRARY_PATH where the system has none. */
  readonly libraries: string;
  /** For FONTCONFIG_FILE. */
  readonly fontsFile: string;
}

/** Archive -> where its files go in the folder. The graphics libraries are looked for beside the program. */
const TARS: Readonly<Record<string, string>> = {
  'fonts.tar.br': 'fonts',
  'al2023.tar.br': 'system',
  'swiftshader.tar.br': '.',
};
const PROGRAM = 'chromium';
/** Written last: every file with its bytes. */
const MANIFEST = 'files.json';
const LEFT_OVER_SECONDS = 3600;

/**
 * Unpacks the package's browser into the user's cache folder, once per version: about 220 MB. The package's own way
 * goes to a known path in the shared temporary folder, where anybody may have put something else before.
 * @throws Failure (no space, no permission, a folder that is not ours) or Interrupted
 */
export async function unpackChromium(
  packaged: PackagedChromium,
  { env, signal, onProgress }: { env: Variables; signal: AbortSignal; onProgress?: (doing: string) => void },
): Promise<UnpackedChromium> {
  const cache = await cacheFolder(env);
  const folder = join(cache, `chromium-${packaged.version}`);
  if (!(await isComplete(folder))) {
    onProgress?.('unpacking Chromium (once)');
    await removeLeftOvers(cache);
    await unpackInto(folder, packaged, signal);
  }
  return {
    path: join(folder, PROGRAM),
    libraries: join(folder, 'system', 'lib'),
    fontsFile: join(folder, 'fonts.conf'),
  };
}

/** @throws Failure where it is there and not ours */
async function isComplete(folder: string): Promise<boolean> {
  try {
    await checkOwn(folder);
    await checkOwn(join(folder, PROGRAM));
    const sizes = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Record<string, number>;
    // After a crash of the machine a file may be there without its content.
    for (const [name, bytes] of Object.entries(sizes)) {
      if ((await lstat(join(folder, name))).size !== bytes) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof Failure) throw error;
    return false;
  }
}

async function unpackInto(folder: string, packaged: PackagedChromium, signal: AbortSignal): Promise<void> {
  throwIfInterrupted(signal);
  let place: string | undefined;
  try {
    place = await mkdtemp(`${folder}.`);
    await unpackArchives(packaged, place, signal);
    await writeFile(join(place, 'fonts.conf'), fontsConfiguration(folder));
    await writeFile(join(place, MANIFEST), JSON.stringify(await sizesIn(place)));
    await putInPlace(place, folder);
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    const doing = `unpacking Chromium into ${folder}`;
    const explained = explainSystemError(error, doing);
    if (explained instanceof Failure) throw explained;
    const why = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw new Failure(`${doing}: ${why}. Install the packages again (npm ci).`, EXIT.disk, { cause: error });
  } finally {
    if (place !== undefined) await rm(place, { recursive: true, force: true });
  }
}

async function unpackArchives({ archives, entry }: PackagedChromium, place: string, signal: AbortSignal) {
  // The package depends on tar-fs for the same archives. Without chown: root would give the files to strangers.
  const { extract } = createRequire(entry)('tar-fs') as {
    extract(folder: string, options: { readonly chown: boolean; readonly umask: number }): Writable;
  };
  // One that fails ends the others: they would write on while the folder is removed.
  const failed = new AbortController();
  const unpack = async (archive: string, target: Writable) => {
    try {
      await unpackOne(join(archives, archive), target, AbortSignal.any([signal, failed.signal]));
    } catch (error) {
      if (!failed.signal.aborted) failed.abort(error);
    }
  };
  await Promise.all(
    Object.values(TARS).map((part) => mkdir(join(place, part), { recursive: true, mode: 0o700 })),
  );
  await Promise.all([
    unpack(`${PROGRAM}.br`, createWriteStream(join(place, PROGRAM), { mode: 0o700 })),
    ...Object.entries(TARS).map(([archive, part]) =>
      unpack(archive, extract(join(place, part), { chown: false, umask: 0o022 })),
    ),
  ]);
  failed.signal.throwIfAborted();
}

async function unpackOne(archive: string, target: Writable, signal: AbortSignal): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress({ chunkSize: 1 << 20 }), target, {
    signal,
  });
}

/** Of two processes at once the first wins: they unpack the same. What lies there half made gives way. */
async function putInPlace(place: string, folder: string): Promise<void> {
  for (let round = 0; round < 3; round++) {
    try {
      await rename(place, folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      if (await isComplete(folder)) return;
      const aside = await mkdtemp(`${folder}.`);
      await rename(folder, join(aside, 'old')).catch(() => {});
      await rm(aside, { recursive: true, force: true });
    }
  }
  throw new Error('another process is unpacking there again and again');
}

async function sizesIn(place: string): Promise<Record<string, number>> {
  const names = await readdir(place, { recursive: true });
  const sizes: [string, number][] = [];
  for (const name of names.sort()) {
    const stats = await lstat(join(place, name));
    if (stats.isFile()) sizes.push([name, stats.size]);
  }
  return Object.fromEntries(sizes);
}

/** Of processes that were killed while they unpacked. One that still unpacks is younger. */
async function removeLeftOvers(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    if (!/^chromium-[^/]+\.[A-Za-z0-9]{6}$/.test(name)) continue;
    const changed = await stat(path).catch(() => undefined);
    if (changed !== undefined && Date.now() - changed.mtimeMs > LEFT_OVER_SECONDS * 1000)
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
