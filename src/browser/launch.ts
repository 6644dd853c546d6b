import type { Browser } from 'puppeteer';
import { Failure, Interrupted } from '../model/failure.ts';
import {
  type FoundBrowser,
  installedBrowsers,
  namedBrowser,
  type Variables,
  variableProblem,
} from './find.ts';
import { packagedArguments, packagedChromium } from './packaged.ts';
import { firstToStart, WITH_SANDBOX, WITHOUT_SANDBOX } from './sandbox.ts';
import { NotStarted, type Started, start } from './start.ts';
import { type UnpackedChromium, unpackChromium } from './unpack.ts';

export interface OpenBrowser {
  readonly browser: Browser;
  readonly kind: 'named' | 'installed' | 'packaged';
  readonly path: string;
  /** Its profile's folder, private, and removed with it: a place for pages of ours. */
  readonly folder: string;
  /** The process that leads all of the browser's. */
  readonly pid: number | undefined;
  /** Resolves once it is gone, with how it ended. */
  readonly ended: Promise<string>;
  /** What the user should know, such as a sandbox that is off; one line. */
  readonly note: string | null;
  /** Ends it with all its processes; its profile is removed. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** The path that the user named. */
  readonly browser?: string;
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly onProgress?: (doing: string) => void;
  /** How long one start may take. */
  readonly launchSeconds?: number;
  /** Further arguments, which win over ours: whoever looks at a server lets the browser reach it. */
  readonly words?: readonly string[];
}

/** There is none, or none starts: one line, with the way out. */
export class NoBrowser extends Error {}

const LAUNCH_SECONDS = 20;
const WAY_OUT = 'Install Chrome or Chromium, or name one with --browser FILE';
const NO_LIBRARY_FAULT = /^(?!.*shared librar)/i;

/**
 * A browser: the named one, else an installed one, else the one of the npm package. With its sandbox wherever it starts
 * with it. On abort its processes are killed.
 * @throws NoBrowser, also where PUPPETEER_EXECUTABLE_PATH is wrong; Failure (exit 2) where --browser is; Interrupted
 */
export async function openBrowser(options: OpenOptions): Promise<OpenBrowser> {
  const { browser, env } = options;
  const named = namedBrowser(browser, env, process.cwd());
  // Not another one in its place: who sets the variable does not want that.
  const wrong = named ? undefined : variableProblem(env, process.cwd());
  if (wrong !== undefined) throw new NoBrowser(wrong);
  const failures: string[] = [];
  for (const found of named ? [named] : installedBrowsers(env)) {
    try {
      return await openFound(found, options);
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      failures.push(`${found.path} does not start: ${error.message}`);
    }
  }
  if (named)
    throw new NoBrowser(`${failures.join('; ')}. Name another one, or leave it out to look for one.`);
  try {
    const opened = await openPackaged(options);
    if (opened !== undefined) return opened;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    if (!(error instanceof NotStarted || error instanceof Failure)) throw error;
    failures.push(
      error instanceof Failure ? error.message : `the packaged Chromium does not start: ${error.message}`,
    );
  }
  const why = failures.length > 0 ? failures.join('; ').replace(/\.$/, '') : 'no browser was found';
  throw new NoBrowser(`${why}. ${WAY_OUT}.`);
}

async function openFound({ kind, path }: FoundBrowser, options: OpenOptions): Promise<OpenBrowser> {
  const attempt = (words: readonly string[]) =>
    start({ ...common(options), path, headless: 'new', words: [...words, ...(options.words ?? [])] });
  const { started, note } = await firstToStart([WITH_SANDBOX, WITHOUT_SANDBOX], attempt);
  return opened(kind, path, started, note);
}

async function openPackaged(options: OpenOptions): Promise<OpenBrowser | undefined> {
  const packaged = packagedChromium();
  if (packaged === undefined) return undefined;
  const chromium = await unpackChromium(packaged, options);
  const { path } = chromium;
  const open = async (libraries: boolean) => {
    const env = environment(options.env, chromium, libraries);
    const attempt = (words: readonly string[]) =>
      start({
        ...common(options),
        path,
        headless: 'shell',
        words: [...words, ...(options.words ?? [])],
        env,
      });
    // Its own options are for machines that the others do not start on, whatever the reason; missing libraries are not it.
    const last = { words: await packagedArguments(), sandbox: false, after: NO_LIBRARY_FAULT };
    const { started, note } = await firstToStart([WITH_SANDBOX, WITHOUT_SANDBOX, last], attempt);
    return opened('packaged', path, started, note);
  };
  try {
    return await open(false);
  } catch (error) {
    if (!(error instanceof NotStarted && !NO_LIBRARY_FAULT.test(error.message))) throw error;
    return await open(true);
  }
}

function common({ env, signal, launchSeconds = LAUNCH_SECONDS }: OpenOptions) {
  return { env, signal, seconds: launchSeconds };
}

/** Fonts always, the package's libraries only where the system's are missing: they are older than most. */
function environment(
  env: Variables,
  { fontsFile, libraries }: UnpackedChromium,
  missing: boolean,
): Variables {
  const others = env.LD_LIBRARY_PATH ? [env.LD_LIBRARY_PATH] : [];
  return {
    ...env,
    FONTCONFIG_FILE: fontsFile,
    ...(missing ? { LD_LIBRARY_PATH: [...others, libraries].join(':') } : {}),
  };
}

function opened(
  kind: OpenBrowser['kind'],
  path: string,
  { browser, process: child, profile, close }: Started,
  note: string | null,
): OpenBrowser {
  return { browser, kind, path, folder: profile, pid: child.pid, ended: child.ended, note, close };
}
