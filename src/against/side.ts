import { EXIT, Failure } from '../model/failure.ts';
import { findTool, TOOL } from './package.ts';
import type { Variables } from './run-program.ts';
import type { CheckoutState } from './state.ts';
import { declaredTrial, nodeOf, requireCompiled } from './trial-program.ts';

export interface ObtainOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly env: Variables;
  readonly onProgress: (doing: string) => void;
  /** What the user has to know, in a line. */
  readonly onNote: (note: string) => void;
}

/** Another chinook-eval whose trial program can be started. Paths are absolute. */
export interface OtherSide {
  /** As the user typed it: "main", "../base". */
  readonly label: string;
  /** In full; null where it is not a checkout. */
  readonly commit: string | null;
  /** Its files differ from the commit; never so for a ref. */
  readonly dirty: boolean;
  /** Its package's folder. */
  readonly root: string;
  /** What corresponds to the working folder: the user's relative files are looked up there; null without one. */
  readonly place: string | null;
  /** The Node to run it with. */
  readonly node: string;
  readonly trialProgram: string;
  readonly protocol: number;
  /** Removes what was made for it; a second time it does nothing. @throws Failure where a temporary folder stays */
  remove(): Promise<void>;
}

const COMMIT_CHARACTERS = 7;

/** A side as messages name it: "main (a71be02)", "head (a71be02, with uncommitted changes)", "../base". */
export function describeSide({ label, commit, dirty }: CheckoutState & { readonly label: string }): string {
  if (commit === null) return label;
  return `${label} (${commit.slice(0, COMMIT_CHARACTERS)}${dirty ? ', with uncommitted changes' : ''})`;
}

/**
 * What there is to know of the chinook-eval in a folder that is ready to run.
 * @param folder where to look; the folders above it up to `top` too
 * @throws Failure where there is none, it is too old, or not compiled
 */
export function readyTool(
  folder: string,
  top: string,
  name: string,
): Pick<OtherSide, 'root' | 'node' | 'trialProgram' | 'protocol'> {
  const root = findTool(folder, top);
  if (root === null)
    throw new Failure(
      `${name} has no ${TOOL}: it is neither that package nor has it in node_modules. Name a ref or a folder that does.`,
      EXIT.usage,
    );
  const trial = declaredTrial(root, name);
  requireCompiled(root, trial, name);
  return { root, node: nodeOf(root), trialProgram: trial.program, protocol: trial.protocol };
}
