import { type ChildProcess, fork } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trialLauncher } from '../../../src/bench/launch.ts';
import { chooseCore } from '../../../src/bench/pin.ts';
import type { LaunchTrial } from '../../../src/bench/protocol.ts';
import { single } from '../../../src/layouts/index.ts';
import { buildOnce, builtInStore } from '../dataset.ts';

/** Small enough to copy quickly for what writes. */
const SCALE = 4;

/** What every trial of this section works with. */
export interface Setting {
  readonly folder: string;
  readonly core: number | null;
  readonly layout: typeof single;
  readonly launch: LaunchTrial;
  readonly reference: LaunchTrial;
}

/** The compiled programs, as users run them. */
function compiled(name: string) {
  return {
    file: fileURLToPath(new URL(`../../../dist/src/bench/${name}.js`, import.meta.url)),
    node: process.execPath,
  };
}

export async function makeSetting(folder: string): Promise<Setting> {
  const seedStore = await builtInStore(folder);
  await buildOnce({ folder: join(folder, single.name), layout: single.name, scale: SCALE, seedStore });
  // Base has files of its own, as another version would.
  cpSync(join(folder, single.name), join(folder, 'base', single.name), { recursive: true });
  const core = chooseCore();
  return {
    folder,
    core,
    layout: single,
    launch: trialLauncher(core, compiled('trial-process')),
    reference: trialLauncher(core, compiled('reference-process')),
  };
}

export function startLoader(): ChildProcess {
  return fork(fileURLToPath(new URL('./loader.js', import.meta.url)), { stdio: 'ignore' });
}

/** The module of `inner` queries in one call. */
export function innerModule(count: number): string {
  return new URL(`./inner.ts?n=${count}`, import.meta.url).href;
}
