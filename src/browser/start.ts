import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer, { type Browser } from 'puppeteer';
import { explainSystemError, Interrupted, throwIfInterrupted } from '../model/failure.ts';
import type { Variables } from './find.ts';
import { BrowserProcess } from './process.ts';

/** The browser did not start: one line, why. */
export class NotStarted extends Error {}

export interface Start {
  readonly path: string;
  readonly headless: 'new' | 'shell';
  readonly words: readonly string[];
  readonly env: Variables;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export interface Started {
  readonly browser: Browser;
  readonly process: BrowserProcess;
  /** The folder of its profile. */
  readonly profile: string;
  /** Ends the browser with all its processes and removes its profile. */
  close(): Promise<void>;
}

/** Asked to, a whole Chrome removes what it has in the temporary folder. */
const GENTLE_SECONDS = 2;

/** Pages of ours need nobody: no name is resolved, no proxy asked. Text is measured without the screen's hinting. */
const WORDS = [
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--no-proxy-server',
  '--no-pings',
  '--disable-domain-reliability',
  '--disable-gpu',
  '--font-render-hinting=none',
];

/**
 * Starts a browser with a private profile, and has it work out a sum, which takes a renderer.
 * @throws NotStarted, or Interrupted; nothing of it is left then
 */
export async function start({ path, headless, words, env, seconds, signal }: Start): Promise<Started> {
  throwIfInterrupted(signal);
  const profile = await mkdtemp(join(tmpdir(), 'chinook-eval-browser-')).catch((error) => {
    throw explainSystemError(error, `making a folder in ${tmpdir()}`);
  });
  const defaults = await puppeteer.defaultArgs({
    headless: headless === 'shell' ? 'shell' : true,
    args: [...WORDS, ...words],
    userDataDir: profile,
  });
  // The shell leaves what it puts in the temporary folder; a whole Chrome needs a short path for its socket there.
  const own = headless === 'shell' ? { TMPDIR: profile } : {};
  const child = new BrowserProcess(path, defaults, { ...env, ...own });
  const abort = () => child.kill();
  signal.addEventListener('abort', abort);
  let browser: Browser | undefined;
  const close = async () => {
    signal.removeEventListener('abort', abort);
    if (headless === 'new' && !signal.aborted) {
      const limit = sleep(GENTLE_SECONDS * 1000, undefined, { ref: false });
      await Promise.race([browser?.close().catch(() => {}), child.ended, limit]);
    } else await browser?.disconnect().catch(() => {});
    await child.end();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    browser = await Promise.race([ready(child), failed(child, seconds)]);
    throwIfInterrupted(signal);
    return { browser, process: child, profile, close };
  } catch (error) {
    await close();
    throwIfInterrupted(signal);
    if (error instanceof NotStarted || error instanceof Interrupted) throw error;
    throw new NotStarted(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function ready(transport: BrowserProcess): Promise<Browser> {
  const browser = await puppeteer.connect({
    transport,
    defaultViewport: null,
    // Whoever asks something sets its own limit; the start's is below.
    protocolTimeout: 0,
  });
  const [page = await browser.newPage()] = await browser.pages();
  await page.evaluate('1 + 1');
  return browser;
}

async function failed(child: BrowserProcess, seconds: number): Promise<never> {
  // The process holds the event loop; the timer need not, once the browser is ready.
  const late = sleep(seconds * 1000, `it did not answer within ${seconds} s and was ended`, { ref: false });
  throw new NotStarted(await Promise.race([child.ended, late]));
}
