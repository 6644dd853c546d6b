import { EXIT, Failure } from '../model/failure.ts';
import { oneLine } from './one-line.ts';
import { NotStarted, type Ran, runProgram, TooSlow, type Variables } from './run-program.ts';
import { gitVariables } from './variables.ts';

export interface GitOptions {
  readonly cwd: string;
  readonly env: Variables;
  readonly signal: AbortSignal;
  readonly deadlineSeconds?: number;
}

/** Every question that is asked is answered from the disk. */
const DEADLINE_SECONDS = 120;

/** No code of the repository runs: neither its hooks nor its file system monitor; its submodules are not looked at. */
const SETTINGS = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'submodule.recurse=false'];

/** Runs git. @throws Failure where git is missing or too slow, Interrupted; its exit code is the caller's to judge */
export async function git(
  words: readonly string[],
  { cwd, env, signal, deadlineSeconds = DEADLINE_SECONDS }: GitOptions,
): Promise<Ran> {
  const settings = SETTINGS.flatMap((setting) => ['-c', setting]);
  try {
    const variables = gitVariables(env);
    return await runProgram('git', [...settings, ...words], { cwd, env: variables, signal, deadlineSeconds });
  } catch (error) {
    if (error instanceof NotStarted)
      throw new Failure(
        '--against needs git for a ref, and there is none on the PATH. Install git, or name a folder: --against ./DIR.',
        EXIT.usage,
        { cause: error },
      );
    if (error instanceof TooSlow)
      throw new Failure(
        `git ${words[0]} was not done within ${deadlineSeconds} s. Check out the other version yourself, and name its folder: --against ./DIR.`,
        EXIT.incomplete,
        { cause: error },
      );
    throw error;
  }
}

/** What git gives as the reason, on one line. */
export function reasonOf({ code, stderr }: Ran): string {
  const lines = stderr.split('\n');
  const line =
    lines.find((one) => /^(fatal|error): /.test(one)) ?? lines.findLast((one) => one.trim() !== '');
  return line === undefined
    ? `git ended with exit code ${code}`
    : oneLine(line.replace(/^(fatal|error): /, ''));
}
