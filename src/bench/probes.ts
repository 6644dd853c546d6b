import { throwIfInterrupted } from '../model/failure.ts';
import type { MemoryPoint, MemoryResult, WalDatabase, WalResult } from '../model/run-trials.ts';
import { Child } from '../process/child.ts';
import { median } from '../stats/summary.ts';
import type { Subject } from './arm.ts';
import type { MemoryProbe, ProbeRequest } from './probe-process.ts';
import type { ScenarioReference } from './protocol.ts';

const DEADLINE_SECONDS = 300;

async function probe<T>(
  method: 'memory' | 'wal',
  { layout, folder: provide }: Subject,
  scenarios: readonly ScenarioReference[],
  calls: number,
  signal: AbortSignal,
): Promise<T> {
  const folder = await provide();
  const child = new Child('src/bench/probe-process', { signal, execArgv: ['--expose-gc'] });
  try {
    const request: ProbeRequest = { layout, folder: folder.folder, scenarios, calls };
    return await child.request<T>(method, request, DEADLINE_SECONDS);
  } finally {
    await child.end();
    await folder.remove();
  }
}

/** Memory of a layout: the median over several fresh processes. */
export async function measureMemory(
  subject: Subject,
  scenarios: readonly ScenarioReference[],
  { repeats, calls }: { repeats: number; calls: number },
  signal: AbortSignal,
): Promise<MemoryResult> {
  const layout = subject.layout.name;
  try {
    const probes: MemoryProbe[] = [];
    for (let i = 0; i < repeats; i++)
      probes.push(await probe<MemoryProbe>('memory', subject, scenarios, calls, signal));
    const at = (point: 'beforeOpen' | 'afterOpen' | 'afterReplay') =>
      medianPoint(probes.map((one) => one[point]));
    return {
      status: 'measured',
      layout,
      repeats,
      beforeOpen: at('beforeOpen'),
      afterOpen: at('afterOpen'),
      afterReplay: at('afterReplay'),
      scenariosReplayed: Math.min(...probes.map((one) => one.scenariosReplayed)),
    };
  } catch (error) {
    throwIfInterrupted(signal);
    return { status: 'failed', layout, reason: reasonOf(error) };
  }
}

function medianPoint(points: readonly MemoryPoint[]): MemoryPoint {
  const known = points.map((point) => point.privateBytes).filter((value) => value !== null);
  return {
    residentBytes: Math.round(median(points.map((point) => point.residentBytes))),
    privateBytes: known.length === 0 ? null : Math.round(median(known)),
  };
}

/** The WAL of each file under a fixed mix of writes, on a fresh copy. */
export async function measureWal(
  subject: Subject,
  scenarios: readonly ScenarioReference[],
  calls: number,
  signal: AbortSignal,
): Promise<WalResult> {
  const layout = subject.layout.name;
  try {
    const databases = await probe<WalDatabase[]>('wal', subject, scenarios, calls, signal);
    return { status: 'measured', layout, writes: calls, databases };
  } catch (error) {
    throwIfInterrupted(signal);
    return { status: 'failed', layout, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
