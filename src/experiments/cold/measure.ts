import { throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import type { Child } from '../../process/child.ts';
import type { FirstRequest, FirstResult } from '../cold-process.ts';
import { cachedBytes, dropCache } from './drop.ts';
import { FIRST_QUERIES, type Subject } from './requests.ts';

const DEADLINE_SECONDS = 120;

/** So much of the files may still be cached after dropping; beyond it was not cold. */
const STILL_CACHED = 0.02;

/** One first query with the cache dropped, then again with what it had left there. */
export interface Pair {
  readonly layout: string;
  readonly query: string;
  /** Null where it was not shown that the cache was dropped. */
  readonly cold: FirstResult | null;
  readonly warm: FirstResult;
}

/** How it was shown that the cache was dropped. */
export type Evidence = 'fincore' | 'bytes read';

export interface Place {
  readonly layout: Layout;
  readonly folder: string;
  readonly files: readonly string[];
  readonly fileBytes: number;
  /** Null: only warm. */
  readonly evidence: Evidence | null;
}

/** Each first query for one subject, cold and warm. The child's code has run each query before. */
export async function measurePairs(
  child: Child,
  { layout, folder, files, fileBytes, evidence }: Place,
  subject: Subject,
  signal: AbortSignal,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const ask = (query: string) =>
    child.request<FirstResult>(
      'first',
      { layout, folder, query, subject } satisfies FirstRequest,
      DEADLINE_SECONDS,
    );
  for (const { name } of FIRST_QUERIES) {
    throwIfInterrupted(signal);
    let cold: FirstResult | null = null;
    if (evidence !== null) {
      await dropCache(files, signal);
      const cached = evidence === 'fincore' ? await cachedBytes(files, signal) : null;
      const after = await ask(name);
      const shown = cached === null ? (after.readBytes ?? 0) > 0 : cached <= STILL_CACHED * fileBytes;
      cold = shown ? after : null;
    } else await ask(name);
    pairs.push({ layout: layout.name, query: name, cold, warm: await ask(name) });
  }
  return pairs;
}
