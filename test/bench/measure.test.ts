import assert from 'node:assert/strict';
import { test } from 'node:test';
import trackById from '../../scenarios/track-by-id.ts';
import { type Effort, planBlock, ScenarioMeasurement, type Subject } from '../../src/bench/measure.ts';
import type { BlockRequest, LaunchTrial, OpenRequest } from '../../src/bench/protocol.ts';
import { scenarioResult } from '../../src/bench/scenario-result.ts';
import { LAYOUTS } from '../../src/layouts/index.ts';
import { Interrupted } from '../../src/model/failure.ts';
import { seededRandom } from '../../src/stats/random.ts';

const EFFORT: Effort = { generations: 3, rounds: 8, blockSeconds: 0.006, warmupSeconds: 0.01 };
const layouts = LAYOUTS.slice(0, 3);

/** A laboratory without a clock: each layout takes the time it is told to, and what happens is written down. */
class Laboratory {
  readonly log: string[] = [];
  readonly secondsOf: Record<string, number>;
  digestOf: (layout: string, generation: number) => string = () => 'digest';
  breakAt: (layout: string, block: number) => void = () => {};
  readonly abort = new AbortController();
  readonly opened = new Map<string, number>();
  failFolder = '';
  alive = 0;
  folders = 0;

  constructor(secondsOf: Record<string, number>) {
    this.secondsOf = secondsOf;
  }

  readonly launch: LaunchTrial = () => {
    let layout = '';
    let blocks = 0;
    this.alive++;
    return {
      open: async (request: OpenRequest) => {
        layout = request.layout.name;
        const generation = this.opened.get(layout) ?? 0;
        this.opened.set(layout, generation + 1);
        const secondsPerCall = this.secondsOf[layout];
        if (secondsPerCall === undefined) throw new Error(`${layout} cannot be opened`);
        return { plan: 'joined', digest: this.digestOf(layout, generation), secondsPerCall };
      },
      block: async ({ samples }: BlockRequest) => {
        this.log.push(layout);
        this.breakAt(layout, blocks++);
        return new Float64Array(samples).fill(this.secondsOf[layout] ?? 0);
      },
      end: async () => {
        this.alive--;
      },
    };
  };

  async measure(effort = EFFORT) {
    const subjects = layouts.map(
      (layout): Subject => ({
        layout,
        folder: async () => {
          if (layout.name === this.failFolder) throw new Error('ENOSPC: no space left');
          this.folders++;
          return { folder: '', remove: async () => void this.folders-- };
        },
      }),
    );
    const context = { launch: this.launch, random: seededRandom(4), signal: this.abort.signal };
    const scenario = { name: 'track-by-id', module: '' };
    return new ScenarioMeasurement(scenario, subjects, effort, context).run();
  }
}

const EVEN = { single: 1e-5, two: 1e-5, three: 1.2e-5 };

test('blocks of the layouts alternate, each layout once a round, in an order that varies', async () => {
  const laboratory = new Laboratory(EVEN);
  const { trials } = await laboratory.measure();
  const rounds = Array.from({ length: 24 }, (_, round) => laboratory.log.slice(3 * round, 3 * round + 3));
  for (const round of rounds) assert.deepEqual([...round].sort(), ['single', 'three', 'two']);
  assert.ok(new Set(rounds.map((round) => round.join())).size > 3);
  for (const trial of trials.values()) {
    assert.equal(trial.status, 'measured');
    assert.deepEqual(trial.status === 'measured' && trial.samples.map((blocks) => blocks.length), [8, 8, 8]);
  }
  assert.deepEqual([laboratory.alive, laboratory.folders, laboratory.opened.get('two')], [0, 0, 3]);
});

test('the result compares every pair of layouts', async () => {
  const laboratory = new Laboratory(EVEN);
  const result = scenarioResult(trackById, layouts, await laboratory.measure());
  assert.deepEqual(
    result.comparisons.map(({ layout, against, verdict }) => [layout, against, verdict]),
    [
      ['two', 'single', 'same'],
      ['three', 'single', 'slower'],
      ['three', 'two', 'slower'],
    ],
  );
  assert.ok(Math.abs((result.comparisons[1]?.ratio ?? 0) - 1.2) < 1e-9);
  assert.equal(result.digest, 'digest');
});

test('a layout that cannot be opened, or dies later, costs its own trial only', async () => {
  const unopened = new Laboratory({ single: 1e-5, two: 1e-5 });
  const first = (await unopened.measure()).trials;
  assert.deepEqual(first.get('three'), { status: 'failed', reason: 'three cannot be opened' });
  assert.equal(first.get('single')?.status, 'measured');
  assert.equal(unopened.opened.get('three'), 1, 'not tried again in later generations');

  const dying = new Laboratory(EVEN);
  dying.breakAt = (layout, block) => {
    if (layout === 'two' && block === 5) throw new Error('the process was ended by SIGSEGV');
  };
  const second = (await dying.measure()).trials;
  assert.deepEqual(second.get('two'), { status: 'failed', reason: 'the process was ended by SIGSEGV' });
  assert.equal(second.get('three')?.status, 'measured');
  assert.deepEqual([dying.alive, dying.folders], [0, 0]);
});

test('a copy that cannot be made, such as on a full disk, costs that trial, and every process is ended', async () => {
  const laboratory = new Laboratory(EVEN);
  laboratory.failFolder = 'two';
  const { trials } = await laboratory.measure();
  assert.deepEqual(trials.get('two'), { status: 'failed', reason: 'ENOSPC: no space left' });
  assert.equal(trials.get('single')?.status, 'measured');
  assert.deepEqual([laboratory.alive, laboratory.folders], [0, 0]);
});

test('no speed is reported for a wrong answer, also when it comes up only later', async () => {
  for (const wrong of [0, 2]) {
    const laboratory = new Laboratory(EVEN);
    laboratory.digestOf = (layout, generation) =>
      layout === 'three' && generation >= wrong ? 'other' : 'digest';
    const result = scenarioResult(trackById, layouts, await laboratory.measure());
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
  assert.deepEqual(planBlock([3e-6, 3e-6], 0.006), { callsPerSample: 17, samplesPerBlock: 118 });
  assert.deepEqual(planBlock([60e-6, 90e-6], 0.006), { callsPerSample: 1, samplesPerBlock: 80 });
  assert.deepEqual(planBlock([0.05], 0.006), { callsPerSample: 1, samplesPerBlock: 1 });
  assert.deepEqual(planBlock([0, 0], 0.006).callsPerSample, 50_000, 'a clock that stands still');
});
