import { freshCopy } from '../database/folders.ts';
import { databaseOf } from '../layouts/check.ts';
import type { ExperimentResult, ExperimentRow, ExperimentSeries, Hypothesis } from '../model/experiment.ts';
import { throwIfInterrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { formatBytes } from '../render/units.ts';
import { defineExperiment, type ExperimentContext, placements } from './experiment.ts';
import {
  AUTOCHECKPOINT_PAGES,
  type Growth,
  growWal,
  READ,
  WRITES,
  type Written,
  whyNoWal,
} from './pinned-reader/grow.ts';

const LIMIT_BYTES = 1_000_000;

interface Arm {
  readonly layout: Layout;
  readonly written: Written;
  readonly pinned: boolean;
  readonly limited: boolean;
  readonly growth: Growth;
}

export default defineExperiment({
  name: 'pinned-reader',
  question:
    'How far does the write-ahead log grow while a reader holds its transaction open, and does a split confine it?',
  shows:
    'the size of the -wal file that is written to, with and without a reader that keeps a transaction open on the catalogue',
  doesNotShow: 'how long readers of an application hold their transactions',
  run: async (context) => {
    const layouts = placements(context.layouts);
    const rows = context.quick ? 1000 : 2000;
    const [arms, notRun] = [[] as Arm[], [] as Extract<ExperimentResult, { status: 'ran' }>['notRun']];
    for (const [index, layout] of layouts.entries())
      for (const written of Object.keys(WRITES) as Written[]) {
        context.onProgress(`${layout.name}, ${written}`, index / layouts.length);
        const reason = pinReason(layout) ?? whyNoWal(layout, written);
        if (reason !== null) notRun.push({ what: `${layout.name}, writing the ${written}`, reason });
        else
          for (const [pinned, limited] of [
            [false, false],
            [true, false],
            [true, true],
          ] as const)
            arms.push(await grow(context, { layout, written, pinned, limited }, rows));
        throwIfInterrupted(context.signal);
      }
    return {
      conditions: [
        `${rows} rows of about 800 bytes, each in a transaction of its own, wal_autocheckpoint ${AUTOCHECKPOINT_PAGES} pages; the reader has read from ${READ} and stays in its transaction.`,
        `With a limit: journal_size_limit ${formatBytes(LIMIT_BYTES)}.`,
      ],
      tables: [
        {
          title: 'WAL of the file that is written to',
          columns: [
            { key: 'peak', label: 'largest', unit: 'bytes', better: 'lower' },
            { key: 'left', label: 'frames not checkpointed', unit: 'count', better: 'lower' },
            { key: 'busy', label: 'checkpoint busy', unit: 'count', better: 'lower' },
            { key: 'after', label: 'after the reader has gone', unit: 'bytes', better: 'lower' },
          ],
          rows: arms.map(row),
        },
      ],
      series: [seriesOf(arms)],
      hypotheses: hypotheses(arms),
      notRun,
    };
  },
});

function pinReason(layout: Layout): string | null {
  return databaseOf(layout, READ).file === ':memory:'
    ? `${READ} lies in memory: no other connection can read it`
    : null;
}

async function grow(
  { built, work }: ExperimentContext,
  arm: Omit<Arm, 'growth'>,
  rows: number,
): Promise<Arm> {
  const { layout, written, pinned, limited } = arm;
  const copy = await freshCopy(layout, await built(layout), work);
  try {
    const growth = growWal(layout, copy.folder, {
      written,
      rows,
      pinned,
      limitBytes: limited ? LIMIT_BYTES : null,
    });
    return { ...arm, growth };
  } finally {
    await copy.remove();
  }
}

function armName({ written, pinned, limited }: Arm): string {
  return `writing the ${written}, ${pinned ? 'reader on the catalogue' : 'no reader'}${limited ? ', limited' : ''}`;
}

function row(arm: Arm): ExperimentRow {
  const { layout, growth } = arm;
  const { peakBytes, leftFrames, busy, afterBytes } = growth;
  return {
    layout: layout.name,
    arm: armName(arm),
    figures: { peak: peakBytes, left: leftFrames, busy, after: afterBytes },
    note: null,
  };
}

function seriesOf(arms: readonly Arm[]): ExperimentSeries {
  return {
    title: 'WAL over the rows written, with the reader',
    x: { label: 'rows written', unit: 'count', log: false },
    y: { label: 'size of -wal', unit: 'bytes', log: false },
    lines: arms
      .filter(({ pinned, limited }) => pinned && !limited)
      .map(({ layout, written, growth }) => ({
        name: `${layout.name}, ${written}`,
        points: growth.points.map(([x, y]) => [x, y] as [number, number]),
      })),
  };
}

function hypotheses(arms: readonly Arm[]): Hypothesis[] {
  const pairs = arms.flatMap((arm) => {
    const free = arms.find(
      (one) => one.layout === arm.layout && one.written === arm.written && !one.pinned && !one.limited,
    );
    return arm.pinned && free ? [{ arm, free }] : [];
  });
  const plain = pairs.filter(({ arm }) => !arm.limited);
  // Both kinds of rows lie in the file that is read, or in another.
  const inReadFile = ({ layout, written }: Arm) =>
    databaseOf(layout, WRITES[written].table).name === databaseOf(layout, READ).name;
  const grows = ({ arm, free }: (typeof pairs)[number]) => arm.growth.peakBytes > 2 * free.growth.peakBytes;
  const same = plain.filter(({ arm }) => inReadFile(arm));
  const apart = plain.filter(({ arm }) => !inReadFile(arm));
  const limited = pairs.filter(({ arm }) => arm.limited && inReadFile(arm));
  const tell = (some: typeof pairs) =>
    some
      .map(
        ({ arm, free }) =>
          `${arm.layout.name}, ${arm.written}: ${formatBytes(free.growth.peakBytes)} -> ${formatBytes(arm.growth.peakBytes)}`,
      )
      .join('; ');
  const decide = (some: typeof pairs, holds: boolean) =>
    some.length === 0 ? ('not measured' as const) : holds ? ('confirmed' as const) : ('refuted' as const);
  return [
    {
      claim:
        'While a reader stays in its transaction the WAL of its file grows with every write, and a checkpoint says busy.',
      source: 'sqlite.org/wal.html, "Avoiding Excessively Large WAL Files"',
      outcome: decide(
        same,
        same.every((one) => grows(one) && one.arm.growth.busy === 1),
      ),
      because: same.length === 0 ? 'no layout could show it' : tell(same),
    },
    {
      claim: 'A split confines it: the WAL of a file that nobody reads stays as small as without a reader.',
      source: 'sqlite.org/wal.html: a WAL belongs to one database file',
      outcome: decide(
        apart,
        apart.every((one) => one.arm.growth.peakBytes === one.free.growth.peakBytes),
      ),
      because: apart.length === 0 ? 'no layout has the two in different files' : tell(apart),
    },
    {
      claim: 'journal_size_limit does not stop it.',
      source:
        'sqlite.org/pragma.html#pragma_journal_size_limit: it truncates after a checkpoint that resets the WAL',
      outcome: decide(
        limited,
        limited.every(({ arm }) => arm.growth.peakBytes > LIMIT_BYTES),
      ),
      because: limited.length === 0 ? 'no layout could show it' : tell(limited),
    },
  ];
}
