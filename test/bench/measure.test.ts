import assert from 'node:assert/strict';
import { test } from 'node:test';
import trackById from '../../scenarios/track-by-id.ts';
import type { Arm, Measurement } from '../../src/bench/arm.ts';
import { Assessor, armAgain, armBase } from '../../src/bench/assess.ts';
import { planBlock } from '../../src/bench/block-plan.ts';
import { type Effort, ScenarioMeasurement } from '../../src/bench/measure.ts';
import type { BlockRequest, LaunchTrial } from '../../src/bench/protocol.ts';
import { scenarioResult } from '../../src/bench/scenario-result.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { seededRandom } from '../../src/stats/random.ts';

const EFFORT: Effort = {
  generations: 3,
  rounds: 8,
  settlingRounds: 2,
  blockSeconds: 0.006,
  warmupSeconds: 0.01,
};
const layouts = LAYOUTS.slice(0, 3);

/** A laboratory without a clock: each arm takes the time it is told to, and what happens is written down. */
class Laboratory {
  readonly log: string[] = [];
  readonly secondsOf: Record<string, number>;
  digestOf: (arm: string, generation: number) => string = () => 'digest';
  breakAt: (arm: string, block: number) => void = () => {};
  readonly abort = new AbortController();
  readonly opened = new Map<string, number>();
  failFolder = '';
  alive = 0;
  folders = 0;

  constructor(secondsOf: Record<string, number>) {
    this.secondsOf = secondsOf;
  }

  launch(arm: string): LaunchTrial {
    return () => {
      let blocks = 0;
      this.alive++;
      return {
        open: async () => {
          const generation = this.opened.get(arm) ?? 0;
          this.opened.set(arm, generation + 1);
          const secondsPerCall = this.secondsOf[arm];
          if (secondsPerCall === undefined) throw new Error(`${arm} cannot be opened`);
          return { plan: 'joined', digest: this.digestOf(arm, generation), secondsPerCall };
        },
        block: async ({ samples }: BlockRequest) => {
          this.log.push(arm);
          this.breakAt(arm, blocks++);
          return new Float64Array(samples).fill(this.secondsOf[arm] ?? 0);
        },
        figures: () => Promise.reject(new Error('not asked for')),
        end: async () => {
          this.alive--;
        },
      };
    };
  }

  arm(id: string, group = 'head'): Arm {
    const layout = layouts.find(({ name }) => id.endsWith(name)) ?? (layouts[0] as (typeof layouts)[0]);
    return {
      id,
      group,
      layout,
      scenario: { name: 'track-by-id', module: '' },
      launch: this.launch(id),
      folder: async () => {
        if (id === this.failFolder) throw new Error('ENOSPC: no space left');
        this.folders++;
        return { folder: '', remove: async () => void this.folders-- };
      },
    };
  }

  async measure(effort = EFFORT, arms = layouts.map(({ name }) => this.arm(name))): Promise<Measurement> {
    const context = {
      random: seededRandom(4),
      signal: this.abort.signal,
      reference: this.launch('reference'),
    };
    const measurement = new ScenarioMeasurement(arms, effort, context);
    await measurement.run(effort.generations);
    return measurement.result;
  }
}

const EVEN = { single: 1e-5, two: 1e-5, three: 1.2e-5, reference: 4e-6 };

test('blocks alternate, each arm and the reference once a round, in an order that varies; settling rounds do not count', async () => {
  const laboratory = new Laboratory(EVEN);
  const { arms, reference } = await laboratory.measure();
  const rounds = Array.from({ length: 30 }, (_, round) => laboratory.log.slice(4 * round, 4 * round + 4));
  for (const round of rounds) assert.deepEqual([...round].sort(), ['reference', 'single', 'three', 'two']);
  assert.ok(new Set(rounds.map((round) => round.join())).size > 6);
  for (const arm of arms.values()) {
    assert.equal(arm.status, 'measured');
    assert.deepEqual(arm.status === 'measured' && arm.samples.map((blocks) => blocks.length), [8, 8, 8]);
  }
  assert.deepEqual(
    reference.map((blocks) => blocks?.length),
    [8, 8, 8],
  );
  assert.deepEqual([laboratory.alive, laboratory.folders, laboratory.opened.get('two')], [0, 0, 3]);
});

test('every pair of layouts is compared, and the A/A arm gives the floor', async () => {
  const laboratory = new Laboratory({ ...EVEN, [armAgain('single')]: 1.001e-5 });
  const arms = [...layouts.map(({ name }) => laboratory.arm(name)), laboratory.arm(armAgain('single'))];
  const measurement = await laboratory.measure(EFFORT, arms);
  const assessed = new Assessor(layouts, 0.95, () => 0.02).assess([{ scenario: trackById, measurement }]);
  const comparisons = assessed.comparisons.get('track-by-id') ?? [];
  assert.deepEqual(
    comparisons.map(({ layout, against, verdict }) => [layout, against, verdict]),
    [
      ['two', 'single', 'same'],
      ['three', 'single', 'slower'],
      ['three', 'two', 'slower'],
    ],
  );
  assert.ok(Math.abs((comparisons[1]?.ratio ?? 0) - 1.2) < 1e-9);
  assert.ok(Math.abs((assessed.noise[0]?.floor ?? 0) - 0.001) < 1e-9);
  assert.ok(comparisons.every(({ floor }) => Math.abs((floor ?? 0) - 0.001) < 1e-9));
  assert.deepEqual(assessed.changes, []);
  const result = scenarioResult(
    trackById,
    layouts,
    measurement,
    (layout) => layout,
    () => null,
  );
  assert.equal(result.digest, 'digest');
  const [first] = result.trials;
  assert.ok(first?.status === 'measured');
  assert.ok(first.generations.every(({ toReference }) => Math.abs((toReference ?? 0) - 2.5) < 1e-9));
});

