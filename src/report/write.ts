import { join } from 'node:path';
import type { RunDocument } from '../model/run.ts';
import { makeFolder, writeFileAtomically } from '../process/write.ts';
import { exportRun } from './export.ts';

/** Writes run.json and report.md into a folder, which is made if need be. @returns their paths */
export async function writeReport(run: RunDocument, folder: string): Promise<readonly string[]> {
  await makeFolder(folder);
  const files = [
    [join(folder, 'run.json'), 'json'],
    [join(folder, 'report.md'), 'markdown'],
  ] as const;
  for (const [path, format] of files) await writeFileAtomically(path, exportRun(run, format));
  return files.map(([path]) => path);
}
