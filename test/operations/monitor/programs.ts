import { spawnSync } from 'node:child_process';

/** For a test that needs programs which a machine may not have: it is skipped there, and says why. */
export function needs(...programs: string[]): { readonly skip: string | false } {
  const missing = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  return { skip: missing.length > 0 && `${missing.join(' and ')} is not installed here` };
}
