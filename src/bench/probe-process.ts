import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type OpenDatabase, type OpenLayout, openLayout } from '../database/open.ts';
import type { Layout } from '../model/layout.ts';
import type { MemoryPoint, WalDatabase } from '../model/run-trials.ts';
import type { Scenario } from '../model/scenario.ts';
import { serve } from '../process/serve.ts';
import { memoryPoint } from './memory.ts';
import { prepareScenario } from './prepared.ts';
import type { ScenarioReference } from './protocol.ts';

export interface ProbeRequest {
  readonly layout: Layout;
  readonly folder: string;
  readonly scenarios: readonly ScenarioReference[];
  /** memory: most calls of each scenario; wal: calls in all. */
  readonly calls: number;
}

export interface MemoryProbe {
  readonly beforeOpen: MemoryPoint;
  readonly afterOpen: MemoryPoint;
  readonly afterReplay: MemoryPoint;
  readonly scenariosReplayed: number;
}

/** Memory before and after opening, and after each scenario was replayed a few times: the same calls on each layout. */
async function memory({ layout, folder, scenarios, calls }: ProbeRequest): Promise<MemoryProbe> {
  const loaded = await loadAll(scenarios);
  const settle = () => {
    globalThis.gc?.();
    return memoryPoint();
  };
  const beforeOpen = settle();
  const open = openLayout(layout, folder);
  const afterOpen = settle();
  open.refuseWrites();
  let scenariosReplayed = 0;
  for (const scenario of loaded) {
    const prepared = tryPrepare(scenario, open);
    if (prepared === undefined) continue;
    for (let call = 0; call < Math.min(calls, 4 * prepared.parameters.length); call++) prepared.next();
    scenariosReplayed++;
  }
  const afterReplay = settle();
  open.close();
  return { beforeOpen, afterOpen, afterReplay, scenariosReplayed };
}

/** Samples of the size of a WAL over a replay of writes. */
const WAL_SAMPLES = 100;
/** A WAL file has a header of 32 bytes and one of 24 before each page: https://www.sqlite.org/fileformat2.html#walformat */
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** Replays a fixed mix of writes and watches every WAL grow; then checkpoints it. */
async function wal({ layout, folder, scenarios, calls }: ProbeRequest): Promise<WalDatabase[]> {
  const loaded = await loadAll(scenarios);
  const open = openLayout(layout, folder);
  const watched = open.databases
    .filter(
      ({ connection, schema }) => connection.pragma(`${schema}.journal_mode`, { simple: true }) === 'wal',
    )
    .map((database) => ({
      database,
      series: [{ writes: 0, bytes: sidecarBytes(folder, database, 'wal') }],
      shm: [] as number[],
    }));
  // The same mix on every layout, or no figure: where one cannot run, this throws.
  const ready = loaded.map((scenario) => prepareScenario(scenario, open));
  const every = Math.max(1, Math.floor(calls / WAL_SAMPLES));
  for (let call = 1; call <= calls; call++) {
    ready[call % ready.length]?.next();
    if (call % every === 0 || call === calls)
      for (const { database, series, shm } of watched) {
        series.push({ writes: call, bytes: sidecarBytes(folder, database, 'wal') });
        shm.push(sidecarBytes(folder, database, 'shm'));
      }
  }
  const results = watched.map(({ database, series, shm }) => ({
    ...checkpoint(folder, database, series),
    shmBytes: Math.max(0, ...shm) || null,
  }));
  open.close();
  return results;
}

function checkpoint(
  folder: string,
  database: OpenDatabase,
  series: WalDatabase['series'],
): Omit<WalDatabase, 'shmBytes'> {
  const { connection, schema, placement } = database;
  const pageSize = connection.pragma(`${schema}.page_size`, { simple: true }) as number;
  const peakBytes = Math.max(...series.map((point) => point.bytes));
  const pending = checkpointRow(database, 'NOOP');
  const start = performance.now();
  const done = checkpointRow(database, 'TRUNCATE');
  const checkpointSeconds = (performance.now() - start) / 1000;
  return {
    database: placement.name,
    series,
    peakBytes,
    peakFrames: Math.max(0, Math.floor((peakBytes - WAL_HEADER) / (pageSize + FRAME_HEADER))),
    pendingFrames: Math.max(0, pending.log - pending.checkpointed),
    checkpointSeconds,
    checkpointBusy: done.busy !== 0,
    bytesAfterTruncate: sidecarBytes(folder, database, 'wal'),
  };
}

function checkpointRow({ connection, schema }: OpenDatabase, mode: 'NOOP' | 'TRUNCATE') {
  const [row] = connection.pragma(`${schema}.wal_checkpoint(${mode})`) as {
    busy: number;
    log: number;
    checkpointed: number;
  }[];
  return row ?? { busy: 1, log: 0, checkpointed: 0 };
}

/** Asks for the size only: opening the file here and closing it would drop SQLite's locks on it. */
function sidecarBytes(folder: string, { placement }: OpenDatabase, which: 'wal' | 'shm'): number {
  return statSync(join(folder, `${placement.file}-${which}`), { throwIfNoEntry: false })?.size ?? 0;
}

/** A scenario that cannot run is told of where it is timed; the others are replayed all the same. */
function tryPrepare(scenario: Scenario, open: OpenLayout) {
  try {
    const prepared = prepareScenario(scenario, open);
    prepared.next();
    return prepared;
  } catch {
    return undefined;
  }
}

async function loadAll(references: readonly ScenarioReference[]): Promise<Scenario[]> {
  const modules = await Promise.all(references.map(({ module }) => import(module)));
  return modules.map((loaded) => (loaded as { default: Scenario }).default);
}

serve({ memory, wal });
