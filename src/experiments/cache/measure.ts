import { openLayout } from '../../database/open.ts';
import { throwIfInterrupted } from '../../model/failure.ts';
import type { Layout } from '../../model/layout.ts';
import { Child } from '../../process/child.ts';
import { added, total } from '../process-memory.ts';
import type { Effort } from './effort.ts';
import { fillings } from './filling.ts';
import { createPlaces, isFile, type Place } from './places.ts';
import type { FillResult, VisitorRequest, Visits } from './protocol.ts';
import type { Question } from './search.ts';
import type { Held } from './store.ts';
import { createVersions } from './versions.ts';

/** A request to a process is answered in well under a second; one that waits for a lock waits 5 s for each. */
const DEADLINE_SECONDS = 120;
const SEED = 20250719;
/** The key of an answer that nobody asks for, so that nobody has it who did not get it from another. */
const LEFT = 'left for others';
/** The seeds of the processes after the restart: they ask anew, and not the same. */
const RESTARTED = 500;

export interface Subject {
  readonly layout: Layout;
  /** A copy of its files, ours. */
  readonly folder: string;
  readonly questions: readonly Question[];
  readonly keys: readonly string[];
  readonly effort: Effort;
  /** For the children. */
  readonly execArgv: readonly string[];
  readonly signal: AbortSignal;
}

export interface ArmResult {
  readonly place: Place;
  readonly processes: number;
  /** Share of gets that found their answer: of the first ones from an empty cache, and of the second half of all. */
  readonly hitFromEmpty: number;
  readonly hit: number;
  /** Sorted, seconds. */
  readonly gets: Float64Array;
  readonly hits: Float64Array;
  readonly misses: Float64Array;
  /** Share of gets. */
  readonly stale: number;
  readonly busy: number;
  /** Per get, bytes. */
  readonly written: number | null;
  /** In all caches together. */
  readonly held: Held;
  /** Of the other processes, those that find what the first has stored; null where there is no other. */
  readonly found: number | null;
  readonly restart: { readonly left: number; readonly hit: number } | null;
  /** Memory that a cache of the document's size adds over all processes; and all that they take, themselves included. */
  readonly filled: { readonly privateBytes: number | null; readonly proportionalBytes: number | null } | null;
}

/** Makes what the arms read and never change. */
export function prepareFilling({ layout, folder, effort }: Subject): void {
  const open = openLayout(layout, folder);
  try {
    const { entries, entryBytes } = effort.filling;
    createPlaces(layout, open, folder, 'filling', () => fillings(entries, entryBytes));
  } finally {
    open.close();
  }
}

/** One place with that many processes, from an empty cache. @throws Interrupted, ChildFailed */
export async function measureArm(
  subject: Subject,
  place: Place,
  processes: number,
  restarted: boolean,
): Promise<ArmResult> {
  const { layout, folder, keys, effort, signal } = subject;
  throwIfInterrupted(signal);
  const open = openLayout(layout, folder);
  try {
    createVersions(layout, open, [...keys, LEFT]);
    createPlaces(layout, open, folder, 'answers');
  } finally {
    open.close();
  }
  const visited = await withVisitors(subject, place, processes, SEED, async (children) => {
    const half = await visitAll(children, effort, effort.slices, signal);
    const then = await visitAll(children, effort, effort.slices, signal);
    const held = await heldBy(children, place);
    const found = place === 'none' ? null : await findersOf(children);
    const filled = place === 'none' ? null : await fillAll(children, effort);
    return { half, then, held, found, filled };
  });
  const restart =
    restarted && place !== 'none'
      ? await withVisitors(subject, place, processes, SEED + RESTARTED, async (children) => ({
          left: (await heldBy(children, place)).entries,
          hit: hitRatio(await visitAll(children, effort, effort.firstSlices, signal)),
        }))
      : null;
  const { half, then, held, found, filled } = visited;
  const all = [...half, ...then];
  const count = all.reduce((sum, { hit }) => sum + hit.length, 0);
  const written = total(all.map(({ writtenBytes }) => writtenBytes));
  return {
    place,
    processes,
    hitFromEmpty: hitRatio(half.slice(0, effort.firstSlices * processes)),
    hit: hitRatio(then),
    gets: sorted(all, () => true),
    hits: sorted(all, (hit) => hit),
    misses: sorted(all, (hit) => !hit),
    stale: all.reduce((sum, { stale }) => sum + stale, 0) / count,
    busy: all.reduce((sum, { busy }) => sum + busy, 0),
    written: written === null ? null : written / count,
    held,
    found,
    restart,
    filled,
  };
}

