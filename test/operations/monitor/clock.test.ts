import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { steadyClock } from '../../../src/operations/monitor/clock.ts';

test("the steady clock: time passes and sleep counts, whatever the machine's clock is set to", () => {
  const step = fc.record({
    awake: fc.double({ min: 0, max: 1000, noNaN: true }),
    asleep: fc.oneof(fc.constant(0), fc.double({ min: 10, max: 100_000, noNaN: true })),
    set: fc.integer({ min: -1e6, max: 1e6 }),
    whole: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      let wall = 1_800_000_000;
      let awake = 5;
      let up = 900;
      let whole = false;
      const now = steadyClock({
        wall: () => wall,
        awake: () => awake,
        up: () => (whole ? Math.floor(up) : up),
      });
      const began = now();
      assert.equal(began, wall);
      let passed = 0;
      let before = began;
      for (const one of steps) {
        ({ whole } = one);
        awake += one.awake;
        up += one.awake + one.asleep;
        wall += one.set;
        passed += one.awake + one.asleep;
        const at = now();
        assert.ok(at >= before, 'never back');
        // Each sleep is known as exactly as the system says how long it runs.
        assert.ok(Math.abs(at - began - passed) <= 2.001, `${at - began} for ${passed}`);
        before = at;
      }
    }),
  );
});

test('the steady clock of this machine goes on', async () => {
  const now = steadyClock();
  const before = now();
  assert.ok(Math.abs(before - Date.now() / 1000) < 60);
  while (now() === before) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(now() > before);
});
