import { closeSync, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';

/**
 * A log file that others rotate: a line is appended to whatever file has the name at that moment, so that logrotate may rename,
 * truncate or remove it at any time and nobody has to be told. A full disk costs lines, which are counted, and never the
 * monitoring.
 */
export class LogFile {
  readonly #path: string;
  readonly #shown: string;
  readonly #onTrouble: (message: string) => void;
  #descriptor: number;
  #lost = 0;

  /** @param onTrouble told once when lines begin to be lost @throws Failure: 2 where there is no such folder, 5 without permission */
  constructor(path: string, shown: string, onTrouble: (message: string) => void) {
    this.#path = path;
    this.#shown = plain(shown);
    this.#onTrouble = onTrouble;
    try {
      this.#descriptor = open(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR')
        throw new Failure(
          `--log ${this.#shown}: ${code === 'EISDIR' ? 'that is a folder' : 'there is no such folder'}. Name a file in one that exists.`,
          EXIT.usage,
          { cause: error },
        );
      throw explainSystemError(error, `opening the log ${this.#shown}`);
    }
  }

  /** @param line with its line break */
  write(line: string): void {
    try {
      this.#follow();
      const text = this.#lost === 0 ? line : `${this.#gap()}${line}`;
      writeSync(this.#descriptor, text);
      this.#lost = 0;
    } catch (error) {
      this.#lost++;
      if (this.#lost === 1)
        this.#onTrouble(
          `the log ${this.#shown} cannot be written to (${String((error as { code?: unknown }).code)})`,
        );
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Under the name there may be another file than the one that is open, or none. */
  #follow(): void {
    const named = statSync(this.#path, { throwIfNoEntry: false });
    const { ino, dev } = fstatSync(this.#descriptor);
    if (named && named.ino === ino && named.dev === dev) return;
    const next = open(this.#path);
    closeSync(this.#descriptor);
    this.#descriptor = next;
  }

  #gap(): string {
    const time = new Date().toISOString();
    return `${JSON.stringify({ level: 'warn', time, event: 'lines-lost', lines: this.#lost, message: 'lines before this one could not be written' })}\n`;
  }
}

/** Readable by the owner and the group: it names databases and statements, no rows. */
function open(path: string): number {
  return openSync(path, 'a', 0o640);
}
