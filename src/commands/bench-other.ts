import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headState } from '../against/head.ts';
import { obtainSide } from '../against/obtain.ts';
import { prepareOther } from '../against/other.ts';
import { nearestPackage } from '../against/package.ts';
import { repositoryOf } from '../against/repository.ts';
import { staleBuild } from '../against/stale.ts';
import type { OtherSide } from '../bench/other-side.ts';
import type { LoadedScenario } from '../bench/run.ts';
import { Failure } from '../model/failure.ts';
import type { SeedSource } from '../model/seed.ts';
import type { Streams } from '../model/streams.ts';
import { COMPILED, PACKAGE_ROOT } from '../paths.ts';
import type { BenchFlags } from './bench-plan.ts';

export interface ObtainOtherRequest {
  readonly flags: BenchFlags;
  readonly layouts: readonly string[];
  readonly own: readonly LoadedScenario[];
  readonly seed: SeedSource;
  readonly scale: number;
  readonly work: string;
  readonly core: number | null;
  readonly streams: Streams;
  readonly onProgress: (doing: string) => void;
}

/** The version that --against names, with its data built; remove() takes its worktree away again. */
export async function obtainOther(
  target: string,
  { flags, streams, ...request }: ObtainOtherRequest,
): Promise<{ side: OtherSide; remove: () => Promise<void> }> {
  const { cwd, env, signal, stderr } = streams;
  // Where the sources themselves run, dist/ is not what is measured.
  const stale = COMPILED ? staleBuild(fileURLToPath(PACKAGE_ROOT)) : null;
  if (stale !== null) throw new Failure(`${stale}.`);
  const state = await headState(cwd, env, signal);
  if (state.dirty)
    stderr.write(`chinook-eval: ${state.label} has uncommitted changes; they are measured as head\n`);
  const onNote = (note: string) => stderr.write(`chinook-eval: ${note}\n`);
  const { onProgress } = request;
  const obtained = await obtainSide(target, { cwd, env, signal, onProgress, onNote });
  try {
    const head = fileURLToPath(PACKAGE_ROOT);
    // The version that runs is what is measured as head, wherever it was called from.
    if (isCheckout(obtained.root) && !isCheckout(head))
      onNote(
        `head is the chinook-eval in ${head}, not this checkout: run its own ./bin/chinook-eval.js to measure it`,
      );
    const old = staleBuild(obtained.root);
    if (old !== null) throw new Failure(`${target}: ${old}.`);
    const own = await ownPaths(streams);
    const scenarios = flags.scenarios === undefined ? null : own(flags.scenarios);
    const layouts = request.layouts.map(own);
    const side = await prepareOther(obtained, { ...request, layouts, scenarios, signal });
    return { side, remove: () => obtained.remove() };
  } catch (error) {
    // Should that fail too, the first error is the one to tell.
    await obtained.remove().catch((second: Error) => onNote(second.message));
    throw error;
  }
}

/** A version with its sources, not one that was installed as a package. */
function isCheckout(root: string): boolean {
  return existsSync(join(root, 'src')) && !root.includes('node_modules');
}

/**
 * Turns a path into one from the current folder where it lies in the same checkout: an absolute one (a configuration file
 * of another folder makes them) would be head's for both sides.
 */
async function ownPaths({ cwd, env, signal }: Streams): Promise<(path: string) => string> {
  const top = (await repositoryOf({ cwd, env, signal }))?.top ?? nearestPackage(cwd, null);
  return (path) => {
    if (!isAbsolute(path) || top === null || !existsSync(path)) return path;
    const [from, to, root] = [cwd, path, top].map((one) => realpathSync(one)) as [string, string, string];
    const inside = relative(root, to);
    return isAbsolute(inside) || inside.split(/[\\/]/)[0] === '..' ? path : relative(from, to) || '.';
  };
}
