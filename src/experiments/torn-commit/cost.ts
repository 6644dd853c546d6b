import { performance } from 'node:perf_hooks';
import { openLayout } from '../../database/open.ts';
import { median } from '../../stats/summary.ts';
import { type Subject, withSynchronous } from '../purchase/subject.ts';
import { purchaseWriter } from '../purchase/write.ts';
import { outboxWriter, reconcile, reconcilerOf } from './outbox.ts';

export interface CostRequest {
  readonly subject: Subject;
  /** Two folders with files of their own, the second with the tables of the outbox. */
  readonly plainFolder: string;
  readonly outboxFolder: string;
  readonly batches: number;
}

/** Medians, seconds. */
export interface Cost {
  readonly plainSeconds: number;
  readonly outboxSeconds: number;
  /** One pass over a batch, divided by its orders. */
  readonly reconcilePerOrderSeconds: number;
}

/** Orders that one pass of the reconciler finds. */
export const BATCH = 20;

/** A purchase with and without outbox, in turns within one process, and a pass of the reconciler after each batch. */
export function measureCost({ subject, plainFolder, outboxFolder, batches }: CostRequest): Cost {
  const synced = withSynchronous(subject, 'full');
  const opened = [
    openLayout(subject.layout, plainFolder),
    openLayout(subject.layout, outboxFolder),
    openLayout(synced.layout, outboxFolder),
  ] as const;
  const writePlain = purchaseWriter(opened[0]);
  const writeOutbox = outboxWriter(opened[1], subject);
  const reconciler = reconcilerOf(opened[2], synced);
  const [plain, outbox, passes]: number[][] = [[], [], []];
  for (let batch = 0; batch < batches; batch++) {
    for (let i = 0; i < BATCH; i++) {
      const id = `p${batch}-${i}`;
      plain?.push(seconds(() => writePlain(id)));
      outbox?.push(seconds(() => writeOutbox(id)));
    }
    passes?.push(
      seconds(() => {
        if (reconcile(reconciler) !== BATCH) throw new Error('the reconciler missed an order');
      }) / BATCH,
    );
  }
  for (const open of opened) open.close();
  return {
    plainSeconds: median(plain ?? []),
    outboxSeconds: median(outbox ?? []),
    reconcilePerOrderSeconds: median(passes ?? []),
  };
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
