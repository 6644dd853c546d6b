import { throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { NotRunnable } from '../experiment.ts';
import { ownJournalMode, type Subject, subjectOf } from '../purchase/subject.ts';
import type { Cost } from './cost.ts';
import { cutInTurn } from './cut.ts';
import { type Effort, killsOf, roomsOf } from './effort.ts';
import { fillInTurn } from './full.ts';
import { killInTurn } from './kill.ts';
import { type Tally, tallyOf } from './tally.ts';
import { ONE_PURCHASE, type Protocol } from './transact.ts';
import type { Workshop } from './workshop.ts';

export type Fault = 'disk full' | 'kill' | 'cut';

/** One fault on one layout in one journal mode, tried at its points. */
export interface ArmResult {
  readonly subject: Subject;
  readonly fault: Fault;
  readonly protocol: Protocol;
  readonly tally: Tally;
  /** Disk full: how often the application was told by an error; null for a process that was ended. */
  readonly told: number | null;
}

export interface CostResult {
  readonly subject: Subject;
  readonly cost: Cost;
}

export interface NotRun {
  readonly what: string;
  readonly reason: string;
}

/** The layout's own journal mode, WAL and DELETE. */
export function journalModes(layout: Layout): readonly string[] {
  return [...new Set([ownJournalMode(layout), 'wal', 'delete'])];
}

/** Runs the arms; what this machine cannot run is kept with its reason, once. */
export class Arms {
  readonly results: ArmResult[] = [];
  readonly costs: CostResult[] = [];
  readonly notRun: NotRun[] = [];
  readonly #workshop: Workshop;
  readonly #effort: Effort;

  constructor(workshop: Workshop, effort: Effort) {
    this.#workshop = workshop;
    this.#effort = effort;
  }

  async run(layout: Layout, journalMode: string): Promise<void> {
    const subject = subjectOf(layout, journalMode);
    // In one file there is nothing to repair.
    const protocols: readonly Protocol[] = subject.kind === 'one file' ? ['plain'] : ['plain', 'outbox'];
    for (const protocol of protocols) {
      await this.#fill(subject, protocol);
      await this.#kill(subject, protocol);
      if (journalMode === 'wal') await this.#cut(subject, protocol, this.#effort.cutPurchases);
    }
    if (subject.kind === 'one file') return;
    if (journalMode === 'wal') await this.#cut(subject, 'unsynced', this.#effort.unsyncedPurchases);
    if (journalMode === ownJournalMode(layout) || this.#effort.costInEveryMode) await this.#cost(subject);
  }

  async #fill(subject: Subject, protocol: Protocol): Promise<void> {
    await this.#attempt('the disk full for the last file', async () => {
      const most = roomsOf(this.#effort, subject);
      const { points, inspected, told } = await fillInTurn(this.#workshop, { subject, protocol, most });
      this.#keep({ subject, fault: 'disk full', protocol, told }, tallyOf([ONE_PURCHASE], points, inspected));
    });
  }

  async #kill(subject: Subject, protocol: Protocol): Promise<void> {
    await this.#attempt('SIGKILL at every write call', async () => {
      const most = killsOf(this.#effort, subject, protocol);
      const { points, inspected } = await killInTurn(this.#workshop, { subject, protocol, most });
      this.#keep(
        { subject, fault: 'kill', protocol, told: null },
        tallyOf([ONE_PURCHASE], points, inspected),
      );
    });
  }

  async #cut(subject: Subject, protocol: Protocol, count: number): Promise<void> {
    const purchases = Array.from({ length: count }, (_, i) => `p${i + 1}`);
    const inspected = await cutInTurn(this.#workshop, { subject, protocol, purchases });
    this.#keep(
      { subject, fault: 'cut', protocol, told: null },
      tallyOf(purchases, inspected.length, inspected),
    );
  }

  async #cost(subject: Subject): Promise<void> {
    const plain = await this.#workshop.base({ subject, outbox: false, paddingBytes: 0 });
    const outbox = await this.#workshop.base({ subject, outbox: true, paddingBytes: 0 });
    const cost = await this.#workshop.onCopy(subject, plain, (plainFolder) =>
      this.#workshop.onCopy(subject, outbox, (outboxFolder) =>
        this.#workshop.measureCost({ subject, plainFolder, outboxFolder, batches: this.#effort.costBatches }),
      ),
    );
    this.costs.push({ subject, cost });
  }

  #keep(arm: Omit<ArmResult, 'tally'>, tally: Tally): void {
    this.results.push({ ...arm, tally });
  }

  /** What failed once for a reason of the machine fails each time. */
  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    if (this.notRun.some((one) => one.what === what)) return;
    try {
      await work();
    } catch (error) {
      throwIfInterrupted(this.#workshop.signal);
      if (!(error instanceof NotRunnable)) throw error;
      this.notRun.push({ what, reason: error.message });
    }
  }
}
