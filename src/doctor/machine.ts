import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfInterrupted } from '../model/failure.ts';
import { type ControlGroup, readControlGroups } from './control-groups.ts';
import { allowedCpus, coresFinding } from './cores.ts';
import { filesUnder } from './files.ts';
import type { Finding } from './finding.ts';
import { type FolderReading, folderFinding, readFolder } from './folder.ts';
import { type FrequencyReading, frequencyFinding, readFrequency } from './frequency.ts';
import { limitsFinding } from './limits.ts';
import { loadFinding } from './load.ts';
import { memoryFinding } from './memory.ts';
import { readSystem, type System } from './system.ts';
import { measureClock, nodeClocks, type TimerReading, timerFinding } from './timer.ts';
import { nodeFinding, sqliteFinding } from './versions.ts';

/** Everything that the findings are made of, as it was read. */
export interface Machine {
  readonly system: System;
  readonly folder: FolderReading;
  readonly frequency: FrequencyReading;
  readonly groups: readonly ControlGroup[];
  readonly timers: readonly TimerReading[];
  readonly texts: {
    readonly [name in
      | 'status'
      | 'mountinfo'
      | 'meminfo'
      | 'pressure'
      | 'statBefore'
      | 'statAfter'
      | 'vmstatBefore'
      | 'vmstatAfter']: string | null;
  };
}

/** Between the two readings of what the cores are doing: fifty ticks of the kernel's clock. */
const WATCH_SECONDS = 0.5;

/** What tests put others in the place of. */
export interface Readers {
  /** The folder that holds proc and sys. */
  readonly root?: string;
  readonly system?: (folder: string) => System;
  readonly folder?: (folder: string) => FolderReading;
  readonly watchSeconds?: number;
}

/** @param folder for the databases, one that exists @throws Interrupted */
export async function readMachine(
  folder: string,
  signal: AbortSignal,
  { root = '/', system = readSystem, folder: look = readFolder, watchSeconds = WATCH_SECONDS }: Readers = {},
): Promise<Machine> {
  const files = filesUnder(root);
  // What moves is read before our own work moves it.
  const pressure = files.read('/proc/pressure/cpu');
  const known = system(folder);
  const [statBefore, vmstatBefore] = [files.read('/proc/stat'), files.read('/proc/vmstat')];
  if (statBefore !== null) await sleep(watchSeconds * 1000, undefined, { signal }).catch(() => {});
  throwIfInterrupted(signal);
  const [statAfter, vmstatAfter] = [files.read('/proc/stat'), files.read('/proc/vmstat')];
  return {
    system: known,
    folder: look(folder),
    frequency: readFrequency(files),
    groups: readControlGroups(files),
    timers: Object.entries(nodeClocks()).map(([name, clock]) => measureClock(name, clock)),
    texts: {
      status: files.read('/proc/self/status'),
      mountinfo: files.read('/proc/self/mountinfo'),
      meminfo: files.read('/proc/meminfo'),
      pressure,
      statBefore,
      statAfter,
      vmstatBefore,
      vmstatAfter,
    },
  };
}

/** Every finding but the self-comparison, a pure function of what was read. */
export function machineFindings({ system, folder, frequency, groups, timers, texts }: Machine): Finding[] {
  const { totalMemoryBytes, parallelism } = system;
  const allowed = allowedCpus(texts.status);
  const usable = allowed?.length ?? parallelism;
  return [
    coresFinding({ ...system, ...texts }),
    loadFinding({ ...system, ...texts, allowed }),
    frequencyFinding(frequency),
    limitsFinding({ groups, usable, totalMemoryBytes }),
    folderFinding(folder, texts.mountinfo),
    memoryFinding({ ...texts, totalBytes: totalMemoryBytes }),
    timerFinding(timers),
    nodeFinding(system),
    sqliteFinding(system),
  ];
}
