import { formatBytes } from '../render/units.ts';
import { numberNamed } from './files.ts';
import { type Finding, SCARCE_BYTES } from './finding.ts';

export interface MemoryReading {
  readonly totalBytes: number;
  /** Text of /proc/meminfo. */
  readonly meminfo: string | null;
  /** Text of /proc/vmstat, and again about half a second later. */
  readonly vmstatBefore: string | null;
  readonly vmstatAfter: string | null;
}

export function memoryFinding({ totalBytes, meminfo, vmstatBefore, vmstatAfter }: MemoryReading): Finding {
  const availableBytes = kibibytes(meminfo, 'MemAvailable');
  const [swapBytes, swapFreeBytes] = [kibibytes(meminfo, 'SwapTotal'), kibibytes(meminfo, 'SwapFree')];
  const swapUsedBytes = swapBytes === null || swapFreeBytes === null ? null : swapBytes - swapFreeBytes;
  const swappedPages = pagesSwapped(vmstatBefore, vmstatAfter);
  const swapping = swappedPages !== null && swappedPages > 0;
  const available =
    availableBytes === null ? 'free memory is not shown here' : `${formatBytes(availableBytes)} free`;
  const found = [
    `${available}, of ${formatBytes(totalBytes)}`,
    ...(swapUsedBytes ? [`${formatBytes(swapUsedBytes)} of swap in use`] : []),
    ...(swapping ? [`${swappedPages} pages swapped in half a second`] : []),
  ].join(', ');
  const finding = {
    check: 'memory' as const,
    found,
    value: { totalBytes, availableBytes, swapUsedBytes, swappedPages },
  };
  if (availableBytes !== null && availableBytes < SCARCE_BYTES)
    return { ...finding, level: 'warn', advice: 'end programs that hold memory: page caches need room' };
  if (swapping)
    return { ...finding, level: 'note', advice: 'wait until the machine no longer swaps, or end programs' };
  return { ...finding, level: availableBytes === null ? 'note' : 'ok', advice: null };
}

/** /proc/meminfo says kB and means 1024 bytes (proc_meminfo(5)). */
function kibibytes(meminfo: string | null, name: string): number | null {
  const figure = numberNamed(meminfo, name);
  return figure === null ? null : figure * 1024;
}

function pagesSwapped(before: string | null, after: string | null): number | null {
  const moved = ['pswpin', 'pswpout'].map((name) => {
    const [from, to] = [numberNamed(before, name), numberNamed(after, name)];
    return from === null || to === null ? null : to - from;
  });
  return moved.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}
