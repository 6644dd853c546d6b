import type { TextSink } from '../model/streams.ts';

/** A line on the terminal that is written over and is gone when the work is done; nothing off a terminal. */
export class ProgressLine {
  readonly #sink: TextSink;
  #last = 0;
  #shown = false;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  show(text: string): void {
    const now = Date.now();
    // More often than this the eye sees no difference, and writing takes time from what is measured.
    if (this.#sink.isTTY !== true || (this.#shown && now - this.#last < 100)) return;
    this.#last = now;
    this.#shown = true;
    this.#sink.write(`\r\u001b[2K${text.slice(0, Math.max(10, (this.#sink.columns ?? 80) - 1))}`);
  }

  clear(): void {
    if (this.#shown) this.#sink.write('\r\u001b[2K');
    this.#shown = false;
  }
}

/** "########--------", as long as `width`. */
export function progressBar(fraction: number, width = 16): string {
  const done = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return '#'.repeat(done) + '-'.repeat(width - done);
}

/** "1:12 left" from the time so far and the fraction done; nothing while there is too little to go by. */
export function timeLeft(elapsedSeconds: number, fraction: number): string {
  if (fraction < 0.02 || elapsedSeconds < 2) return '';
  const left = Math.round((elapsedSeconds / fraction) * (1 - fraction));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`;
}
