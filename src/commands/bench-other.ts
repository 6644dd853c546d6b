import { fileURLToPath } from 'node:url';
import { headState } from '../against/head.ts';
import { obtainSide } from '../against/obtain.ts';
import { prepareOther } from '../against/other.ts';
import { staleBuild } from '../against/stale.ts';
import type { OtherSide } from '../bench/other-side.ts';
import type { LoadedScenario } from '../bench/run.ts';
import { Failure } from '../model/failure.ts';
import type { SeedSource } from '../model/seed.ts';
import type { Streams } from '../model/streams.ts';
import { PACKAGE_ROOT } from '../paths.ts';
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
  const stale = staleBuild(fileURLToPath(PACKAGE_ROOT));
  if (stale !== null) throw new Failure(`${stale}.`);
  const head = await headState(cwd, env, signal);
  if (head.dirty)
    stderr.write(`chinook-eval: ${head.label} has uncommitted changes; they are measured as head\n`);
  const obtained = await obtainSide(target, { cwd, env, signal, onProgress: request.onProgress });
  try {
    const old = staleBuild(obtained.root);
    if (old !== null) throw new Failure(`${target}: ${old}.`);
    const scenarios = flags.scenarios ?? null;
    const side = await prepareOther(obtained, { ...request, scenarios, signal });
    return { side, remove: () => obtained.remove() };
  } catch (error) {
    // Should that fail too, the first error is the one to tell.
    await obtained.remove().catch(() => {});
    throw error;
  }
}
