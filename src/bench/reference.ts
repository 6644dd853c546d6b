import { throwIfInterrupted } from '../model/failure.ts';
import { median } from '../stats/summary.ts';
import { planBlock } from './block-plan.ts';
import type { BlockRequest, LaunchTrial, Trial } from './protocol.ts';

/** Goes up with every change of what the reference query does (reference-process.ts). */
export const REFERENCE_VERSION = 1;

/** Short beside the scenarios' blocks: it costs time in every round, and its median is of all rounds together. */
const BLOCK_SECONDS = 0.003;

/**
 * The reference query: the same small work in every run of this version, alternating with the blocks of every scenario.
 * Times relative to it can be compared from run to run while the machine gets slower and faster (docs/measuring.md says
 * by how much better). Where it fails, the run goes on without.
 */
export class ReferenceQuery {
  #trial: Trial | null;
  #block: BlockRequest = { callsPerSample: 1, samples: 1 };
  readonly #signal: AbortSignal;

  private constructor(trial: Trial | null, signal: AbortSignal) {
    this.#trial = trial;
    this.#signal = signal;
  }

  static async start(launch: LaunchTrial | null, signal: AbortSignal): Promise<ReferenceQuery> {
    const reference = new ReferenceQuery(launch?.(signal) ?? null, signal);
    await reference.#open();
    return reference;
  }

  get works(): boolean {
    return this.#trial !== null;
  }

  /** Runs a block and appends its median, seconds per call. */
  async block(figures: number[]): Promise<void> {
    if (this.#trial === null) return;
    try {
      figures.push(median(await this.#trial.block(this.#block)));
    } catch {
      throwIfInterrupted(this.#signal);
      await this.end();
    }
  }

  async end(): Promise<void> {
    const trial = this.#trial;
    this.#trial = null;
    await trial?.end();
  }

  async #open(): Promise<void> {
    try {
      const opened = await this.#trial?.open({
        layout: { name: 'reference', description: '', connection: 'separate', databases: [] },
        folder: '',
        scenario: { name: 'reference', module: '' },
        warmupSeconds: 0.1,
        leadingCalls: 0,
      });
      if (opened) this.#block = planBlock([opened.secondsPerCall], BLOCK_SECONDS);
    } catch {
      throwIfInterrupted(this.#signal);
      await this.end();
    }
  }
}
