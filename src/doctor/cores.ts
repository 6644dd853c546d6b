import type { Finding } from './finding.ts';

export interface CoresReading {
  /** Logical processors of the machine. */
  readonly logical: number;
  /** Its model, or "unknown". */
  readonly processor: string;
  /** os.availableParallelism */
  readonly parallelism: number;
  /** Text of /proc/self/status. */
  readonly status: string | null;
  /** The core that bench would keep its trials on (bench/pin.ts); null where it cannot. */
  readonly trialCore: number | null;
}

/** Linux knows 8192 processors at most (CONFIG_NR_CPUS); a list with others is none. */
const MOST_CPUS = 8192;

/** "0-2,5" as Linux writes it: [0, 1, 2, 5]. Null where it is not such a list. */
export function cpuList(list: string): number[] | null {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(list)) return null;
  const cpus: number[] = [];
  for (const part of list.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    if (last >= MOST_CPUS || last < first) return null;
    for (let cpu = first; cpu <= last; cpu++) cpus.push(cpu);
  }
  return cpus;
}

/** The processors that this process may use; null where the system does not show it. */
export function allowedCpus(status: string | null): number[] | null {
  return cpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status ?? '')?.[1] ?? '');
}

export function coresFinding(reading: CoresReading): Finding {
  const { logical, processor, parallelism, trialCore } = reading;
  const allowed = allowedCpus(reading.status)?.length ?? null;
  const usable = allowed ?? parallelism;
  const found = [
    `${logical} logical processor${logical === 1 ? '' : 's'}${processor === 'unknown' ? '' : ` (${processor})`}`,
    ...(usable < logical ? [`${usable} of them for this process`] : []),
    trialCore === null ? 'trials cannot be kept on one' : `trials are kept on core ${trialCore}`,
  ].join(', ');
  const value = { logical, usable, parallelism, trialCore, processor };
  if (usable < 2)
    return {
      check: 'cores',
      level: 'warn',
      found,
      advice:
        'give it two cores at least: what measures and everything else share the one with what is measured',
      value,
    };
  // Not pinned: docs/measuring.md, "One core".
  if (trialCore === null)
    return {
      check: 'cores',
      level: 'warn',
      found,
      advice:
        'on Linux, install taskset (util-linux): cores differ, and intervals are wider than they need be',
      value,
    };
  return { check: 'cores', level: 'ok', found, advice: null, value };
}
