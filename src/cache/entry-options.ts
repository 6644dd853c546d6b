import { storedName } from './names.ts';

export interface EntryOptions {
  /**
   * Seconds that an answer may be old, counted from when its computation began; Infinity: until it is invalidated or
   * evicted. Zero or less: it is not kept. It bounds what is found as well: what has longer to live than this is not
   * taken, so that neither a clock that was set back nor an entry of an earlier, longer TTL is served for longer.
   */
  readonly ttl: number;
  /** What it was computed from: invalidateTag of any of these ends it. */
  readonly tags?: readonly string[];
}

/** @throws TypeError: a text would be put behind the time as its last digits, undefined makes no time at all */
export function checkTtl(ttl: unknown): void {
  if (typeof ttl !== 'number' || Number.isNaN(ttl)) throw new TypeError('a TTL is a number of seconds');
}

/** @throws TypeError where the value is no JSON; a promise, of which JSON makes {}, is none */
export function jsonOf(name: string, value: unknown): string {
  if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function')
    throw new TypeError(
      `a promise is no answer and cannot be kept, under ${name}: await it, or use getOrComputeAsync`,
    );
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`${typeof value} is no JSON and cannot be kept, under ${name}`);
  return text;
}

export function tagsText(tags: EntryOptions['tags']): string | null {
  return tags === undefined || tags.length === 0 ? null : JSON.stringify(tags.map(storedName));
}