async function withVisitors<T>(
  { layout, folder, questions, keys, effort, execArgv, signal }: Subject,
  place: Place,
  processes: number,
  seed: number,
  work: (children: readonly Child[]) => Promise<T>,
): Promise<T> {
  const { exponent, capacity, changeEvery } = effort;
  const request = { layout, folder, place, questions, keys, exponent, capacity, changeEvery };
  const children = Array.from(
    { length: processes },
    () => new Child('src/experiments/cache-process', { signal, execArgv }),
  );
  try {
    await Promise.all(
      children.map((child, index) =>
        child.request('open', { ...request, seed: seed + index } satisfies VisitorRequest, DEADLINE_SECONDS),
      ),
    );
    return await work(children);
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}

/**
 * A stretch of gets in every process. In slices, all processes side by side in each: so what one changes, the others
 * meet in the next, also where the machine runs them one after another.
 */
async function visitAll(
  children: readonly Child[],
  { getsPerSlice }: Effort,
  slices: number,
  signal: AbortSignal,
): Promise<Visits[]> {
  const visits: Visits[] = [];
  for (let slice = 0; slice < slices; slice++) {
    throwIfInterrupted(signal);
    visits.push(...(await ask<Visits>(children, 'visit', getsPerSlice)));
  }
  return visits;
}

async function heldBy(children: readonly Child[], place: Place): Promise<Held> {
  const held = await ask<Held>(isFile(place) ? children.slice(0, 1) : children, 'held', null);
  return {
    entries: held.reduce((sum, { entries }) => sum + entries, 0),
    bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function findersOf(children: readonly Child[]): Promise<number | null> {
  const [first, ...others] = children;
  if (first === undefined || others.length === 0) return null;
  await first.request('leave', LEFT, DEADLINE_SECONDS);
  return (await ask<boolean>(others, 'finds', LEFT)).filter(Boolean).length;
}

async function fillAll(
  children: readonly Child[],
  { filling: request }: Effort,
): Promise<NonNullable<ArmResult['filled']>> {
  const filled = await ask<FillResult>(children, 'fill', request);
  // Shares of common pages change while others map them too: of the state when all are full.
  return {
    privateBytes: total(filled.map(({ before, after }) => added(before.privateBytes, after.privateBytes))),
    proportionalBytes: total(
      (await ask<FillResult['after']>(children, 'memory', null)).map((one) => one.proportionalBytes),
    ),
  };
}

function ask<T>(children: readonly Child[], method: string, argument: unknown): Promise<T[]> {
  return Promise.all(children.map((child) => child.request<T>(method, argument, DEADLINE_SECONDS)));
}

function hitRatio(visits: readonly Visits[]): number {
  const gets = visits.reduce((sum, { hit }) => sum + hit.length, 0);
  return visits.reduce((sum, { hit }) => sum + hit.reduce((hits, one) => hits + one, 0), 0) / gets;
}

function sorted(visits: readonly Visits[], wanted: (hit: boolean) => boolean): Float64Array {
  return Float64Array.from(
    visits.flatMap(({ seconds, hit }) => [...seconds].filter((_, i) => wanted(hit[i] === 1))),
  ).sort();
}
