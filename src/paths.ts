/** Compiled files lie one folder deeper (dist/src/) than their sources (src/); both run. */
export const COMPILED = import.meta.url.endsWith('.js');

/** The folder with package.json, bin and fixtures, as a URL that ends in a slash. */
export const PACKAGE_ROOT = new URL(COMPILED ? '../../' : '../', import.meta.url);

/** The folder with src and scenarios, as a URL that ends in a slash: dist/ in the package, the root in a checkout. */
export const CODE_ROOT = new URL('../', import.meta.url);

/** The URL of a program file of ours by its place without extension, such as "src/bench/trial-process". */
export function programFile(place: string): URL {
  return new URL(`${place}${COMPILED ? '.js' : '.ts'}`, CODE_ROOT);
}
