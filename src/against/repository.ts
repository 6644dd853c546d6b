import { EXIT, Failure, Interrupted } from '../model/failure.ts';
import { type GitOptions, git, reasonOf } from './git.ts';
import { nearestNames } from './nearest.ts';

export interface Repository {
  /** The folder of the work tree. */
  readonly top: string;
  /** From there to the folder that was asked for: "packages/tool", or "". */
  readonly prefix: string;
}

/** The repository that holds a folder. @throws Failure (not in one, git missing), Interrupted */
export async function findRepository(target: string, options: GitOptions): Promise<Repository> {
  const env = { ...options.env, LC_ALL: 'C' };
  const ran = await git(['rev-parse', '--show-toplevel', '--show-prefix'], { ...options, env });
  const [top, prefix = ''] = ran.stdout.split('\n');
  if (ran.code === 0 && top) return { top, prefix: prefix.replace(/\/$/, '') };
  throw new Failure(
    /not a git repository/.test(ran.stderr)
      ? `--against ${target}: ${options.cwd} is not in a git repository. Run it in a checkout, or name a folder: --against ./DIR.`
      : `--against ${target}: git does not work in ${options.cwd}: ${reasonOf(ran)}. Mend that, or name a folder: --against ./DIR.`,
  );
}

/** The same, null where there is none or no git. @throws Interrupted */
export async function repositoryOf(options: GitOptions): Promise<Repository | null> {
  try {
    return await findRepository('', options);
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
    return null;
  }
}

/** The commit that a ref names, in full. @throws Failure (no such ref; the message has the nearest ones), Interrupted */
export async function resolveCommit(ref: string, options: GitOptions): Promise<string> {
  // --end-of-options (git 2.30): a ref that begins with a dash stays a ref.
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const { code, stdout } = await git(words, options);
  const commit = stdout.trim();
  if (code === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw new Failure(await missing(ref, options), EXIT.usage);
}

async function missing(ref: string, options: GitOptions): Promise<string> {
  const refs = await git(
    ['for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads', 'refs/tags', 'refs/remotes'],
    options,
  );
  const near = nearestNames(
    ref,
    refs.stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/HEAD')),
  );
  const shallow = (await git(['rev-parse', '--is-shallow-repository'], options)).stdout.trim() === 'true';
  const hints = [
    ...(near.length > 0 ? [`Did you mean ${near.join(' or ')}?`] : []),
    ...(shallow
      ? ['This clone is shallow; fetch it first: git fetch --unshallow (actions/checkout: fetch-depth: 0).']
      : []),
  ];
  if (hints.length === 0) hints.push('git branch --all and git tag list what there is.');
  return `--against ${ref}: there is no such branch, tag or commit. ${hints.join(' ')}`;
}
