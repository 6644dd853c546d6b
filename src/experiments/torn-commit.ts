import { defineExperiment, type Experiment, NotRunnable } from './experiment.ts';
import { whyNot } from './purchase/subject.ts';
import { Arms, journalModes } from './torn-commit/arms.ts';
import { BATCH } from './torn-commit/cost.ts';
import { FULL, QUICK } from './torn-commit/effort.ts';
import { hypothesesOf } from './torn-commit/hypotheses.ts';
import { atomicityTable, costTable, faultTable, repairTable, transactionOf } from './torn-commit/tables.ts';
import { Workshop } from './torn-commit/workshop.ts';

const experiment: Experiment = defineExperiment({
  name: 'torn-commit',
  question: 'After a fault in the middle of a purchase, is it in both of its tables or in neither?',
  shows:
    'At which points of a commit a full disk, a SIGKILL or a lost end of the WAL leaves an activity_log row without its invoice or the other way round, whether a check notices, and what an outbox mends.',
  doesNotShow:
    'How often a fault meets these points; a real power loss: SIGKILL keeps what write() has taken, and the cuts are an upper bound of what a disk may lose.',
  async run({ layouts, work, quick, signal, onProgress }) {
    if (process.platform === 'win32')
      throw new NotRunnable('it needs a POSIX system (SIGKILL, ulimit, copies of files that are open)');
    const usable = layouts.filter((layout) => whyNot(layout) === null);
    const workshop = new Workshop(work, signal);
    const arms = new Arms(workshop, quick ? QUICK : FULL);
    try {
      const plan = usable.flatMap((layout) => journalModes(layout).map((mode) => ({ layout, mode })));
      for (const [index, { layout, mode }] of plan.entries()) {
        onProgress(`${layout.name}, ${mode}`, index / plan.length);
        await arms.run(layout, mode);
      }
    } finally {
      await workshop.end();
    }
    const { results, costs, notRun } = arms;
    return {
      conditions: [
        'A purchase is a row in activity_log and one in chinook_invoices, written as a layout lets an application write it.',
        ...layouts.map(transactionOf),
        'Files with the schema of each layout and a few hundred rows; databases that take no part are not opened.',
        'Disk full: a limit on file sizes (ulimit -f) that only the file committed last meets, from no room to enough, a page at a time.',
        'SIGKILL: as the process enters each pwrite, ftruncate, fsync and unlink, which strace holds, between BEGIN and the end of the purchase; with outbox, to the end of the reconciler.',
        'Cuts: the WALs of committed purchases, copied before any checkpoint, each cut at every frame boundary, in every combination; a tail that no sync has covered may be lost (synchronous=NORMAL).',
        'Outbox: an order in the file of activity_log, in the transaction of the row; the reconciler claims, applies once and forgets, each a commit with synchronous=FULL. Its cuts are those that these syncs leave possible.',
        `Cost: with and without outbox in turns in one process; the reconciler is given ${BATCH} orders at a time.`,
      ],
      tables: [
        atomicityTable(layouts, results),
        faultTable(results),
        ...(results.some((one) => one.protocol !== 'plain') ? [repairTable(results)] : []),
        ...(costs.length > 0 ? [costTable(costs)] : []),
      ],
      series: [],
      hypotheses: [...hypothesesOf(results)],
      notRun: [
        ...layouts.flatMap((layout) => {
          const reason = whyNot(layout);
          return reason === null ? [] : [{ what: `layout ${layout.name}`, reason }];
        }),
        ...notRun,
        {
          what: 'power loss with a rollback journal, and within a checkpoint',
          reason: 'what a disk reorders between two syncs cannot be brought about by a process',
        },
      ],
    };
  },
});

export default experiment;
