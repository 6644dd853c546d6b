import { appendFileSync, closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { step } from '../faults.ts';
import { ownedLike, syncPath } from '../migrate/durable.ts';

const BUFFERED = 1 << 18;

/** Lines of JSON in a file for its owner alone, which has its name only when it is whole and on the disk. */
export class RowsFile {
  readonly #path: string;
  readonly #partial: string;
  readonly #file: number;
  #lines: string[] = [];
  #length = 0;
  #rows = 0;
  #open = true;

  constructor(path: string) {
    this.#path = path;
    this.#partial = `${path}.partial`;
    this.#file = openSync(this.#partial, 'w', 0o600);
    // Run as root, they are the application's all the same.
    ownedLike(this.#partial, dirname(path));
  }

  add(row: object): void {
    const line = `${JSON.stringify(row)}\n`;
    this.#lines.push(line);
    this.#length += line.length;
    this.#rows++;
    if (this.#length >= BUFFERED) this.#flush();
  }

  /** Without a row there is no file. */
  finish(): void {
    this.#flush();
    fsyncSync(this.#file);
    this.#close();
    step('rows:rename');
    if (this.#rows === 0) {
      rmSync(this.#partial);
      return;
    }
    renameSync(this.#partial, this.#path);
    syncPath(dirname(this.#path));
  }

  abandon(): void {
    this.#close();
    rmSync(this.#partial, { force: true });
  }

  #close(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }

  #flush(): void {
    // writeSync says how much it has written where the disk is nearly full, and goes on; this writes all or throws.
    appendFileSync(this.#file, this.#lines.join(''));
    this.#lines = [];
    this.#length = 0;
  }
}
