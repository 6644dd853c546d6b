import { type ChildProcess, fork } from 'node:child_process';
import { type ExitCode, Failure, Interrupted } from '../model/failure.ts';
import { programFile } from '../paths.ts';

/** A request of the coordinator, and what the child answers: its value, or why there is none. */
export interface Request {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}
export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly exitCode: ExitCode | null }
  | { readonly progress: { readonly doing: string; readonly fraction: number } };

/** What one gets that is asked to end. */
const GENTLE_SECONDS = 3;
/** For the exit of one that cannot be reached any more. */
const GONE_SECONDS = 2;

/** The child answered that it could not do it, or it died, or it was too slow. */
export class ChildFailed extends Error {}

export interface ChildOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (doing: string, fraction: number) => void;
  readonly execArgv?: readonly string[];
  /** It has children of its own to end: on abort it is asked to (SIGTERM), and killed only if it does not. */
  readonly gentle?: boolean;
}

/** A program of ours by its place without extension, such as "src/bench/trial-process"; or one of another version. */
export type Program = string | { readonly file: string; readonly node: string };

/** A process of ours that works for this one: requests out, replies back, ended with it and on abort. */
export class Child {
  readonly #process: ChildProcess;
  readonly #signal: AbortSignal;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  readonly #ended: Promise<void>;
  readonly #abort = () => (this.#gentle ? this.#ask() : this.kill());
  readonly #gentle: boolean;
  #stderr = '';
  #next = 0;
  /** Why it can answer no more; undefined while it can. */
  #over: string | undefined;
  #isLost = false;

  constructor(program: Program, { signal, onProgress, execArgv = [], gentle = false }: ChildOptions) {
    this.#signal = signal;
    this.#gentle = gentle;
    const own = typeof program === 'string';
    this.#process = fork(own ? programFile(program) : program.file, [], {
      ...(own ? {} : { execPath: program.node }),
      // Type stripping warns on Node 22; nothing of ours depends on the warning.
      execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      // A process group of its own: Ctrl-C reaches the coordinator alone, which then ends its children. Otherwise a child
      // could die of it before the coordinator has heard, and would be taken for one that failed.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4000);
    });
    this.#process.on('message', (reply: Reply) => {
      if ('progress' in reply) onProgress?.(reply.progress.doing, reply.progress.fraction);
      else this.#settle(reply);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.on('error', (error) => {
        if (this.#process.pid !== undefined) return this.#lose(error);
        // It never started: no exit will follow.
        this.#rejectAll(error.message);
        resolve();
      });
      this.#process.on('exit', (code, by) => {
        signal.removeEventListener('abort', this.#abort);
        this.#rejectAll(this.#describeEnd(code, by));
        resolve();
      });
    });
    if (signal.aborted) this.kill();
    else signal.addEventListener('abort', this.#abort);
  }

  /** @throws ChildFailed, Failure (the child said that the user can mend it) or Interrupted */
  async request<T>(method: string, argument: unknown, deadlineSeconds: number): Promise<T> {
    if (this.#signal.aborted) throw new Interrupted();
    // It may have died while nothing was asked of it.
    if (this.#over !== undefined) throw new ChildFailed(this.#over);
    const id = this.#next++;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      timer = setTimeout(() => {
        this.#waiting.delete(id);
        this.kill();
        reject(new ChildFailed(`no answer within ${deadlineSeconds} s; the process was ended`));
      }, deadlineSeconds * 1000);
      this.#process.send({ id, method, argument } satisfies Request, (error) => {
        if (error) this.#lose(error);
      });
    });
    try {
      return (await answer) as T;
    } finally {
      clearTimeout(timer);
    }
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Ends the process and waits until it is gone. */
  async end(): Promise<void> {
    if (!(this.#gentle && this.#signal.aborted)) this.kill();
    await this.#ended;
  }

  #ask(): void {
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), GENTLE_SECONDS * 1000);
    this.#process.once('exit', () => clearTimeout(timer));
  }

  /** A child that is killed breaks its pipe first, and how it ended says more; one that lives and does not hear is ended. */
  #lose(error: Error): void {
    if (this.#isLost || this.#over !== undefined) return;
    this.#isLost = true;
    const timer = setTimeout(() => {
      this.#rejectAll(`could not reach the process: ${error.message}`);
      this.kill();
    }, GONE_SECONDS * 1000);
    this.#process.once('exit', () => clearTimeout(timer));
  }

  #settle(reply: Exclude<Reply, { progress: unknown }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting?.resolve(reply.value);
    else
      waiting?.reject(
        reply.exitCode === null ? new ChildFailed(reply.message) : new Failure(reply.message, reply.exitCode),
      );
  }

  #reject(id: number, error: Error): void {
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
  }

  #rejectAll(why: string): void {
    this.#over ??= why;
    for (const id of [...this.#waiting.keys()])
      this.#reject(id, this.#signal.aborted ? new Interrupted() : new ChildFailed(why));
  }

  #describeEnd(code: number | null, by: NodeJS.Signals | null): string {
    const said =
      this.#stderr
        .trim()
        .split('\n')
        .find((line) => /error/i.test(line)) ?? '';
    const how = by === null ? `ended with exit code ${code}` : `was ended by ${by}`;
    return `the process ${how}${said ? `: ${said.trim().slice(0, 200)}` : ''}`;
  }
}
