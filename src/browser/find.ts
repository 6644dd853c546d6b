import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** A browser that is there; whether it starts is another question. */
export interface FoundBrowser {
  readonly kind: 'named' | 'installed';
  readonly path: string;
}

const VARIABLE = 'PUPPETEER_EXECUTABLE_PATH';

/**
 * @param browser what --browser says
 * @returns its absolute path
 * @throws Failure where it is no file that can be run
 */
export function checkNamedBrowser(browser: string, cwd: string): string {
  const problem = problemOf(resolve(cwd, browser));
  if (problem === undefined) return resolve(cwd, browser);
  throw new Failure(told('--browser', browser, problem, 'Leave --browser out'));
}

/**
 * The browser that the user names: by --browser, else by PUPPETEER_EXECUTABLE_PATH. Undefined where neither does, and
 * where the variable is wrong (see `variableProblem`): containers preset it, and what needs no browser goes on.
 * @throws Failure where --browser is no file that can be run
 */
export function namedBrowser(
  browser: string | undefined,
  env: Variables,
  cwd: string,
): FoundBrowser | undefined {
  if (browser !== undefined) return { kind: 'named', path: checkNamedBrowser(browser, cwd) };
  const variable = env[VARIABLE];
  if (!variable || variableProblem(env, cwd) !== undefined) return undefined;
  return { kind: 'named', path: resolve(cwd, variable) };
}

/** What is wrong with the browser that PUPPETEER_EXECUTABLE_PATH names, with the way out, in one line. */
export function variableProblem(env: Variables, cwd: string): string | undefined {
  const variable = env[VARIABLE];
  if (!variable) return undefined;
  const problem = problemOf(resolve(cwd, variable));
  return problem && told(VARIABLE, variable, problem, `Unset ${VARIABLE}`);
}

/** In the order in which they are to be tried. */
export function installedBrowsers(
  env: Variables,
  platform: NodeJS.Platform = process.platform,
): FoundBrowser[] {
  const found = new Map<string, FoundBrowser>();
  for (const path of [...onPath(env, platform), ...usualPlaces(env, platform)]) {
    if (problemOf(path) !== undefined) continue;
    const real = realpathSync(path);
    if (!found.has(real)) found.set(real, { kind: 'installed', path });
  }
  return [...found.values()];
}

function told(by: string, written: string, problem: string, without: string): string {
  return `${by} ${plain(written)} ${problem}. Give the file of a Chrome or Chromium. ${without} to look for one.`;
}

function problemOf(path: string): string | undefined {
  try {
    // What a mount or a script has put in a browser's place is no browser: /dev/null, a folder.
    if (!statSync(path).isFile()) return 'is no file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' ? 'may not be read' : 'does not exist';
  }
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return 'may not be run';
  }
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

function onPath(env: Variables, platform: NodeJS.Platform): string[] {
  const value = env.PATH ?? env.Path ?? '';
  // A relative folder in PATH would run what lies where one happens to be.
  const folders = value.split(platform === 'win32' ? ';' : delimiter).filter((folder) => isAbsolute(folder));
  const extension = platform === 'win32' ? '.exe' : '';
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, `${name}${extension}`)));
}

function usualPlaces(env: Variables, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', ...(env.HOME ? [join(env.HOME, 'Applications')] : [])];
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      folders.map((folder) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (platform !== 'win32') return [];
  const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(
    (folder): folder is string => folder !== undefined && folder !== '',
  );
  return [
    ['Google', 'Chrome', 'Application', 'chrome.exe'],
    ['Chromium', 'Application', 'chrome.exe'],
    ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ].flatMap((parts) => folders.map((folder) => join(folder, ...parts)));
}
