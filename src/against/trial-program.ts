import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { EXIT, Failure } from '../model/failure.ts';
import { TRIAL_PROTOCOL } from '../model/protocol.ts';
import { readPackage } from './package.ts';

/** What a chinook-eval says of its trial program in its package.json. */
export interface DeclaredTrial {
  readonly protocol: number;
  /** The file, absolute. */
  readonly program: string;
}

const INSTEAD = 'Compare stored runs instead: chinook-eval compare.';

/**
 * Reads what a chinook-eval declares; nothing needs to be installed or compiled for that.
 * @param name the side as a message names it: "main (a71be02)"
 * @throws Failure where it has no trial protocol, or another than ours
 */
export function declaredTrial(root: string, name: string): DeclaredTrial {
  const { trialProtocol: protocol, trialProgram: place } = readPackage(root).chinookEval ?? {};
  if (protocol === undefined)
    throw new Failure(
      `${name} is older than --against: it has no trial protocol. ${INSTEAD}`,
      EXIT.incomplete,
    );
  if (protocol !== TRIAL_PROTOCOL)
    throw new Failure(
      `${name} speaks trial protocol ${JSON.stringify(protocol)}, this chinook-eval ${TRIAL_PROTOCOL}. ${INSTEAD}`,
      EXIT.incomplete,
    );
  if (typeof place !== 'string' || isAbsolute(place) || !isWithin(root, resolve(root, place)))
    throw new Failure(
      `${name} names no trial program within itself (chinookEval.trialProgram in its package.json). ${INSTEAD}`,
      EXIT.incomplete,
    );
  return { protocol, program: resolve(root, place) };
}

function isWithin(root: string, file: string): boolean {
  const place = relative(root, file);
  return place !== '' && !isAbsolute(place) && place.split(/[\\/]/)[0] !== '..';
}

/** @throws Failure where the program is not there: it was not compiled */
export function requireCompiled(root: string, { program }: DeclaredTrial, name: string): void {
  if (statSync(program, { throwIfNoEntry: false })?.isFile()) return;
  throw new Failure(
    `${name} is not compiled: ${relative(root, program)} is missing. Its prepare script makes it on npm ci; run that in a checkout (are scripts off? npm config get ignore-scripts), and name its folder: --against ./DIR.`,
    EXIT.incomplete,
  );
}

/** The Node that a chinook-eval pins, as bin/chinook-eval.js finds it; where none is installed, the one that runs this. */
export function nodeOf(root: string): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const file = createRequire(join(root, 'package.json')).resolve(
      `node-${platform}-${process.arch}/package.json`,
    );
    const node = join(file, '..', 'bin', platform === 'win' ? 'node.exe' : 'node');
    return existsSync(node) ? node : process.execPath;
  } catch {
    return process.execPath;
  }
}
