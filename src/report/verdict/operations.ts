import type { LayoutResult } from '../../model/run.ts';
import { type Criterion, exact, shareOf } from './criterion.ts';

/**
 * What somebody has to look after, counted: files (to back up, migrate, protect), connections (to configure), WAL files
 * (to watch), databases in memory (to fill again after a restart). All count alike; what each costs was not measured.
 */
export const operations: Criterion = {
  name: 'operations',
  title: 'operations',
  heading: 'Sizes',
  judge(_run, layout, base) {
    const [here, there] = [partsOf(layout), partsOf(base)];
    const value = sum(here) / sum(there);
    const none = { low: 1, high: 1 };
    return {
      status: 'known',
      effect: exact(shareOf(value, none)),
      figure: { kind: 'ratio', value, none },
      says: `${sum(here)} things to look after against ${sum(there)}: ${partsText(here)}`,
    };
  },
};

interface Parts {
  readonly files: number;
  readonly connections: number;
  readonly wals: number;
  readonly inMemory: number;
}

function partsOf({ connection, databases }: LayoutResult): Parts {
  const files = databases.filter(({ file }) => file !== ':memory:');
  return {
    files: files.length,
    connections: connection === 'attached' ? 1 : databases.length,
    wals: files.filter(({ pragmas }) => pragmas.journal_mode === 'wal').length,
    inMemory: databases.length - files.length,
  };
}

function sum({ files, connections, wals, inMemory }: Parts): number {
  return files + connections + wals + inMemory;
}

function partsText({ files, connections, wals, inMemory }: Parts): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    count(files, 'file'),
    count(connections, 'connection'),
    ...(wals > 0 ? [count(wals, 'WAL file')] : []),
    ...(inMemory > 0 ? [`${count(inMemory, 'database')} in memory, lost at every restart`] : []),
  ].join(', ');
}
