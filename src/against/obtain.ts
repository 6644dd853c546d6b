import { Failure, Interrupted, throwIfInterrupted } from '../model/failure.ts';
import { folderOf, isPath, obtainDirectory } from './directory.ts';
import { isFolder } from './package.ts';
import { obtainRef, type ResolvedRef, resolveRef } from './ref.ts';
import type { ObtainOptions, OtherSide } from './side.ts';

/**
 * The other side of `--against REF|DIR`, installed and ready to be measured; call its remove() after use.
 *
 * What begins with . / or ~ is a folder. Anything else is a git ref if git knows it, otherwise a folder of that name if
 * there is one. Where both are there the ref is taken, and progress says so: whoever means the folder types ./main.
 * @throws Failure (exit 2: not found, git or npm missing; 3: cannot be compared or installed; 5: the disk), Interrupted;
 * in each case nothing is left behind
 */
export async function obtainSide(target: string, options: ObtainOptions): Promise<OtherSide> {
  throwIfInterrupted(options.signal);
  if (target.trim() === '' || target.includes('\0'))
    throw new Failure('--against wants a git ref or a folder: --against main, --against ../base.');
  if (isPath(target)) return obtainDirectory(target, options);
  const folder = isFolder(folderOf(target, options));
  let resolved: ResolvedRef;
  try {
    resolved = await resolveRef(target, options);
  } catch (error) {
    if (!folder || error instanceof Interrupted || !(error instanceof Failure)) throw error;
    return obtainDirectory(target, options);
  }
  if (folder)
    options.onNote(
      `${target} is a git ref and a folder; the ref is taken (--against ./${target} is the folder)`,
    );
  return obtainRef(resolved, options);
}
