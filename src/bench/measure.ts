import { throwIfInterrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { type Random, shuffled } from '../stats/random.ts';
import { median } from '../stats/summary.ts';
import type { LaunchTrial, Opened, ScenarioReference, Trial } from './protocol.ts';

/** What is measured, how often. */
export interface Effort {
  /** Fresh processes per trial. */
  readonly generations: number;
  /** Blocks per process. */
  readonly rounds: number;
  /** Length of a block; a call that takes longer is a block of its own. */
  readonly blockSeconds: number;
  readonly warmupSeconds: number;
}

/** Where a layout's files lie for one trial, and what is to be done with them afterwards. */
export interface TrialFolder {
  readonly folder: string;
  remove(): Promise<void>;
}

export interface Subject {
  readonly layout: Layout;
  /** The built files, or a fresh copy for a scenario that writes. */
  readonly folder: () => Promise<TrialFolder>;
}

/** What one layout's trial of a scenario gave: generations of blocks of samples, or why nothing. */
export type Measured =
  | {
      readonly status: 'measured';
      readonly plan: Opened['plan'];
      readonly digest: string;
      readonly samples: readonly (readonly Float64Array[])[];
    }
  | { readonly status: 'failed'; readonly reason: string };

export interface Measurement {
  readonly callsPerSample: number;
  readonly samplesPerBlock: number;
  /** By the layout's name. */
  readonly trials: ReadonlyMap<string, Measured>;
}

/**
 * A sample is the mean of so many calls that it lasts 50 us at least: the timer and tinybench cost about 0.2 us a
 * sample, which is then below half a percent.
 */
const SAMPLE_SECONDS = 50e-6;

/** The same work in each block on each layout, so that blocks side by side differ by the layout alone. */
export function planBlock(secondsPerCall: readonly number[], blockSeconds: number) {
  const fastest = Math.max(Math.min(...secondsPerCall), 1e-9);
  const callsPerSample = Math.max(1, Math.ceil(SAMPLE_SECONDS / fastest));
  const typical = Math.max(median(secondsPerCall), 1e-9);
  const samplesPerBlock = Math.max(1, Math.round(blockSeconds / (typical * callsPerSample)));
  return { callsPerSample, samplesPerBlock };
}

interface Running {
  readonly name: string;
  readonly trial: Trial;
  readonly folder: TrialFolder;
  readonly opened: Opened;
  readonly blocks: Float64Array[];
}

/** Measures a scenario on several layouts: in each generation a fresh process each, their blocks alternating. */
export class ScenarioMeasurement {
  readonly #failed = new Map<string, string>();
  readonly #done = new Map<string, { plan: Opened['plan']; digest: string; samples: Float64Array[][] }>();
  #block: ReturnType<typeof planBlock> | undefined;
  readonly #scenario: ScenarioReference;
  readonly #subjects: readonly Subject[];
  readonly #effort: Effort;
  readonly #launch: LaunchTrial;
  readonly #random: Random;
  readonly #signal: AbortSignal;

  constructor(
    scenario: ScenarioReference,
    subjects: readonly Subject[],
    effort: Effort,
    context: { launch: LaunchTrial; random: Random; signal: AbortSignal },
  ) {
    this.#scenario = scenario;
    this.#subjects = subjects;
    this.#effort = effort;
    this.#launch = context.launch;
    this.#random = context.random;
    this.#signal = context.signal;
  }

  /** @throws Interrupted; whatever else goes wrong costs the trial it happens to, not the others */
  async run(): Promise<Measurement> {
    for (let generation = 0; generation < this.#effort.generations; generation++) await this.#generation();
    const trials = this.#subjects.map(({ layout: { name } }): [string, Measured] => {
      const reason = this.#failed.get(name);
      const done = this.#done.get(name);
      if (reason !== undefined || done === undefined)
        return [name, { status: 'failed', reason: reason ?? 'not run' }];
      return [name, { status: 'measured', ...done }];
    });
    const block = this.#block ?? { callsPerSample: 1, samplesPerBlock: 1 };
    return { ...block, trials: new Map(trials) };
  }

  async #generation(): Promise<void> {
    const started = await Promise.all(
      this.#subjects
        .filter(({ layout }) => !this.#failed.has(layout.name))
        .map((subject) => this.#start(subject)),
    );
    const running = started.filter((one) => one !== undefined);
    try {
      throwIfInterrupted(this.#signal);
      this.#disagreement(running);
      const alive = () => running.filter((one) => !this.#failed.has(one.name));
      if (alive().length === 0) return;
      this.#block ??= planBlock(
        alive().map((one) => one.opened.secondsPerCall),
        this.#effort.blockSeconds,
      );
      for (let round = 0; round < this.#effort.rounds; round++)
        for (const one of shuffled(alive(), this.#random)) await this.#runBlock(one, this.#block);
      for (const one of alive()) this.#keep(one);
    } finally {
      await Promise.all(running.map((one) => one.trial.end()));
      await Promise.all(running.map((one) => one.folder.remove()));
    }
  }

  async #start({ layout, folder: provide }: Subject): Promise<Running | undefined> {
    let folder: TrialFolder | undefined;
    let trial: Trial | undefined;
    try {
      folder = await provide();
      trial = this.#launch(this.#signal);
      const { warmupSeconds } = this.#effort;
      const scenario = this.#scenario;
      const opened = await trial.open({ layout, folder: folder.folder, scenario, warmupSeconds });
      return { name: layout.name, trial, folder, opened, blocks: [] };
    } catch (error) {
      this.#fail(layout.name, error);
      await trial?.end();
      await folder?.remove();
      return undefined;
    }
  }

  async #runBlock(
    one: Running,
    { callsPerSample, samplesPerBlock }: ReturnType<typeof planBlock>,
  ): Promise<void> {
    try {
      one.blocks.push(await one.trial.block({ callsPerSample, samples: samplesPerBlock }));
    } catch (error) {
      throwIfInterrupted(this.#signal);
      this.#fail(one.name, error);
    }
  }

  /** No speed is reported for a wrong answer: where results differ, nothing is said of any layout's speed. */
  #disagreement(running: readonly Running[]): void {
    const digests = new Map(running.map((one) => [one.name, one.opened.digest]));
    for (const [name, done] of this.#done) if (!digests.has(name)) digests.set(name, done.digest);
    if (new Set(digests.values()).size <= 1) return;
    const list = [...digests].map(([name, digest]) => `${name} ${digest.slice(0, 8)}`).join(', ');
    for (const { name } of running) this.#failed.set(name, `results differ between layouts: ${list}`);
  }

  #keep({ name, opened, blocks }: Running): void {
    const done = this.#done.get(name) ?? { plan: opened.plan, digest: opened.digest, samples: [] };
    done.samples.push(blocks);
    this.#done.set(name, done);
  }

  #fail(name: string, error: unknown): void {
    this.#failed.set(name, error instanceof Error ? error.message : String(error));
  }
}
