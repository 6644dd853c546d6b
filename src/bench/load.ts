import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SCENARIOS } from '../../scenarios/index.ts';
import { Failure } from '../model/failure.ts';
import { SCENARIO_KINDS, type Scenario } from '../model/scenario.ts';
import { TABLE_NAMES } from '../model/tables.ts';
import { programFile } from '../paths.ts';
import { loadUserModule } from '../process/module.ts';
import type { LoadedScenario } from './run.ts';

/** The built-in scenarios; each lies in a file of its name. */
export function builtInScenarios(): readonly LoadedScenario[] {
  return SCENARIOS.map((scenario) => ({
    name: scenario.name,
    module: programFile(`scenarios/${scenario.name}`).href,
    scenario,
  }));
}

/**
 * The built-in scenarios and those of a user's folder: every .js, .mjs or .ts file there exports one as its default.
 * @throws Failure (exit 2) that names the file and what is wrong with it
 */
export async function loadScenarios(
  folder: string | undefined,
  cwd: string,
  signal: AbortSignal,
): Promise<readonly LoadedScenario[]> {
  const builtIn = builtInScenarios();
  if (folder === undefined) return builtIn;
  const path = resolve(cwd, folder);
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new Failure(`${folder} is not a folder of scenarios.`);
  const files = readdirSync(path)
    .filter((file) => /\.(js|mjs|ts)$/.test(file) && !/\.(d|test)\.ts$/.test(file))
    .sort();
  if (files.length === 0) throw new Failure(`${folder} holds no scenario: no file ends in .js, .mjs or .ts.`);
  const own: LoadedScenario[] = [];
  for (const file of files) {
    const loaded = await loadOne(join(path, file), join(folder, file), signal);
    if ([...builtIn, ...own].some((other) => other.name === loaded.name))
      throw new Failure(
        `${join(folder, file)}: there is a scenario ${loaded.name} already. Choose another name.`,
      );
    own.push(loaded);
  }
  return [...builtIn, ...own];
}

async function loadOne(path: string, shown: string, signal: AbortSignal): Promise<LoadedScenario> {
  const scenario = checkScenario(await loadUserModule(path, shown, signal), shown);
  return { name: scenario.name, module: pathToFileURL(path).href, scenario };
}

/** The shape of a scenario that comes from a user's file. @throws Failure */
export function checkScenario(value: unknown, shown: string): Scenario {
  const fail = (what: string): never => {
    throw new Failure(`${shown}: ${what}`);
  };
  if (typeof value !== 'object' || value === null)
    return fail('the default export is no scenario; use defineScenario');
  const scenario = value as Scenario;
  if (typeof scenario.name !== 'string' || !/^[a-z0-9][a-z0-9-]*$/.test(scenario.name))
    return fail('name must be lower-case letters, digits and dashes');
  if (!SCENARIO_KINDS.includes(scenario.kind))
    return fail(`kind must be one of ${SCENARIO_KINDS.join(', ')}`);
  if (typeof scenario.description !== 'string') return fail('description is missing');
  if (!Array.isArray(scenario.tables) || scenario.tables.length === 0)
    return fail('tables must list at least one table');
  for (const table of scenario.tables)
    if (!TABLE_NAMES.includes(table)) return fail(`tables: there is no table ${table}`);
  if (typeof scenario.parameters !== 'function') return fail('parameters must be a function');
  if (typeof scenario.joined !== 'function' && typeof scenario.application !== 'function')
    return fail('a scenario has a joined plan, an application plan, or both');
  const { neighbours } = scenario;
  if (
    neighbours !== undefined &&
    (typeof neighbours?.ids !== 'function' || typeof neighbours.distances !== 'function')
  )
    return fail('neighbours must have two functions, ids and distances');
  return scenario;
}
