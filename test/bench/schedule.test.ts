import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksOf, lookTargets, measureInTurns, type Patience } from '../../src/bench/schedule.ts';

/** A clock that only measuring moves: each generation of a scenario takes a second. */
class Clock {
  seconds = 0;
  readonly log: string[] = [];

  scenario(name: string) {
    const clock = this;
    return {
      name,
      measurement: {
        generations: 0,
        async run(count: number, until = Number.POSITIVE_INFINITY, least = 0) {
          for (let i = 0; i < count && (i < least || clock.seconds * 1000 < until); i++) {
            this.generations++;
            clock.seconds++;
          }
          clock.log.push(`${name} ${this.generations}`);
        },
      },
    };
  }

  async measure(
    names: readonly string[],
    patience: Patience,
    open: (name: string, generations: number) => boolean,
  ) {
    const all = names.map((name) => this.scenario(name));
    await measureInTurns(all, patience, {
      begin: async () => {},
      save: async () => {},
      open: () =>
        new Set(all.filter((one) => open(one.name, one.measurement.generations)).map(({ name }) => name)),
      progress: () => {},
      now: () => this.seconds * 1000,
    });
    return Object.fromEntries(all.map((one) => [one.name, one.measurement.generations]));
  }
}

const PATIENCE: Patience = { generations: 8, looks: 4, maxSeconds: null, again: false };

test('the looks grow by half', () => {
  assert.deepEqual(lookTargets(8, 6), [8, 12, 18, 27, 41, 62]);
  assert.deepEqual(lookTargets(3, 1), [3]);
  assert.deepEqual([looksOf(PATIENCE), looksOf({ looks: 4, again: true })], [4, 5]);
});

test('what is open goes on, what is decided does not', async () => {
  const done = await new Clock().measure(['plain', 'fine', 'hopeless'], PATIENCE, (name, generations) => {
    return name === 'hopeless' || (name === 'fine' && generations < 15);
  });
  assert.deepEqual(done, { plain: 8, fine: 18, hopeless: 27 });
});

test('a fixed number of generations is not exceeded', async () => {
  const done = await new Clock().measure(['a', 'b'], { ...PATIENCE, looks: 1 }, () => true);
  assert.deepEqual(done, { a: 8, b: 8 });
});

test('the time is shared: none goes without, all are seen once before any is seen again, and it is kept to', async () => {
  const clock = new Clock();
  const done = await clock.measure(['a', 'b', 'c'], { ...PATIENCE, maxSeconds: 15 }, () => true);
  assert.deepEqual(done, { a: 5, b: 5, c: 5 });
  const short = new Clock();
  assert.deepEqual(await short.measure(['a', 'b', 'c'], { ...PATIENCE, maxSeconds: 1 }, () => true), {
    a: 2,
    b: 2,
    c: 2,
  });
  const longer = new Clock();
  const last = await longer.measure(['a', 'b'], { ...PATIENCE, maxSeconds: 22 }, () => true);
  assert.deepEqual([longer.seconds, last], [22, { a: 12, b: 10 }]);
});

test('for a gate what is open in the end is measured once more, as long again, and only that', async () => {
  const patience = { ...PATIENCE, maxSeconds: 16, again: true };
  const done = await new Clock().measure(['plain', 'hopeless'], patience, (name) => name === 'hopeless');
  assert.deepEqual(done, { plain: 8, hopeless: 16 });
  const fixed = { ...PATIENCE, looks: 1, again: true };
  assert.deepEqual(await new Clock().measure(['a'], fixed, () => true), { a: 16 });
});
