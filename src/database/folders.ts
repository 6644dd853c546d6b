import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Layout } from '../model/layout.ts';
import { layoutFiles } from './files.ts';

/** A folder with the files of a layout. */
export interface LayoutFolder {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** The built files themselves, for what only reads. */
export function sharedFolder(built: string): LayoutFolder {
  return { folder: built, remove: async () => {} };
}

/**
 * A fresh copy, for what writes. The built files are closed and have no WAL when this is called, and no connection of
 * this process is open on them: so copying them as files is safe.
 */
export async function freshCopy(layout: Layout, built: string, work: string): Promise<LayoutFolder> {
  const folder = await mkdtemp(join(work, `copy-${layout.name}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (const file of layoutFiles(built, layout)) await copyFile(file, join(folder, basename(file)));
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}
