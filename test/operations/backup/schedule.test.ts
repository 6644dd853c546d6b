import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSchedule, runOnSchedule } from '../../../src/operations/backup/schedule.ts';

/** A clock that moves only when somebody waits, or works. */
function fakeTime(start: string) {
  let now = Date.parse(start);
  const stop = new AbortController();
  const ran: string[] = [];
  const missed: string[] = [];
  const next: string[] = [];
  const iso = (date: Date) => date.toISOString().slice(0, 16);
  return {
    stop,
    ran,
    missed,
    next,
    move: (seconds: number) => {
      now += seconds * 1000;
    },
    run: (pattern: string, work: () => void, onWait: (seconds: number) => void = () => {}) =>
      runOnSchedule(
        parseSchedule(pattern),
        async () => {
          ran.push(iso(new Date(now)));
          work();
        },
        {
          signal: stop.signal,
          clock: () => new Date(now),
          wait: async (seconds) => {
            assert.ok(seconds > 0 && seconds <= 30);
            now += seconds * 1000;
            onWait(seconds);
          },
          onMissed: (times) => missed.push(...times.map(iso)),
          onNext: (time) => next.push(iso(time)),
        },
      ),
  };
}

/** Cron patterns are in local time: a pattern of minutes is the same everywhere. */
test('runs at each time, one after the other, and ends with the signal', async () => {
  const time = fakeTime('2026-07-22T03:00:30Z');
  await time.run('*/10 * * * *', () => time.ran.length === 3 && time.stop.abort());
  assert.deepEqual(time.ran, ['2026-07-22T03:10', '2026-07-22T03:20', '2026-07-22T03:30']);
  assert.deepEqual(time.missed, []);
});

test('an overrun: no two at once, what came due meanwhile is missed and told, and the schedule goes on', async () => {
  const time = fakeTime('2026-07-22T03:00:30Z');
  await time.run('*/10 * * * *', () => {
    if (time.ran.length === 1) time.move(25 * 60);
    else time.stop.abort();
  });
  assert.deepEqual(time.ran, ['2026-07-22T03:10', '2026-07-22T03:40']);
  assert.deepEqual(time.missed, ['2026-07-22T03:20', '2026-07-22T03:30']);
});

test('a machine that slept makes one backup when it wakes, and tells the others', async () => {
  const time = fakeTime('2026-07-22T03:00:30Z');
  let slept = false;
  await time.run(
    '*/10 * * * *',
    () => time.stop.abort(),
    () => {
      if (!slept) time.move(35 * 60);
      slept = true;
    },
  );
  assert.deepEqual(time.ran, ['2026-07-22T03:36']);
  assert.deepEqual(time.missed, ['2026-07-22T03:10', '2026-07-22T03:20']);
});

test('a clock that goes back makes the next time come earlier again; one that leaps forward by years ends nothing', async () => {
  const time = fakeTime('2026-07-22T03:00:30Z');
  let set = false;
  await time.run(
    '0 * * * *',
    () => {
      if (time.ran.length === 1) time.move(40 * 365 * 86_400);
      if (time.ran.length === 2) time.stop.abort();
    },
    () => {
      if (!set) time.move(-5 * 3600);
      set = true;
    },
  );
  assert.equal(time.ran[0], '2026-07-21T23:00');
  assert.equal(time.ran.length, 2);
  assert.ok(time.missed.length <= 500);
});

test('the signal ends a wait at once', async () => {
  const stop = new AbortController();
  const waiting = runOnSchedule(parseSchedule('0 3 * * *'), async () => assert.fail('not yet'), {
    signal: stop.signal,
    clock: () => new Date('2026-07-22T12:00:00Z'),
    onNext: () => setImmediate(() => stop.abort()),
  });
  await waiting;
});

test('what is no pattern is refused with the way out; one that never comes too', () => {
  for (const text of ['', 'daily at three', '99 * * * *', '0 3 * *', '0 0 31 2 *', '* * * * * * * *'])
    assert.throws(() => parseSchedule(text), { exitCode: 2, message: /^--every .* is no schedule/ }, text);
  assert.ok(parseSchedule('0 3 * * *').nextRun());
});
