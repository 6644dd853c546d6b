import type { Layout } from '../../model/layout.ts';
import { kindsOf, MOST_WRITERS } from './arms.ts';
import type { Crew } from './crew.ts';
import type { Kind, Limits } from './kinds.ts';

/** Counted, per process. */
const TURNS = 3;

/**
 * Writes of each kind per second by one process alone, one after another, on this layout. Every process takes a turn, so
 * that all of them are warm afterwards. The best of several short turns after one for warming up: other programs of the
 * machine can only slow it.
 * @param seconds of a turn
 */
export async function calibrate(
  crew: Crew,
  layout: Layout,
  folder: string,
  limits: Limits,
  seconds: number,
): Promise<ReadonlyMap<Kind, number>> {
  const kinds = kindsOf({ writers: MOST_WRITERS, target: 'independent' });
  const found = new Map<Kind, number>();
  for (const [index, kind] of kinds.entries()) {
    // Fewer processes than kinds: the first ones take another turn.
    const member = crew.writers[index % crew.writers.length];
    if (member === undefined) throw new TypeError('no writers');
    await member.ask('openWriter', { layout, folder, kind, limits, prefix: `calibrate-${index}` });
    let from = 0;
    for (let turn = 0; turn <= TURNS; turn++) {
      const timed = await member.ask<{ done: number; seconds: number }>('closedLoop', { seconds, from });
      from += timed.done;
      if (turn > 0) found.set(kind, Math.max(found.get(kind) ?? 0, timed.done / timed.seconds));
    }
    await member.ask('close');
  }
  return found;
}
