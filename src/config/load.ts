import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Failure } from '../model/failure.ts';
import { loadUserModule } from '../process/module.ts';
import { checkConfig } from './check.ts';
import { type BenchDefaults, type Config, DEFAULT_CONFIG } from './config.ts';
import { type FoundConfig, findConfig, unreadable } from './find.ts';
import { parseJson } from './json.ts';

export { type Config, DEFAULT_CONFIG } from './config.ts';
export { checkPatterns, settingsFor } from './settings.ts';

/**
 * The configuration: of the file that is named (--config), else of chinook-eval.config.{js,mjs,ts,json} in the current
 * folder, else the defaults.
 * @returns file: absolute path; null where there is none and the defaults hold
 * @throws Failure (exit 2; 5 without permission), one line; Interrupted
 */
export async function loadConfig(
  path: string | undefined,
  cwd: string,
  signal: AbortSignal,
): Promise<{ config: Config; file: string | null }> {
  const found = findConfig(path, cwd);
  if (found === null) return { config: DEFAULT_CONFIG, file: null };
  const config = checkConfig(await readValue(found, signal), found.shown);
  const folder = dirname(found.path);
  const bench = folder === resolve(cwd) ? config.bench : fromFolder(config.bench, folder);
  return { config: { ...config, bench }, file: found.path };
}

async function readValue({ path, shown, form }: FoundConfig, signal: AbortSignal): Promise<unknown> {
  if (form === '.json') {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw unreadable(error, shown);
    }
    return parseJson(text, shown);
  }
  if (form === '.ts' && !process.features.typescript)
    throw new Failure(
      `${shown}: Node ${process.versions.node} does not run TypeScript. Use a .js or .json file, or Node 22.18 or newer.`,
    );
  const value = await loadUserModule(path, shown, signal);
  if (value === undefined)
    throw new Failure(`${shown} has no default export. Write export default defineConfig({ ... }).`);
  return value;
}

/** Files are named from where the configuration lies, as its author sees them; layouts may be names instead. */
function fromFolder(bench: BenchDefaults, folder: string): BenchDefaults {
  const { seed, scenarios, layouts } = bench;
  return {
    ...bench,
    ...(seed !== undefined && { seed: resolve(folder, seed) }),
    ...(scenarios !== undefined && { scenarios: resolve(folder, scenarios) }),
    ...(layouts !== undefined && {
      layouts: layouts.map((name) => (/[./\\]/.test(name) ? resolve(folder, name) : name)),
    }),
  };
}
