import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../perf.ts';
import { temporaryFolder } from './dataset.ts';

const bin = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));

/** How long a user waits: what npm start runs, and the quick look. Seconds on this machine, not a ratio. */
export async function commandsSection(): Promise<Finding[]> {
  using folder = temporaryFolder();
  const run = (words: readonly string[], limit: number): Finding => {
    const before = performance.now();
    const { status } = spawnSync(process.execPath, [bin, ...words, '--out', folder.path], {
      stdio: 'ignore',
    });
    const seconds = (performance.now() - before) / 1000;
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
    return {
      what: `chinook-eval ${words.join(' ')}`,
      measured: `${seconds.toFixed(1)} s`,
      target: `< ${limit} s`,
      met: seconds < limit,
    };
  };
  return [run(['bench', '--quick'], 30), run(['bench'], 240)];
}
