import { join } from 'node:path';
import { readEnvironment } from '../bench/environment.ts';
import { loadScenarios } from '../bench/load.ts';
import { buildDataset } from '../database/dataset.ts';
import { loadLayouts } from '../layouts/load.ts';
import { sendProgress, serve } from '../process/serve.ts';
import { importSeed } from '../seed/import.ts';
import { version } from '../version.ts';
import type { Catalog, CatalogRequest, DatasetBuildRequest, DatasetBuilt } from './messages.ts';

/** This version of the tool when another one measures against it: its own layouts, scenarios, schema and data. */

/** Asked to end, it ends its own children first: they build in a folder that the coordinator is about to remove. */
const ending = new AbortController();
const { signal } = ending;

async function catalog({ layouts, scenarios, cwd }: CatalogRequest): Promise<Catalog> {
  const { node, sqlite, sqliteVec, betterSqlite3 } = readEnvironment(cwd);
  const loaded = await loadScenarios(scenarios ?? undefined, cwd, signal);
  return {
    version: version(),
    node,
    sqlite,
    sqliteVec,
    betterSqlite3,
    layouts: await loadLayouts(layouts, cwd, signal),
    scenarios: loaded.map(({ name, module, scenario: { kind } }) => ({ name, kind, module })),
  };
}

async function dataset({ seed, scale, layouts, folder }: DatasetBuildRequest): Promise<DatasetBuilt> {
  const seedStore = join(folder, 'seed.store');
  sendProgress('reading the seed', 0);
  const info = await importSeed(seed, seedStore, { signal });
  const built = await buildDataset({
    layouts,
    seedStore,
    scale,
    folder,
    signal,
    onProgress: (layout, doing, fraction) => sendProgress(`${layout}: ${doing}`, fraction),
  });
  return { seed: info, built };
}

serve({ catalog, dataset }, ending);
