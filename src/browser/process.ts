import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { brief } from '../render/plain.ts';
import type { Variables } from './find.ts';

const POSIX = process.platform !== 'win32';
const KEPT_CHARACTERS = 20_000;
const LAST_WAIT_SECONDS = 1;

/**
 * A browser's process, spoken to through two pipes (--remote-debugging-pipe): no port that others could reach, and the
 * browser ends by itself when this process is gone, however it went. It leads a process group of its own, so that
 * Ctrl-C reaches us alone and all of it can be ended.
 */
export class BrowserProcess {
  /** Set by puppeteer, whose transport this is. */
  onmessage?: (message: string) => void;
  onclose?: () => void;
  /** Resolves once it is gone, with how it ended. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  #stderr = '';
  #over = false;

  constructor(path: string, words: readonly string[], env: Variables) {
    this.#child = spawn(path, [...words, '--remote-debugging-pipe'], {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      detached: POSIX,
      windowsHide: true,
    });
    const [, , stderr, input, output] = this.#child.stdio as unknown as readonly [
      null,
      null,
      Readable,
      Writable,
      Readable,
    ];
    this.#input = input;
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_CHARACTERS);
    });
    // A browser that dies breaks its pipes: that is told by its exit.
    for (const stream of [stderr, input, output]) stream.on('error', () => {});
    this.#listen(output);
    this.ended = new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const over = (how: string) => {
        if (this.#over) return;
        this.#over = true;
        clearTimeout(timer);
        this.onclose?.();
        resolve(how);
      };
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) over(`it could not be started: ${brief(error.message, 200)}`);
      });
      // What it said last may arrive after its exit; what it left running may keep the pipes open for ever.
      this.#child.on('exit', (code, by) => {
        const tell = () => over(describeEnd(code, by, this.#stderr));
        if (stderr.closed) return tell();
        stderr.once('close', tell);
        timer = setTimeout(tell, LAST_WAIT_SECONDS * 1000);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: string): void {
    if (!this.#over) this.#input.write(`${message}\0`);
  }

  /** Puppeteer has no more to say. Ending the process is `end`. */
  close(): void {}

  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    if (!POSIX) {
      if (this.#over) return;
      spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
        'error',
        () => this.#child.kill(),
      );
      return;
    }
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
  }

  /**
   * Ends it and waits until it and all that it started are gone: `ended` waits for the end of stderr, which they all
   * hold. Asking for the group instead would take in zombies, which wait long where the first process is a slow one.
   */
  async end(): Promise<void> {
    this.kill();
    await this.ended;
    this.kill();
  }

  /** Messages end with a zero byte. */
  #listen(output: Readable): void {
    const decoder = new StringDecoder('utf8');
    let parts: string[] = [];
    output.on('data', (chunk: Buffer) => {
      const [first = '', ...rest] = decoder.write(chunk).split('\0');
      parts.push(first);
      for (const next of rest) {
        const message = parts.join('');
        parts = [next];
        // Puppeteer expects to be between messages before it hears the next.
        setImmediate(() => this.onmessage?.(message));
      }
    });
  }
}

/** Such as "[1122/231123.295885:ERROR:content/browser/zygote_host.cc:102] ". */
const LOG_PREFIX = /^\[[\d/.]*:[A-Z]+:[^\]]*\]\s*/;

function describeEnd(code: number | null, by: NodeJS.Signals | null, stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(LOG_PREFIX, '').trim());
  const telling = /sandbox|namespace|shared librar|cannot|error|fatal|fail/i;
  const said = lines.find((line) => telling.test(line)) ?? lines.find(Boolean);
  const how = by === null ? `it ended with exit code ${code}` : `it was ended by ${by}`;
  return said === undefined ? how : `${how}: ${brief(said, 200)}`;
}
