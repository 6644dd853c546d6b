import { join } from 'node:path';
import type { DataFolder } from '../../database/data-folder.ts';
import { tablesOn } from '../../layouts/check.ts';
import type { Target } from './monitor.ts';

/**
 * The databases of a data folder that can be watched from outside, and the names of those in memory: they live in the
 * application's process and nobody else can look at them, so no figure of theirs is made up.
 */
export function targetsOf({ layout, files }: Pick<DataFolder, 'layout' | 'files'>): {
  readonly targets: readonly Target[];
  readonly inMemory: readonly string[];
} {
  const onDisk = layout.databases.filter(({ file }) => file !== ':memory:');
  return {
    targets: onDisk.map((placement) => ({
      db: placement.name,
      file: join(files, placement.file),
      tables: tablesOn(placement),
    })),
    inMemory: layout.databases.filter(({ file }) => file === ':memory:').map(({ name }) => name),
  };
}
