import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../model/failure.ts';
import type { SeedSource } from '../model/seed.ts';

/** What --seed takes for the built-in catalogue, to override CHINOOK_SEED. A file of that name: ./built-in. */
export const BUILT_IN = 'built-in';

/**
 * --seed beats CHINOOK_SEED beats the built-in catalogue. An empty CHINOOK_SEED counts as not set, as for most
 * programs; an empty --seed is most likely an unset variable in a script, and refused.
 *
 * @param flag the value of --seed, undefined where it was not given
 * @param cwd the folder in which a relative path starts
 */
export function chooseSeed(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): SeedSource {
  if (flag?.trim() === '') {
    throw new Failure('--seed is empty. Give a file, or leave --seed out for the built-in catalogue.');
  }
  const chosen = flag ?? env.CHINOOK_SEED ?? '';
  if (chosen.trim() === '' || chosen === BUILT_IN) return { form: 'built-in' };
  return { form: 'file', path: isAbsolute(chosen) ? chosen : resolve(cwd, chosen) };
}
