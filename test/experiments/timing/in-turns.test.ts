import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arm, timeInTurns } from '../../../src/experiments/timing/in-turns.ts';
import { seededRandom } from '../../../src/stats/random.ts';

/** Records the parameter of each call. */
function recorder(parameters: number, group?: string): Arm & { readonly calls: number[]; rewound: number } {
  let cursor = 0;
  const arm = {
    calls: [] as number[],
    rewound: 0,
    parameters,
    ...(group === undefined ? {} : { group }),
    next: () => {
      arm.calls.push(cursor);
      cursor = (cursor + 1) % parameters;
    },
    rewind: () => {
      arm.calls.length = 0;
      arm.rewound++;
      cursor = 0;
    },
  };
  return arm;
}

test('arms of a group make the same calls with the same parameters, in as many blocks', async () => {
  const arms = [recorder(5), recorder(5), recorder(5)];
  const pace = { rounds: 4, blockSeconds: 1e-4, warmupSeconds: 1 };
  const seconds = await timeInTurns(arms, pace, seededRandom(1));
  assert.deepEqual(
    seconds.map((blocks) => blocks.length),
    [4, 4, 4],
  );
  assert.ok(seconds.flat().every((one) => one > 0));
  const [first] = arms;
  assert.ok((first?.calls.length ?? 0) >= 4);
  for (const arm of arms) {
    assert.deepEqual(arm.calls, first?.calls);
    assert.equal(arm.rewound, 1, 'warming up is not part of it');
  }
});

test('a slow group has fewer calls; time that is up ends the rounds, but not before there is a median', async () => {
  const wait = (milliseconds: number) => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
  };
  const slow = recorder(3, 'slow');
  const quick = recorder(3, 'quick');
  const slowly = {
    ...slow,
    next: () => {
      slow.next();
      wait(2);
    },
  };
  const pace = { rounds: 50, blockSeconds: 0.004, warmupSeconds: 1, maxSeconds: 0 };
  const seconds = await timeInTurns([slowly, quick], pace, seededRandom(1));
  assert.deepEqual(
    seconds.map((blocks) => blocks.length),
    [3, 3],
  );
  assert.ok(slow.calls.length < quick.calls.length);
  assert.ok(
    (seconds[0] ?? []).every((one) => one >= 0.002),
    'seconds per call, not per block',
  );
});
