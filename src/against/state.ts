import { Failure, Interrupted } from '../model/failure.ts';
import { type GitOptions, git } from './git.ts';

/** The commit of a checkout; dirty: tracked files differ from it. Commit null: not a checkout, or no git. */
export interface CheckoutState {
  readonly commit: string | null;
  readonly dirty: boolean;
}

const NONE: CheckoutState = { commit: null, dirty: false };

/**
 * The state of the checkout that holds a folder. Files that git does not track do not make it dirty: notes and reports
 * lie about in most checkouts, and a new source file is used by none until a tracked one changes.
 * @throws Interrupted
 */
export async function checkoutState(options: GitOptions): Promise<CheckoutState> {
  try {
    const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options);
    if (head.code !== 0) return NONE;
    const words = ['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=all'];
    const status = await git(words, options);
    return { commit: head.stdout.trim(), dirty: status.code === 0 && status.stdout.trim() !== '' };
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
    return NONE;
  }
}

/**
 * The same for a package's folder; null commit also where it merely lies in someone's repository, as an installed or an
 * unpacked package does: its package.json is not tracked there.
 */
export async function packageState(options: GitOptions): Promise<CheckoutState> {
  try {
    const tracked = await git(['ls-files', '--error-unmatch', '--', 'package.json'], options);
    return tracked.code === 0 ? await checkoutState(options) : NONE;
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
    return NONE;
  }
}
