import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf, LOAD } from '../../../src/experiments/write-contention/arms.ts';
import { loadHypotheses } from '../../../src/experiments/write-contention/hypotheses.ts';
import { Latencies } from '../../../src/experiments/write-contention/latency.ts';
import { marginsOf } from '../../../src/experiments/write-contention/margins.ts';
import type { ArmOutcome } from '../../../src/experiments/write-contention/run-arm.ts';
import type { Cell } from '../../../src/experiments/write-contention/summary.ts';
import { armsTable, contentionTable } from '../../../src/experiments/write-contention/tables.ts';
import { single, singleBatched, two } from '../../../src/layouts/index.ts';
import type { Layout } from '../../../src/model/layout.ts';

function outcome(more: Partial<ArmOutcome>): ArmOutcome {
  const latencies = new Latencies().encode();
  return {
    offered: 30_000,
    achieved: 10_000,
    writes: [latencies],
    searches: latencies,
    operations: 30_000,
    done: 10_000,
    unserved: 20_000,
    busy: 0,
    busyPossible: false,
    fairness: 0.95,
    unaccounted: 0,
    cpu: 0.7,
    cpuOwn: 0.65,
    writesPerCommit: null,
    ...more,
  };
}

function cell(layout: Layout, target: 'one' | 'independent', ...outcomes: Partial<ArmOutcome>[]): Cell {
  const arm = formOf(false).arms.find(
    (one) => one.writers === 4 && one.target === target && one.load === LOAD.over && !one.long,
  );
  return { layout, arm: arm ?? assert.fail('no such arm'), outcomes: outcomes.map(outcome) };
}

function decided(cells: readonly Cell[], claim: RegExp) {
  const found = loadHypotheses([single, two, singleBatched], cells, marginsOf(3));
  return found.find((one) => claim.test(one.claim)) ?? assert.fail(`nothing about ${claim}`);
}

const MORE = /^two gets more writes done than single /;
const base = cell(single, 'independent', { achieved: 10_000 }, { achieved: 11_000 });
const other = (...outcomes: Partial<ArmOutcome>[]) =>
  decided([base, cell(two, 'independent', ...outcomes)], MORE).outcome;

test('splitting: confirmed where every repeat shows a fifth, refuted where none shows anything', () => {
  assert.equal(other({ achieved: 13_000 }, { achieved: 14_000 }), 'confirmed');
  assert.equal(other({ achieved: 13_000 }, { achieved: 12_000 }), 'not decided');
  assert.equal(other({ achieved: 9_000 }, { achieved: 11_000 }), 'refuted');
});

test('splitting: no gain on a saturated processor, or at an offer that was met, refutes nothing', () => {
  const busy = { cpu: 0.99, cpuOwn: 0.95 };
  assert.equal(other({ achieved: 9_000, ...busy }, { achieved: 11_000, ...busy }), 'not decided');
  assert.equal(
    other({ achieved: 9_000, offered: 9_500 }, { achieved: 11_000, offered: 11_500 }),
    'not decided',
  );
});

test('what was not run is not measured', () => {
  assert.equal(decided([], MORE).outcome, 'not measured');
  assert.equal(decided([], /unfair/).outcome, 'not measured');
  assert.equal(decided([], /p99\.9/).outcome, 'not measured');
});

test('unfairness: by Jain of every repeat, and only where somebody went short', () => {
  const fair = (...outcomes: Partial<ArmOutcome>[]) =>
    decided([cell(single, 'one', ...outcomes)], /unfair/).outcome;
  assert.equal(fair({ fairness: 0.8 }, { fairness: 0.85 }), 'confirmed');
  assert.equal(fair({ fairness: 0.8 }, { fairness: 0.95 }), 'not decided');
  assert.equal(fair({ fairness: 0.99 }, { fairness: 1 }), 'refuted');
  assert.equal(fair({ fairness: 0.99, achieved: 29_000 }), 'not decided');
  const saturated = { cpu: 0.977, cpuOwn: 0.95 };
  assert.equal(fair({ fairness: 0.6, ...saturated }), 'not decided');
  assert.equal(fair({ fairness: 0.99, ...saturated }), 'not decided');
  assert.equal(fair({ fairness: 0.6, cpu: null }), 'not decided');
});

test('what other programs slowed decides nothing of time, and still shows a lost write', () => {
  const slowed = { cpu: 0.85, cpuOwn: 0.65 };
  const gain = [{ achieved: 13_000 }, { achieved: 14_000 }] as const;
  const found = [
    decided([base, cell(two, 'independent', ...gain.map((one) => ({ ...one, ...slowed })))], MORE),
    decided([cell(single, 'independent', slowed, slowed), cell(two, 'independent', ...gain)], MORE),
    decided([cell(single, 'one', { fairness: 0.6, ...slowed })], /unfair/),
    decided(tails(slowed, {}), /p99\.9/),
    decided(tails({}, slowed), /p99\.9/),
  ];
  for (const { outcome, because } of found) {
    assert.equal(outcome, 'not decided');
    assert.match(because, /other programs used 20\.0 % of the processor/);
  }
  assert.equal(decided(tails({}, {}), /p99\.9/).outcome, 'confirmed');
  const lost = decided([cell(single, 'one', { unaccounted: 1, ...slowed })], /acknowledged write/);
  assert.equal(lost.outcome, 'refuted');
});

/** 8 writers with a long p99.9, and one writer without. */
function tails(many: Partial<ArmOutcome>, alone: Partial<ArmOutcome>): Cell[] {
  return ([8, 1] as const).map((writers) => {
    const latencies = new Latencies();
    for (let n = 0; n < 10_000; n++) latencies.record(writers === 8 && n % 100 === 0 ? 0.05 : 0.0005);
    const arm = formOf(false).arms.find(
      (one) => one.writers === writers && one.target === 'one' && one.load === LOAD.half,
    );
    const outcomes = [outcome({ writes: [latencies.encode()], ...(writers === 8 ? many : alone) })];
    return { layout: single, arm: arm ?? assert.fail('no such arm'), outcomes };
  });
}

test('a note says what other programs used, from the share on that is too much', () => {
  const noteOf = (more: Partial<ArmOutcome>) => {
    const cells = [cell(single, 'one', more)];
    return [armsTable(cells), contentionTable([single], cells)].map(({ rows }) => rows[0]?.note ?? '');
  };
  for (const note of noteOf({ cpu: 0.85, cpuOwn: 0.6 }))
    assert.match(note, /other programs used 25\.0 % of the processor/);
  for (const known of [{ cpu: 0.7, cpuOwn: 0.6 }, { cpu: null }])
    for (const note of noteOf(known)) assert.doesNotMatch(note, /other programs/);
});

test('one write that is gone refutes that none is lost', () => {
  const lost = (unaccounted: number) =>
    decided([cell(single, 'one', { unaccounted })], /acknowledged write/).outcome;
  assert.deepEqual([lost(0), lost(1)], ['confirmed', 'refuted']);
});