test('without an A/A arm nothing is called a difference', async () => {
  const measurement = await new Laboratory(EVEN).measure();
  const assessed = new Assessor(layouts, 0.95, () => 0.02).assess([{ scenario: trackById, measurement }]);
  const verdicts = assessed.comparisons.get('track-by-id')?.map(({ verdict }) => verdict);
  assert.deepEqual(verdicts, ['same', 'inconclusive', 'inconclusive']);
});

test('another version with other results is measured and not compared', async () => {
  const ids = ['single', armBase('single'), armAgain('single')];
  const seconds = { single: 1.1e-5, [armBase('single')]: 1e-5, [armAgain('single')]: 1.1e-5 };
  for (const same of [true, false]) {
    const laboratory = new Laboratory(seconds);
    laboratory.digestOf = (arm) => (same || !arm.startsWith('base') ? 'digest' : 'other');
    const arms = ids.map((id) => laboratory.arm(id, id.startsWith('base') ? 'base' : 'head'));
    const measurement = await laboratory.measure(EFFORT, arms);
    assert.ok([...measurement.arms.values()].every(({ status }) => status === 'measured'));
    const assessed = new Assessor(layouts.slice(0, 1), 0.95, () => 0.02).assess([
      { scenario: trackById, measurement },
    ]);
    assert.deepEqual(
      assessed.changes.map(({ layout, judged }) => [layout, judged.verdict]),
      same ? [['single', 'slower']] : [],
    );
  }
});

test('the reference query may fail: the run goes on, and says that it has none', async () => {
  const laboratory = new Laboratory(EVEN);
  laboratory.breakAt = (arm, block) => {
    if (arm === 'reference' && block === 5) throw new Error('gone');
  };
  const measurement = await laboratory.measure();
  assert.deepEqual(measurement.reference, [null, null, null]);
  const result = scenarioResult(
    trackById,
    layouts,
    measurement,
    (layout) => layout,
    () => null,
  );
  assert.ok(
    result.trials.every((trial) => trial.status === 'measured' && trial.generations[0]?.toReference === null),
  );
  assert.equal(laboratory.alive, 0);
});

test('a layout that cannot be opened, or dies later, costs its own trial only', async () => {
  const unopened = new Laboratory({ single: 1e-5, two: 1e-5 });
  const first = (await unopened.measure()).arms;
  assert.deepEqual(first.get('three'), { status: 'failed', reason: 'three cannot be opened' });
  assert.equal(first.get('single')?.status, 'measured');
  assert.equal(unopened.opened.get('three'), 1, 'not tried again in later generations');

  const dying = new Laboratory(EVEN);
  dying.breakAt = (layout, block) => {
    if (layout === 'two' && block === 5) throw new Error('the process was ended by SIGSEGV');
  };
  const second = (await dying.measure()).arms;
  assert.deepEqual(second.get('two'), { status: 'failed', reason: 'the process was ended by SIGSEGV' });
  assert.equal(second.get('three')?.status, 'measured');
  assert.deepEqual([dying.alive, dying.folders], [0, 0]);
});

test('a copy that cannot be made, such as on a full disk, costs that trial, and every process is ended', async () => {
  const laboratory = new Laboratory(EVEN);
  laboratory.failFolder = 'two';
  const { arms: trials } = await laboratory.measure();
  assert.deepEqual(trials.get('two'), { status: 'failed', reason: 'ENOSPC: no space left' });
  assert.equal(trials.get('single')?.status, 'measured');
  assert.deepEqual([laboratory.alive, laboratory.folders], [0, 0]);
});

test('no speed is reported for a wrong answer, also when it comes up only later', async () => {
  for (const wrong of [0, 2]) {
    const laboratory = new Laboratory(EVEN);
    laboratory.digestOf = (layout, generation) =>
      layout === 'three' && generation >= wrong ? 'other' : 'digest';
    const measurement = await laboratory.measure();
    const result = scenarioResult(
      trackById,
      layouts,
      measurement,
      (layout) => layout,
      () => null,
    );
    for (const trial of result.trials) {
      assert.equal(trial.status, 'failed');
      assert.match(
        trial.status === 'failed' ? trial.reason : '',
        /results differ between layouts: .*three other/,
      );
    }
    assert.deepEqual([result.digest, result.comparisons], [null, []]);
  }
});

test('interruption ends every process and leaves no folder', async () => {
  const laboratory = new Laboratory(EVEN);
  laboratory.breakAt = (_, block) => {
    if (block === 3) {
      laboratory.abort.abort();
      throw new Error('killed');
    }
  };
  await assert.rejects(laboratory.measure(), Interrupted);
  assert.deepEqual([laboratory.alive, laboratory.folders], [0, 0]);
});

test('a block is the same work on every layout, about as long as asked, and a sample is long enough for the timer', () => {
  assert.deepEqual(planBlock([3e-6, 3e-6], 0.006), { callsPerSample: 17, samples: 118 });
  assert.deepEqual(planBlock([60e-6, 90e-6], 0.006), { callsPerSample: 1, samples: 80 });
  assert.deepEqual(planBlock([0.05], 0.006), { callsPerSample: 1, samples: 1 });
  assert.deepEqual(planBlock([0, 0], 0.006).callsPerSample, 50_000, 'a clock that stands still');
});
