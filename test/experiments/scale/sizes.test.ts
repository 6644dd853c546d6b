import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import { MOST_COPIES } from '../../../src/database/fill/copies.ts';
import { cacheBytes, dataBytes, outgrown } from '../../../src/experiments/scale/outgrown.ts';
import { copiesUpTo, whyNoRoom } from '../../../src/experiments/scale/sizes.ts';

test('sizes go from one copy to the largest in even steps of the logarithm', () => {
  assert.deepEqual(copiesUpTo(1e6, 100_000e6, 6).at(-1), MOST_COPIES, 'no more than can be built');
  assert.deepEqual(copiesUpTo(1e6, 243e6, 6), [1, 3, 9, 27, 81, 243]);
  assert.deepEqual(copiesUpTo(3.5e6, 1e6, 6), [1], 'there is no half of a copy');
  fc.assert(
    fc.property(
      fc.double({ min: 1e5, max: 1e8, noNaN: true }),
      fc.double({ min: 1e5, max: 1e11, noNaN: true }),
      fc.integer({ min: 2, max: 8 }),
      (bytes, most, steps) => {
        const copies = copiesUpTo(bytes, most, steps);
        assert.equal(copies[0], 1);
        assert.ok(copies.length <= steps);
        for (const [index, one] of copies.entries()) assert.ok(index === 0 || one > (copies[index - 1] ?? 0));
        assert.ok((copies.at(-1) ?? 0) * bytes <= Math.max(bytes, most + bytes / 2) * (1 + 1e-9));
      },
    ),
  );
});

test('too little room is told with both figures, enough is not', async () => {
  assert.equal(await whyNoRoom(tmpdir(), 0), null);
  assert.match((await whyNoRoom(tmpdir(), 1e18)) ?? '', /need 1\.30 EB|need 1300 PB|need .* free in /);
});

const database = (bytes: number | null, objects: number, pragmas: Record<string, number>) => ({
  name: 'main',
  file: bytes === null ? ':memory:' : 'a.sqlite',
  tables: [],
  pragmas,
  bytes,
  objects: [{ name: 'a', table: 'a', bytes: objects }],
  schema: null,
});

test('a database outgrows its cache, in KiB or in pages; one in memory never does', () => {
  const kib = database(0, 3000, { cache_size: -2, page_size: 1024, mmap_size: 0 });
  const pages = database(0, 3000, { cache_size: 4, page_size: 1024 });
  const memory = database(null, 1e9, { cache_size: -1 });
  assert.equal(cacheBytes({ databases: [kib, pages] }), 2048 + 4096);
  assert.equal(dataBytes({ databases: [kib, memory] }), 3000 + 1e9);
  assert.deepEqual(
    outgrown({ databases: [kib, pages, memory] }).map((one) => [one.bytes, one.cacheBytes]),
    [[3000, 2048]],
  );
});
