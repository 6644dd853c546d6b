import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, Failure } from '../model/failure.ts';
import { npmReason } from './npm-message.ts';
import { hasPackage, readPackage, upwards } from './package.ts';
import { NotStarted, type Ran, runProgram, TooSlow } from './run-program.ts';
import type { ObtainOptions } from './side.ts';
import { npmVariables } from './variables.ts';

const DEADLINE_SECONDS = 600;

const OPTIONS = [
  '--no-audit',
  '--no-fund',
  '--prefer-offline',
  '--loglevel=error',
  // Compilers are development dependencies; NODE_ENV=production and an outer --omit=dev would leave them out.
  '--include=dev',
];

const INSTEAD = 'Install it yourself in a checkout, and name its folder: --against ./DIR.';

/**
 * Installs what a package of the other version needs, with the npm of the machine and the user's settings; its own prepare
 * script compiles it. A workspace is installed from the folder that has its lock file.
 * @param top the folder of the work tree; nothing above it is looked at
 * @throws Failure with npm's reason on one line, Interrupted
 */
export async function install(
  packageFolder: string,
  top: string,
  name: string,
  { signal, env, onProgress }: Omit<ObtainOptions, 'cwd'>,
): Promise<void> {
  const folder = lockFolder(packageFolder, top);
  const command = folder === null ? 'install' : 'ci';
  onProgress(`installing ${name} with npm ${command}`);
  const ran = await npm([command, ...OPTIONS], name, {
    cwd: folder ?? packageFolder,
    env: npmVariables(env),
    signal,
    deadlineSeconds: DEADLINE_SECONDS,
  });
  if (ran.code === 0) return;
  const reason = npmReason(ran.stdout, ran.stderr);
  throw new Failure(
    `${name} could not be installed; npm ${command} says: ${reason.replace(/\.$/, '')}. ${INSTEAD}`,
    /ENOSPC|EDQUOT|no space left/i.test(ran.stderr) ? EXIT.disk : EXIT.incomplete,
  );
}

/** Where `npm ci` has its lock file: in the package, or in the workspaces' root above it. Null without one. */
function lockFolder(packageFolder: string, top: string): string | null {
  return (
    upwards(packageFolder, top).find(
      (folder) =>
        hasLock(folder) &&
        (folder === packageFolder || (hasPackage(folder) && readPackage(folder).workspaces !== undefined)),
    ) ?? null
  );
}

function hasLock(folder: string): boolean {
  return ['package-lock.json', 'npm-shrinkwrap.json'].some((file) => existsSync(join(folder, file)));
}

async function npm(
  words: readonly string[],
  name: string,
  options: Parameters<typeof runProgram>[2],
): Promise<Ran> {
  try {
    return process.platform === 'win32'
      ? await runProgram(['npm.cmd', ...words].join(' '), [], { ...options, shell: true })
      : await runProgram('npm', words, options);
  } catch (error) {
    if (error instanceof NotStarted)
      throw new Failure(
        `${name} could not be installed: there is no npm on the PATH. Install npm, or name a folder in which it is installed: --against ./DIR.`,
        EXIT.usage,
        { cause: error },
      );
    if (error instanceof TooSlow)
      throw new Failure(
        `${name} could not be installed: npm ${words[0]} was not done within ${DEADLINE_SECONDS / 60} minutes. ${INSTEAD}`,
        EXIT.incomplete,
        { cause: error },
      );
    throw error;
  }
}
