import { spawn } from 'node:child_process';
import type { Streams } from '../model/streams.ts';

/** Shows a file with the system's program for it. Where there is none, the file is there all the same: it says so. */
export async function openInBrowser(
  file: string,
  { stderr, env }: Pick<Streams, 'stderr' | 'env'>,
): Promise<void> {
  const [program, words] = openerOf(process.platform, file);
  const why = await new Promise<string | null>((resolve) => {
    // Detached and without our streams: the browser outlives the command.
    const child = spawn(program, words, {
      detached: true,
      stdio: 'ignore',
      env: { ...env } as NodeJS.ProcessEnv,
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? `there is no ${program}` : error.message),
    );
    child.once('spawn', () => {
      // xdg-open without a desktop ends at once with a code; a browser that stays is fine.
      const timer = setTimeout(() => resolve(null), 1000);
      child.once('exit', (code) => {
        clearTimeout(timer);
        resolve(code === 0 ? null : `${program} ended with ${code}`);
      });
    });
    child.unref();
  });
  if (why !== null) stderr.write(`chinook-eval: could not open a browser (${why}). The page is ${file}\n`);
}

function openerOf(platform: NodeJS.Platform, file: string): [string, string[]] {
  if (platform === 'darwin') return ['open', [file]];
  // "start" is of the shell; explorer takes the path as one argument, whatever is in it.
  if (platform === 'win32') return ['explorer.exe', [file]];
  return ['xdg-open', [file]];
}
