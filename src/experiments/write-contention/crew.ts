import { availableParallelism } from 'node:os';
import type { Layout } from '../../model/layout.ts';
import { Child } from '../../process/child.ts';
import type { Limits } from './kinds.ts';

const PROGRAM = 'src/experiments/write-contention-process';
const DEADLINE_SECONDS = 120;

/** The processes of the experiment: started once, because starting takes longer than many an arm, and ended with it. */
export class Crew {
  readonly writers: readonly Member[];
  readonly reader: Member;
  /** Only where a layout commits in groups. */
  readonly committer: Member | undefined;

  constructor(writers: number, committer: boolean, signal: AbortSignal) {
    const start = () => new Member(signal);
    this.writers = Array.from({ length: writers }, start);
    this.reader = start();
    this.committer = committer ? start() : undefined;
  }

  get all(): readonly Member[] {
    return [...this.writers, this.reader, ...(this.committer ? [this.committer] : [])];
  }

  /** Every process closes what it has open: writers before the committer that they talk to. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.writers, this.reader].map((member) => member.ask('close')));
    await this.committer?.ask('close');
  }

  async end(): Promise<void> {
    await Promise.all(this.all.map((member) => member.end()));
  }
}

/** One process; how it is asked. */
export class Member {
  readonly #child: Child;

  constructor(signal: AbortSignal) {
    this.#child = new Child(PROGRAM, { signal });
  }

  ask<T = void>(method: string, argument: unknown = null, deadlineSeconds = DEADLINE_SECONDS): Promise<T> {
    return this.#child.request<T>(method, argument, deadlineSeconds);
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}

export function commitsInGroups(layout: Layout): boolean {
  return layout.writer === 'group-commit';
}

/** How many rows there are to refer to: the same on every layout. */
export async function readLimits(crew: Crew, layout: Layout, folder: string): Promise<Limits> {
  await crew.reader.ask('openReader', { layout, folder });
  const limits = await crew.reader.ask<Limits>('limits');
  await crew.reader.ask('close');
  return limits;
}

export const CORES = availableParallelism();
