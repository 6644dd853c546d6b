import type { RunDocument } from '../model/run.ts';

/** The sizes of a layout's -wal files together. They need not peak together: the sum is an upper bound. */
export function walTotals(
  run: RunDocument,
  layout: string,
): { peakBytes: number; afterBytes: number } | undefined {
  const wal = run.wal.find((one) => one.layout === layout);
  if (wal?.status !== 'measured' || wal.databases.length === 0) return undefined;
  return {
    peakBytes: wal.databases.reduce((sum, one) => sum + one.peakBytes, 0),
    afterBytes: wal.databases.reduce((sum, one) => sum + one.bytesAfterTruncate, 0),
  };
}

/** Section 4.2 of the evaluation document: what its caches and connections were to take, in bytes. */
export const DOCUMENT_MEMORY = { single: 70_000_000, three: 95_000_000 } as const;

/** Bytes; undefined for a layout that the document does not speak of. */
export function documentMemoryOf(layout: string): number | undefined {
  return layout === 'single' || layout === 'three' ? DOCUMENT_MEMORY[layout] : undefined;
}

export interface MemoryUse {
  /** private: anonymous memory of the process alone; resident where the system does not show it. */
  readonly measure: 'private' | 'resident';
  /** Of the whole process after the replay. */
  readonly totalBytes: number;
  /** What came since just before the databases were opened; this is what the document's figures are about. */
  readonly addedBytes: number;
}

export function memoryOf(run: RunDocument, layout: string): MemoryUse | undefined {
  const found = run.memory.find((one) => one.layout === layout);
  if (found?.status !== 'measured') return undefined;
  const { beforeOpen, afterReplay } = found;
  if (beforeOpen.privateBytes !== null && afterReplay.privateBytes !== null)
    return {
      measure: 'private',
      totalBytes: afterReplay.privateBytes,
      addedBytes: afterReplay.privateBytes - beforeOpen.privateBytes,
    };
  return {
    measure: 'resident',
    totalBytes: afterReplay.residentBytes,
    addedBytes: afterReplay.residentBytes - beforeOpen.residentBytes,
  };
}
