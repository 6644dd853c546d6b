import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Why what would be measured is not what is written: a source of a checkout is newer than its compiled file, or has none.
 * One line with the way out; null where all is compiled, and for an installed package, which has no sources.
 * The source named is the one that was changed last.
 * @param root the package's folder
 */
export function staleBuild(root: string): string | null {
  if (!existsSync(join(root, 'src'))) return null;
  if (!existsSync(join(root, 'dist'))) return 'dist/ is missing: run npm run build first';
  const stale = ['src', 'scenarios']
    .flatMap((folder) => sources(root, folder))
    .map((place) => ({ place, written: writtenAt(join(root, place)) ?? 0 }))
    .filter(({ place, written }) => {
      const compiled = writtenAt(join(root, 'dist', place.replace(/\.ts$/, '.js')));
      return compiled === null || compiled < written;
    })
    .sort((a, b) => b.written - a.written);
  return stale[0] === undefined ? null : `dist/ is older than ${stale[0].place}: run npm run build first`;
}

/** Places from the root, with slashes. Declarations compile to nothing. */
function sources(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function writtenAt(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
