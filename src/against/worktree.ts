import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { type GitOptions, git, reasonOf } from './git.ts';

export interface Worktree {
  readonly path: string;
  /** A second time it does nothing. @throws Failure where files stay */
  remove(): Promise<void>;
}

/** Long enough for a partial clone, which fetches the files now. */
const ADD_DEADLINE_SECONDS = 600;
const REMOVE_DEADLINE_SECONDS = 60;

/**
 * Checks a commit out into a temporary folder of its own, beside which the repository's work tree and index stay as they
 * are. Nothing is left where it fails or is interrupted.
 * @param name the side as a message names it
 * @throws Failure, Interrupted
 */
export async function addWorktree(commit: string, name: string, repository: GitOptions): Promise<Worktree> {
  const parent = await temporaryFolder();
  const path = join(parent, 'base');
  let removing: Promise<void> | undefined;
  const remove = () => {
    removing ??= removeWorktree(parent, path, repository);
    return removing;
  };
  try {
    const ran = await git(['worktree', 'add', '--detach', '--force', path, commit], {
      ...repository,
      deadlineSeconds: ADD_DEADLINE_SECONDS,
    });
    if (ran.code !== 0)
      throw new Failure(
        `${name} could not be checked out in ${parent}: ${reasonOf(ran)}. Mend that, or choose another place (TMPDIR).`,
        /no space left|quota/i.test(ran.stderr) ? EXIT.disk : EXIT.incomplete,
      );
    return { path, remove };
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
}

async function temporaryFolder(): Promise<string> {
  try {
    // git registers the real place.
    return await realpath(await mkdtemp(join(tmpdir(), 'chinook-eval-against-')));
  } catch (error) {
    throw explainSystemError(error, `making a temporary folder in ${tmpdir()}`);
  }
}

async function removeWorktree(parent: string, path: string, { cwd, env }: GitOptions): Promise<void> {
  // The files first: of a worktree that is not there git removes the entry, also one that was interrupted while it was
  // made. --force twice: such a one is locked. Not `git worktree prune` at once: it would also forget worktrees of the
  // user's on a disk that happens not to be mounted.
  let left: unknown;
  await rm(parent, { recursive: true, force: true, maxRetries: 5 }).catch((error: unknown) => {
    left = error;
  });
  // The command's own signal may be aborted: that is when this is needed.
  const options = {
    cwd,
    env,
    signal: new AbortController().signal,
    deadlineSeconds: REMOVE_DEADLINE_SECONDS,
  };
  try {
    const { code } = await git(['worktree', 'remove', '--force', '--force', path], options);
    if (code !== 0) {
      const { stdout } = await git(['worktree', 'list', '--porcelain'], options);
      if (stdout.split('\n').includes(`worktree ${path.replaceAll('\\', '/')}`))
        await git(['worktree', 'prune'], options);
    }
  } catch {
    // The repository is gone, or git: an entry that is left is dropped by its next gc.
  }
  if (left !== undefined)
    throw new Failure(
      `${parent} could not be removed (${left instanceof Error ? left.message : String(left)}). Remove it by hand.`,
      EXIT.disk,
      { cause: left },
    );
}
