import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Clock, emptyCache, PLACES } from './places.ts';

const KEYS = ['a', 'b', 'c'];
const TAGS = ['x', 'y', ''];

const key = fc.constantFrom(...KEYS);
const step = fc.oneof(
  fc.record({
    ask: key,
    ttl: fc.constantFrom(-1, 0, 1, 5, 60, Number.POSITIVE_INFINITY),
    tags: fc.subarray(TAGS),
    invalidates: fc.option(fc.constantFrom(...TAGS), { freq: 4 }),
  }),
  fc.record({ invalidate: key }),
  fc.record({ tag: fc.constantFrom(...TAGS) }),
  fc.record({ pass: fc.constantFrom(0.5, 1, 4, 30, -2, -100) }),
  fc.constantFrom({ clear: true }, { sweep: true }),
);

interface Kept {
  readonly value: number;
  readonly expires: number;
  readonly tags: readonly string[];
  readonly at: number;
  /** It has been out of date, or more than a minute in the future: whoever stores or sweeps may remove it. */
  mayBeGone: boolean;
}

test('the cache serves exactly what a plain list of entries with their times and tags would', () => {
  for (const place of PLACES)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const clock = new Clock();
        const { cache } = emptyCache(place, clock, { recencySeconds: Number.POSITIVE_INFINITY });
        const kept = new Map<string, Kept>();
        const endTag = (tag: string) => {
          cache.invalidateTag(tag);
          for (const [name, { tags }] of kept) if (tags.includes(tag)) kept.delete(name);
        };
        let next = 0;
        for (const one of steps) {
          if ('ask' in one) {
            const { ask: name, ttl, tags, invalidates } = one;
            const now = clock.seconds;
            const before = kept.get(name);
            const serves = before && before.expires > now && before.expires <= now + ttl;
            const value = ++next;
            const found = cache.getOrCompute(name, { ttl, tags }, () => {
              if (invalidates !== null) endTag(invalidates);
              return value;
            });
            const served = serves && !(before.mayBeGone && found === value);
            assert.equal(found, served ? before.value : value);
            const ended = invalidates !== null && tags.includes(invalidates);
            if (!served && ttl > 0 && !ended)
              kept.set(name, { value, expires: now + ttl, tags, at: now, mayBeGone: false });
          } else if ('invalidate' in one) {
            cache.invalidate(one.invalidate);
            kept.delete(one.invalidate);
          } else if ('tag' in one) endTag(one.tag);
          else if ('pass' in one) clock.seconds += one.pass;
          else if ('clear' in one) {
            cache.clear();
            kept.clear();
          } else cache.sweep();
          for (const entry of kept.values())
            if (entry.expires <= clock.seconds || entry.at > clock.seconds + 60) entry.mayBeGone = true;
        }
      }),
      { numRuns: 100 },
    );
});
