import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, measureClock, nodeClocks, timerFinding } from '../../src/doctor/timer.ts';

/** Advances by `cost` with each reading, and shows whole steps only. */
function fakeClock(cost: number, step: number): Clock {
  let calls = 0;
  return () => Math.floor((calls++ * cost) / step + 1e-9) * step;
}

test('resolution is the step of the clock, cost what a call takes, whichever is larger', () => {
  const fine = measureClock('fine', fakeClock(50e-9, 1e-9));
  assert.ok(Math.abs((fine.resolutionSeconds ?? 0) - 50e-9) < 1e-12);
  assert.ok(Math.abs(fine.callSeconds - 50e-9) < 1e-12);
  const coarse = measureClock('coarse', fakeClock(50e-9, 100e-6));
  assert.ok(Math.abs((coarse.resolutionSeconds ?? 0) - 100e-6) < 1e-9);
});

test('a step above a microsecond is a warning, and so is a clock that stands still', () => {
  const level = (clock: Clock) => timerFinding([measureClock('clock', clock)]).level;
  assert.equal(level(fakeClock(50e-9, 1e-9)), 'ok');
  assert.equal(level(fakeClock(50e-9, 2e-6)), 'warn');
  assert.equal(
    level(() => 1),
    'warn',
  );
});

test("Node's clocks count seconds: what they say of a wait lies between what two others say of it", async () => {
  const now = () => performance.now() / 1000;
  for (const [name, clock] of Object.entries(nodeClocks())) {
    const [outer, began, inner] = [now(), clock(), now()];
    await new Promise((resolve) => setTimeout(resolve, 20));
    const [atLeast, passed, atMost] = [now() - inner, clock() - began, now() - outer];
    assert.ok(passed >= atLeast - 1e-6 && passed <= atMost + 1e-6, `${name}: ${atLeast} ${passed} ${atMost}`);
  }
});
