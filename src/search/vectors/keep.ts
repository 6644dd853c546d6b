import { blobOf } from '../../database/inverted-file/cells.ts';
import type { Session } from '../../model/scenario.ts';
import { keepSimilarities, type Similar } from './similarity-cache.ts';
import { type Moment, sameMoment } from './watch.ts';

const NOTHING = new Uint8Array();

interface Keeping {
  readonly session: Session;
  readonly moment: () => Moment;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/**
 * The answer is right without it: where another process writes just now, or nothing may be or can be written, it is not
 * kept. Nor where `vector` is not that of the track: it may have been read before another process changed it.
 * @param before taken before the search
 */
export function keepQuietly(
  { session, moment, now }: Keeping,
  track: number,
  vector: Float32Array,
  similar: readonly Similar[],
  before: Moment,
): void {
  const stored = session.prepare<{ embedding: Uint8Array }>(
    ['track_vectors'],
    'SELECT embedding FROM track_vectors WHERE track_id = ?',
  );
  const stillTrue = () =>
    sameMoment(moment(), before) && blobOf(vector).equals(stored.get(BigInt(track))?.embedding ?? NOTHING);
  const timeout = session.prepare<{ timeout: number }>(['similarity_cache'], 'PRAGMA busy_timeout');
  const waits = timeout.get()?.timeout ?? 0;
  const wait = (milliseconds: number) =>
    session.prepare(['similarity_cache'], `PRAGMA busy_timeout = ${milliseconds}`).get();
  try {
    wait(0);
    keepSimilarities(session, track, similar, Math.floor(now()), stillTrue);
  } catch (error) {
    if (!/^SQLITE_(BUSY|READONLY|LOCKED|FULL)/.test(String((error as { code?: unknown }).code))) throw error;
  } finally {
    wait(waits);
  }
}
