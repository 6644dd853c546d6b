import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';

const bin = fileURLToPath(new URL('../../bin/chinook-eval.js', import.meta.url));

/** `chinook-eval --version` beside an empty Node, alternating, on the Node that runs this. */
export async function startSection(): Promise<Finding[]> {
  const time = (words: readonly string[]) => {
    const before = performance.now();
    const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}`);
    return performance.now() - before;
  };
  const [ours, empty]: [number[], number[]] = [[], []];
  for (let round = 0; round < 42; round++) {
    const mine = () => ours.push(time([bin, '--version']));
    const node = () => empty.push(time(['-e', '0']));
    for (const side of round % 2 === 0 ? [mine, node] : [node, mine]) side();
  }
  // The first pair fills Node's compile cache and the system's.
  const ratio = median(ours.slice(2).map((ms, i) => ms / (empty.slice(2)[i] ?? Number.NaN)));
  return [
    {
      what: 'start: chinook-eval --version / node -e 0',
      measured: `${ratio.toFixed(2)} (${median(ours).toFixed(0)} ms / ${median(empty).toFixed(0)} ms; 40 pairs)`,
      target: '<= 1.5',
      met: ratio <= 1.5,
    },
  ];
}
