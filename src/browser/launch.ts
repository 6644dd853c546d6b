import type { Browser } from 'puppeteer';
import { Failure, Interrupted } from '../model/failure.ts';
import { type FoundBrowser, installedBrowsers, namedBrowser, type Variables } from './find.ts';
import { packagedArguments, packagedChromium } from './packaged.ts';
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
}

/** There is none, or none starts: one line, with the way out. */
export class NoBrowser extends Error {}

const LAUNCH_SECONDS = 20;
const WAY_OUT = 'Install Chrome or Chromium, or name one with --browser FILE';
const NONE: readonly string[] = [];
const NO_SANDBOX = ['--no-sandbox', '--disable-setuid-sandbox'];

/** What Chromium says where it may not make a sandbox: as root, without user namespaces, in some containers. */
const SANDBOX_FAULT = /sandbox|namespace|credentials\.cc|zygote/i;
/** Chromium refuses it to root on Linux. */
const NEVER_WITH_SANDBOX = process.platform === 'linux' && process.getuid?.() === 0;
const AS_ROOT = 'the browser draws without its sandbox: it has none for root';
const NO_LIBRARY_FAULT = /^(?!.*shared librar)/i;

/**
 * A browser: the named one, else an installed one, else the one of the npm package. With its sandbox wherever it starts
 * with it. On abort its processes are killed.
 * @throws NoBrowser; Failure (exit 2) where the named one is no file that can be run; Interrupted
 */
export async function openBrowser(options: OpenOptions): Promise<OpenBrowser> {
  const { browser, env } = options;
  const named = namedBrowser(browser, env, process.cwd());
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
  const attempt = (words: readonly string[]) => start({ ...common(options), path, headless: 'new', words });
  const { started, note } = await firstToStart([NONE, NO_SANDBOX], attempt, SANDBOX_FAULT);
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
      start({ ...common(options), path, headless: 'shell', words, env });
    // Its own options are for machines that the others do not start on, whatever the reason; missing libraries are not it.
    const sets = [NONE, NO_SANDBOX, await packagedArguments()];
    const { started, note } = await firstToStart(sets, attempt, NO_LIBRARY_FAULT);
    return opened('packaged', path, started, note);
  };
  try {
    return await open(false);
  } catch (error) {
    if (!(error instanceof NotStarted && !NO_LIBRARY_FAULT.test(error.message))) throw error;
    return await open(true);
  }
}

/** Tries sets of options in turn, the next one where the fault is of the kind that it may mend. */
async function firstToStart(
  sets: readonly (readonly string[])[],
  attempt: (words: readonly string[]) => Promise<Started>,
  mendable: RegExp,
): Promise<{ started: Started; note: string | null }> {
  let note: string | null = NEVER_WITH_SANDBOX ? AS_ROOT : null;
  for (const [index, words] of sets.entries()) {
    if (words === NONE && NEVER_WITH_SANDBOX) continue;
    try {
      return { started: await attempt(words), note };
    } catch (error) {
      const last = index === sets.length - 1;
      if (last || !(error instanceof NotStarted && mendable.test(error.message))) throw error;
      note ??= `the browser draws without its sandbox; with it ${firstSentence(error.message)}`;
    }
  }
  throw new NotStarted('there is no way to start it');
}

function firstSentence(text: string): string {
  return /^.*?[.!](?= |$)/.exec(text)?.[0] ?? text;
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
  return { browser, kind, path, folder: profile, pid: child.pid, note, close };
}
