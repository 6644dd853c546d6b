import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { trialLauncher } from '../bench/launch.ts';
import type { OtherSide } from '../bench/other-side.ts';
import type { LoadedScenario } from '../bench/run.ts';
import { Failure, Interrupted } from '../model/failure.ts';
import type { SeedSource } from '../model/seed.ts';
import { Child, ChildFailed } from '../process/child.ts';
import type { Catalog, CatalogRequest, DatasetBuildRequest, DatasetBuilt } from './messages.ts';
import type { OtherSide as ObtainedSide } from './side.ts';

const CATALOG_DEADLINE_SECONDS = 120;
const BUILD_DEADLINE_SECONDS = 3600;

export interface OtherRequest {
  readonly layouts: readonly string[];
  readonly scenarios: string | null;
  /** All that this version has, filtered or not. */
  readonly own: readonly LoadedScenario[];
  readonly seed: SeedSource;
  readonly scale: number;
  readonly work: string;
  readonly core: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (doing: string) => void;
}

/**
 * The other version, ready to be measured: it has told what layouts and scenarios it has, and built its own data.
 * @throws Failure where it cannot, with its name in front
 */
export async function prepareOther(side: ObtainedSide, request: OtherRequest): Promise<OtherSide> {
  const { signal, work, scale, seed, onProgress } = request;
  // Each version on the Node that it pins, if this one runs on its own; else both on the Node that runs this.
  const pinned = /[\\/]node_modules[\\/]node-\w+-\w+[\\/]/.test(process.execPath);
  const node = { node: pinned ? side.node : process.execPath };
  const program = { file: join(dirname(side.trialProgram), '../against/side-process.js'), ...node };
  const child = new Child(program, { signal, onProgress, gentle: true });
  try {
    const cwd = side.place ?? side.root;
    // A folder that only this version has: its scenarios are new.
    const there = request.scenarios !== null && existsSync(resolve(cwd, request.scenarios));
    const scenarioFolder = there ? request.scenarios : null;
    const catalogRequest: CatalogRequest = { layouts: request.layouts, scenarios: scenarioFolder, cwd };
    const catalog = await child.request<Catalog>('catalog', catalogRequest, CATALOG_DEADLINE_SECONDS);
    const folder = join(work, 'base');
    await mkdir(folder);
    const build: DatasetBuildRequest = { seed, scale, layouts: catalog.layouts, folder };
    const { built } = await child.request<DatasetBuilt>('dataset', build, BUILD_DEADLINE_SECONDS);
    const trial = { file: side.trialProgram, ...node };
    const { version, node: nodeVersion, sqlite, sqliteVec, betterSqlite3 } = catalog;
    const scenarios = new Map(
      catalog.scenarios.map(({ name, kind, module }) => [`${kind}/${name}`, { name, module }]),
    );
    const own = new Set(request.own.map(({ scenario }) => `${scenario.kind}/${scenario.name}`));
    return {
      label: side.label,
      version,
      commit: side.dirty && side.commit ? `${side.commit}-dirty` : side.commit,
      environment: { node: nodeVersion, sqlite, sqliteVec, betterSqlite3 },
      layouts: catalog.layouts,
      built,
      folder,
      scenarios,
      onlyThere: [...scenarios.keys()].filter((name) => !own.has(name)),
      launch: trialLauncher(request.core, trial),
      launchFree: trialLauncher(null, trial),
    };
  } catch (error) {
    if (error instanceof ChildFailed)
      throw new Failure(`${side.label}: ${error.message}.`, undefined, { cause: error });
    if (error instanceof Failure && !(error instanceof Interrupted))
      throw new Failure(`${side.label}: ${error.message}`, error.exitCode, { cause: error });
    throw error;
  } finally {
    await child.end();
  }
}
