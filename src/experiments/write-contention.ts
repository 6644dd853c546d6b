import type { LayoutFolder } from '../database/folders.ts';
import { freshCopy } from '../database/folders.ts';
import { throwIfInterrupted } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { formatBytes, formatRate } from '../render/units.ts';
import { defineExperiment, type ExperimentContext } from './experiment.ts';
import { type Arm, formOf } from './write-contention/arms.ts';
import { type Blocking, findBlocking } from './write-contention/blocking.ts';
import { calibrate } from './write-contention/calibrate.ts';
import { CORES, Crew, commitsInGroups, readLimits } from './write-contention/crew.ts';
import { loadHypotheses } from './write-contention/hypotheses.ts';
import type { Kind } from './write-contention/kinds.ts';
import { lockHypotheses } from './write-contention/lock-hypotheses.ts';
import { marginsOf } from './write-contention/margins.ts';
import { type ArmOutcome, runArm, SEARCHES_PER_SECOND } from './write-contention/run-arm.ts';
import { LOOK_SECONDS } from './write-contention/run-handed-over.ts';
import { cacheKiB, withCache } from './write-contention/same-cache.ts';
import type { Cell } from './write-contention/summary.ts';
import { armsTable, blockingTable, contentionTable, latencySeries } from './write-contention/tables.ts';

/** One run of an arm on a layout; in the order in which they are run. */
interface Step {
  readonly arm: Arm;
  readonly layout: Layout;
  readonly repeat: number;
}

/** Layouts take turns within an arm, in another order each time: what drifts hits all of them. */
function stepsOf(arms: readonly Arm[], layouts: readonly Layout[], repeats: number): Step[] {
  const steps: Step[] = [];
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const [n, arm] of arms.entries()) {
      if (arm.long && repeat > 0) continue;
      const from = (repeat + n) % layouts.length;
      const turned = [...layouts.slice(from), ...layouts.slice(0, from)];
      for (const layout of repeat % 2 === 0 ? turned : turned.reverse()) steps.push({ arm, layout, repeat });
    }
  return steps;
}

export default defineExperiment({
  name: 'write-contention',
  question:
    'What do writers that work at the same time cost each other, and does a file of their own free them?',
  shows:
    'the rate and the latency of writes from 1 to 8 processes beside a process that searches, with requests that come on a schedule whether or not earlier ones are answered',
  doesNotShow:
    'writes with synchronous=FULL or on a slow disk, where a commit waits for the disk and groups gain more; and on a machine with few cores, waiting for a lock apart from waiting for a processor',

  async run(context) {
    const { layouts, quick, signal, work, onProgress } = context;
    const { arms, repeats, calibration } = formOf(quick);
    const [base] = layouts;
    if (base === undefined) throw new TypeError('no layouts');
    const crew = new Crew(
      Math.max(2, ...arms.map((arm) => arm.writers)),
      layouts.some(commitsInGroups),
      signal,
    );
    const copies = new Map<Layout, LayoutFolder>();
    try {
      for (const layout of layouts)
        copies.set(layout, await freshCopy(layout, await context.built(layout), work));
      const folder = (layout: Layout) => copies.get(layout)?.folder ?? '';
      onProgress('what one process can do', 0);
      const limits = await readLimits(crew, base, folder(base));
      const rates = await calibrate(crew, base, folder(base), limits, calibration);
      const blocking: Blocking[] = [];
      for (const layout of layouts) blocking.push(await findBlocking(crew, layout, folder(layout), limits));
      const outcomes = new Map<string, ArmOutcome[]>();
      const steps = stepsOf(arms, layouts, repeats);
      for (const [n, { arm, layout, repeat }] of steps.entries()) {
        throwIfInterrupted(signal);
        onProgress(`${arm.name}, ${layout.name}`, n / steps.length);
        const outcome = await runArm(crew, {
          layout: arm.sameCache ? withCache(layout, cacheKiB(base)) : layout,
          folder: folder(layout),
          arm,
          rates,
          limits,
          run: `${arms.indexOf(arm)}-${repeat}`,
          seed: arms.indexOf(arm) * 10 + repeat,
          signal,
        });
        const key = keyOf(arm, layout);
        outcomes.set(key, [...(outcomes.get(key) ?? []), outcome]);
      }
      const cells: Cell[] = arms.flatMap((arm) =>
        layouts.map((layout) => ({ layout, arm, outcomes: outcomes.get(keyOf(arm, layout)) ?? [] })),
      );
      return {
        conditions: conditionsOf(context, arms, repeats, rates),
        tables: [contentionTable(layouts, cells), armsTable(cells), blockingTable(blocking)],
        series: latencySeries(layouts, cells),
        hypotheses: [...lockHypotheses(blocking), ...loadHypotheses(layouts, cells, marginsOf(repeats))],
        notRun: [],
      };
    } finally {
      await crew.end();
      for (const copy of copies.values()) await copy.remove();
    }
  },
});

function keyOf(arm: Arm, layout: Layout): string {
  return `${arm.name} on ${layout.name}`;
}

function conditionsOf(
  { layouts, quick }: ExperimentContext,
  arms: readonly Arm[],
  repeats: number,
  rates: ReadonlyMap<Kind, number>,
): string[] {
  const [base] = layouts;
  const name = base?.name ?? '';
  const alone = [...rates].map(([kind, rate]) => `${kind} ${formatRate(rate)}`).join(', ');
  const cached = arms.some((arm) => arm.sameCache);
  const [shortest, longest] = [Math.min, Math.max].map((of) => of(...arms.map((arm) => arm.window)));
  const windows = shortest === longest ? `${shortest} s` : `${shortest} s to ${longest} s`;
  return [
    `load is relative to what one process writes on ${name} with nobody beside it, one after another, per second: ${alone}`,
    `arrivals are random (Poisson), the same for every layout; latency counts from the intended start, so that a late start counts as well; waking up takes about 0.06 ms of it`,
    `every arm lasts ${windows} and was run ${repeats === 1 ? 'once' : `${repeats} times, in alternating order (the longer one once)`}, on ${CORES} ${CORES === 1 ? 'core' : 'cores'} for all processes; beside the writers one process searches ${SEARCHES_PER_SECOND} times per second`,
    'each write is one transaction from BEGIN IMMEDIATE to COMMIT and adds new rows; all rows are counted afterwards',
    'SQLITE_BUSY can only come where an arm outlasts busy_timeout; elsewhere it is not given',
    ...(layouts.some(commitsInGroups)
      ? [
          `with group commit, latency includes handing over through a local socket and back; writers look for answers every ${LOOK_SECONDS * 1000} ms, and a group is what came while the last one was committed`,
        ]
      : []),
    ...(cached && base !== undefined
      ? [
          `"same cache": cache_size of every layout scaled to ${formatBytes(cacheKiB(base) * 1024)} in all per process`,
        ]
      : []),
    'what an arm wrote stays for those after it, on every layout alike',
    ...(quick
      ? [
          'short form: without 2 writers, 8 independent writers, 90 % load, the same cache for every layout, and an arm that outlasts busy_timeout',
        ]
      : []),
  ];
}
