import type { Layout } from '../../model/layout.ts';
import { type Arm, combinedRate, drainOf, kindsOf } from './arms.ts';
import { now } from './clock.ts';
import { CORES, type Crew, commitsInGroups, type Member } from './crew.ts';
import { jainIndex } from './fairness.ts';
import type { Kind, Limits } from './kinds.ts';
import type { EncodedLatencies } from './latency.ts';
import { machineBusy } from './processor.ts';
import type { CommitterTally, Stretch, Tally } from './protocol.ts';
import { countRows, unaccounted } from './rows.ts';
import { poissonSchedule } from './schedule.ts';

/** Full-text queries per second that the reader is offered, on every layout and in every arm. */
export const SEARCHES_PER_SECOND = 100;

/** From the request to the common start: time for every process to have heard. */
const NOTICE_SECONDS = 0.04;

export interface ArmRequest {
  readonly layout: Layout;
  readonly folder: string;
  readonly arm: Arm;
  /** Of each kind by one process alone, per second. */
  readonly rates: ReadonlyMap<Kind, number>;
  readonly limits: Limits;
  /** Unlike that of every other arm on this copy. */
  readonly run: string;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** What one arm gave on one layout, once. Rates per second, times in seconds. */
export interface ArmOutcome {
  readonly offered: number;
  readonly achieved: number;
  readonly writes: readonly EncodedLatencies[];
  readonly searches: EncodedLatencies;
  readonly operations: number;
  readonly done: number;
  readonly unserved: number;
  readonly busy: number;
  /** Whether the arm lasted long enough for a wait of busy_timeout. */
  readonly busyPossible: boolean;
  readonly fairness: number | null;
  readonly unaccounted: number;
  readonly cpu: number | null;
  readonly cpuOwn: number;
  readonly writesPerCommit: number | null;
}

/** Runs one arm on the copy of a layout. */
export async function runArm(crew: Crew, request: ArmRequest): Promise<ArmOutcome> {
  const { layout, arm, seed, signal } = request;
  const kinds = kindsOf(arm);
  const groups = commitsInGroups(layout);
  const writers = kinds.flatMap((kind, n) => {
    const member = crew.writers[n];
    return member === undefined ? [] : [{ kind, member }];
  });
  const executors = (kind: Kind): readonly Member[] =>
    groups ? committerOf(crew) : writers.filter((one) => one.kind === kind).map((one) => one.member);
  const witnesses = { reader: crew.reader, executors };
  await openAll(crew, writers, request);
  const timeout = await (executors('sessions')[0] ?? crew.reader).ask<number>('busyTimeoutSeconds');
  const before = await countRows(layout, kinds, witnesses);
  if (groups) await crew.committer?.ask('resetCommitter');

  const { window } = arm;
  const drain = drainOf(arm);
  const rate = (arm.load * combinedRate(kinds, request.rates)) / kinds.length;
  const startAt = now() + NOTICE_SECONDS;
  const over = startAt + window;
  const stretch = (perSecond: number, salt: number): Stretch => ({
    schedule: poissonSchedule(perSecond, window, seed * 100 + salt),
    startAt,
    window,
    drain,
  });
  const stretches = writers.map((_, n) => stretch(rate, n));
  const deadline = window + drain + timeout + 60;
  const [tallies, reader, cpu] = await Promise.all([
    Promise.all(writers.map(({ member }, n) => member.ask<Tally>('run', stretches[n], deadline))),
    crew.reader.ask<Tally>('run', stretch(SEARCHES_PER_SECOND, 99), deadline),
    machineBusy(startAt, over, signal),
  ]);
  const committed = groups ? await crew.committer?.ask<CommitterTally>('committerTally') : undefined;
  const after = await countRows(layout, kinds, witnesses);
  await crew.closeAll();

  const done = new Map<Kind, number>();
  for (const [n, { kind }] of writers.entries())
    done.set(kind, (done.get(kind) ?? 0) + (tallies[n]?.done ?? 0));
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((total, tally) => total + pick(tally), 0);
  const operations = stretches.reduce((total, { schedule }) => total + schedule.length, 0);
  const lasted = Math.max(over, ...tallies.map((tally) => tally.lastEnd)) - startAt;
  const processor = sum((tally) => tally.cpuSeconds) + reader.cpuSeconds + (committed?.cpuSeconds ?? 0);
  return {
    offered: operations / window,
    achieved: sum((tally) => tally.done) / lasted,
    writes: tallies.map((tally) => tally.latencies),
    searches: reader.latencies,
    operations,
    done: sum((tally) => tally.done),
    unserved: sum((tally) => tally.unserved),
    busy: sum((tally) => tally.busy),
    busyPossible: window + drain >= timeout,
    fairness: jainIndex(
      tallies.map((tally, n) => tally.done / Math.max(1, stretches[n]?.schedule.length ?? 0)),
    ),
    unaccounted: unaccounted(done, before, after),
    cpu,
    cpuOwn: processor / (CORES * lasted),
    writesPerCommit: committed && committed.commits > 0 ? committed.operations / committed.commits : null,
  };
}

function committerOf(crew: Crew): readonly Member[] {
  return crew.committer === undefined ? [] : [crew.committer];
}

async function openAll(
  crew: Crew,
  writers: readonly { kind: Kind; member: Member }[],
  { layout, folder, limits, run }: ArmRequest,
): Promise<void> {
  const groups = commitsInGroups(layout);
  if (groups) await crew.committer?.ask('openCommitter', { layout, folder, limits });
  const opening = writers.map(({ kind, member }, n) => {
    const writer = { kind, limits, prefix: `${run}-${n}` };
    return groups
      ? member.ask('connectWriter', { folder, ...writer })
      : member.ask('openWriter', { layout, folder, ...writer });
  });
  await Promise.all([...opening, crew.reader.ask('openReader', { layout, folder })]);
}
