import { throwIfInterrupted } from '../model/failure.ts';
import { type Random, randomBelow, shuffled } from '../stats/random.ts';
import type { Arm, Measured, Measurement, TrialFolder } from './arm.ts';
import { planBlock } from './block-plan.ts';
import type { BlockRequest, LaunchTrial, Opened, Trial } from './protocol.ts';
import { ReferenceQuery } from './reference.ts';

/** How often and how long. */
export interface Effort {
  /** Fresh processes per arm, at least. */
  readonly generations: number;
  /** Blocks per process that count. */
  readonly rounds: number;
  /** Rounds before these: a fresh process is still getting faster, and not all arms alike. */
  readonly settlingRounds: number;
  /** Length of a block; a call that takes longer is a block of its own. */
  readonly blockSeconds: number;
  readonly warmupSeconds: number;
}

/** About as many calls as the lightest writer makes from one automatic checkpoint (1,000 pages) to the next. */
const CHECKPOINT_CALLS = 1500;

interface Running {
  readonly arm: Arm;
  readonly trial: Trial;
  readonly folder: TrialFolder;
  readonly opened: Opened;
  readonly blocks: Float64Array[];
}

interface Done {
  readonly plan: Opened['plan'];
  readonly digest: string;
  readonly samples: Float64Array[][];
}

/** Measures a scenario on several arms: in each generation a fresh process each, their blocks alternating. */
export class ScenarioMeasurement {
  readonly #failed = new Map<string, string>();
  readonly #done = new Map<string, Done>();
  readonly #reference: (readonly number[] | null)[] = [];
  #block: BlockRequest | undefined;
  readonly #arms: readonly Arm[];
  readonly #effort: Effort;
  readonly #random: Random;
  readonly #signal: AbortSignal;
  readonly #launchReference: LaunchTrial | null;

  constructor(
    arms: readonly Arm[],
    effort: Effort,
    context: { random: Random; signal: AbortSignal; reference: LaunchTrial | null },
  ) {
    this.#arms = arms;
    this.#effort = effort;
    this.#random = context.random;
    this.#signal = context.signal;
    this.#launchReference = context.reference;
  }

  /** Generations so far. */
  get generations(): number {
    return this.#reference.length;
  }

  /**
   * Measures `count` more generations, or as many as begin before `until` (in milliseconds of performance.now()), but
   * `least` of them however late it is.
   * @throws Interrupted; whatever else goes wrong costs the arm it happens to, not the others
   */
  async run(count: number, until = Number.POSITIVE_INFINITY, least = 0): Promise<void> {
    if (count <= 0) return;
    const reference = await ReferenceQuery.start(this.#launchReference, this.#signal);
    try {
      for (let i = 0; i < count && (i < least || performance.now() < until); i++)
        await this.#generation(reference);
    } finally {
      await reference.end();
    }
  }

  get result(): Measurement {
    const arms = this.#arms.map(({ id }): [string, Measured] => {
      const reason = this.#failed.get(id);
      const done = this.#done.get(id);
      if (reason !== undefined || done === undefined)
        return [id, { status: 'failed', reason: reason ?? 'not run' }];
      return [id, { status: 'measured', ...done }];
    });
    const { callsPerSample = 1, samples = 1 } = this.#block ?? {};
    return { callsPerSample, samplesPerBlock: samples, arms: new Map(arms), reference: this.#reference };
  }

  async #generation(reference: ReferenceQuery): Promise<void> {
    // Checkpoints fall on the same calls in every arm that writes as many pages; where, differs between generations, so
    // that of arms which do not, none is favoured by the end of the last block.
    const leadingCalls = randomBelow(this.#random, CHECKPOINT_CALLS);
    const started = await Promise.all(
      shuffled(
        this.#arms.filter(({ id }) => !this.#failed.has(id)),
        this.#random,
      ).map((arm) => this.#start(arm, leadingCalls)),
    );
    const running = started.filter((one) => one !== undefined);
    const beside: number[] = [];
    try {
      throwIfInterrupted(this.#signal);
      this.#disagreement(running);
      const alive = () => running.filter(({ arm }) => !this.#failed.has(arm.id));
      if (alive().length === 0) return;
      this.#block ??= planBlock(
        alive().map((one) => one.opened.secondsPerCall),
        this.#effort.blockSeconds,
      );
      const { rounds, settlingRounds } = this.#effort;
      for (let round = -settlingRounds; round < rounds; round++) {
        for (const one of shuffled([...alive(), reference], this.#random)) {
          if (one instanceof ReferenceQuery) await one.block(beside);
          else await this.#runBlock(one, this.#block);
        }
      }
      for (const one of alive()) this.#keep(one, rounds);
    } finally {
      this.#reference.push(reference.works ? beside.slice(this.#effort.settlingRounds) : null);
      await Promise.all(running.map((one) => one.trial.end()));
      await Promise.all(running.map((one) => one.folder.remove()));
    }
  }

  async #start(arm: Arm, leadingCalls: number): Promise<Running | undefined> {
    let folder: TrialFolder | undefined;
    let trial: Trial | undefined;
    try {
      folder = await arm.folder();
      trial = arm.launch(this.#signal);
      const { warmupSeconds } = this.#effort;
      const { layout, scenario } = arm;
      const request = { layout, folder: folder.folder, scenario, warmupSeconds, leadingCalls };
      const opened = await trial.open(request);
      return { arm, trial, folder, opened, blocks: [] };
    } catch (error) {
      this.#fail(arm, error);
      await trial?.end();
      await folder?.remove();
      return undefined;
    }
  }

  async #runBlock(one: Running, block: BlockRequest): Promise<void> {
    try {
      one.blocks.push(await one.trial.block(block));
    } catch (error) {
      throwIfInterrupted(this.#signal);
      this.#fail(one.arm, error);
    }
  }

  /** No speed is reported for a wrong answer: where results differ, nothing is said of any arm's speed. */
  #disagreement(running: readonly Running[]): void {
    for (const group of new Set(this.#arms.map((arm) => arm.group))) {
      const ids = new Set(this.#arms.filter((arm) => arm.group === group).map(({ id }) => id));
      const now = running.filter(({ arm }) => ids.has(arm.id));
      const digests = new Map(now.map(({ arm, opened }) => [arm.id, opened.digest]));
      for (const [id, done] of this.#done) if (ids.has(id) && !digests.has(id)) digests.set(id, done.digest);
      if (new Set(digests.values()).size <= 1) continue;
      const list = [...digests].map(([id, digest]) => `${id} ${digest.slice(0, 8)}`).join(', ');
      for (const { arm } of now) this.#failed.set(arm.id, `results differ between layouts: ${list}`);
    }
  }

  #keep({ arm, opened, blocks }: Running, rounds: number): void {
    const done = this.#done.get(arm.id) ?? { plan: opened.plan, digest: opened.digest, samples: [] };
    done.samples.push(blocks.slice(-rounds));
    this.#done.set(arm.id, done);
  }

  #fail({ id }: Arm, error: unknown): void {
    this.#failed.set(id, error instanceof Error ? error.message : String(error));
  }
}
