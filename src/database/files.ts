import { join } from 'node:path';
import type { DatabasePlacement, Layout } from '../model/layout.ts';

/** Where the build puts a database: its file, or for `:memory:` the snapshot that fills it when it is opened. */
export function snapshotFile(folder: string, placement: DatabasePlacement): string {
  return join(folder, placement.file === ':memory:' ? `${placement.name}.snapshot` : placement.file);
}

/** Every file that a built layout consists of, without WAL and shared memory. */
export function layoutFiles(folder: string, layout: Layout): readonly string[] {
  return layout.databases.map((placement) => snapshotFile(folder, placement));
}
