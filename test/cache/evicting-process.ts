import { openCache } from '../../src/cache/open.ts';
import { openLayout } from '../../src/database/open.ts';
import { two } from '../../src/layouts/index.ts';
import { serve } from '../../src/process/serve.ts';

/** Stores many entries in a small cache, beside others that do the same; what it found, and what it counted. */
function storeMany({ folder, name, count }: { folder: string; name: string; count: number }) {
  const open = openLayout(two, folder);
  const cache = openCache(open, { maxEntries: 64, now: () => 1_000_000 });
  let [wrong, most] = [0, 0];
  for (let i = 0; i < count; i++) {
    const key = `${i % 2 === 0 ? name : 'shared'}:${i}`;
    if (cache.getOrCompute(key, { ttl: 60, tags: [name] }, () => key) !== key) wrong++;
    if (i % 50 === 0) cache.invalidateTag(name);
    most = Math.max(most, cache.statistics().entries ?? 0);
  }
  cache.close();
  const { hits, misses, stores, evictions, expirations, invalidations, failures } = cache.statistics();
  open.close();
  return { wrong, most, failures, counts: { hits, misses, stores, evictions, expirations, invalidations } };
}

export type Told = ReturnType<typeof storeMany>;

serve({ storeMany });
