import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the newest run document in a reports folder, by when it was written; undefined where there is none. */
export function newestRun(reports: string): string | undefined {
  const written = (folder: string) =>
    statSync(join(folder, 'run.json'), { throwIfNoEntry: false })?.mtimeMs ?? Number.NEGATIVE_INFINITY;
  const folders = (() => {
    try {
      return readdirSync(reports, { withFileTypes: true });
    } catch {
      return [];
    }
  })();
  const [newest] = folders
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ folder: join(reports, name), at: written(join(reports, name)) }))
    .filter(({ at }) => at > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.at - a.at || b.folder.localeCompare(a.folder));
  return newest?.folder;
}
