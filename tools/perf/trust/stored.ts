import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RunDocument } from '../../../src/model/run.ts';
import { mean, median, variance } from '../../../src/stats/summary.ts';
import type { Finding } from '../../perf.ts';
import { temporaryFolder } from '../dataset.ts';
import { startLoader } from './setting.ts';

const BENCH = fileURLToPath(new URL('../../../bin/chinook-eval.js', import.meta.url));
const FILTER =
  '/track-by-id|track-page|customer-invoices|album-with|user-activity|fts-tracks|vector-nearest$|cache-hit|write-comment/';

/**
 * The same code measured again and again, every second time beside a half busy core: how far stored times stray as they
 * are, and relative to the reference query.
 */
export async function storedRuns(runs: number): Promise<Finding[]> {
  using folder = temporaryFolder();
  const documents: RunDocument[] = [];
  for (let run = 0; run < runs; run++) {
    const loader = run % 2 === 0 ? undefined : startLoader();
    const file = join(folder.path, `${run}.json`);
    const words = ['--layouts', 'single', '--scale', '4', '--generations', '8', '--filter', FILTER];
    try {
      await promisify(execFile)(process.execPath, [
        ...[BENCH, 'bench', ...words, '--out', folder.path, '--save-baseline', file],
      ]);
    } finally {
      loader?.kill('SIGKILL');
    }
    documents.push(RunDocument.parse(JSON.parse(readFileSync(file, 'utf8'))));
    process.stderr.write(`    stored run ${run + 1} of ${runs}\n`);
  }
  const names = documents[0]?.scenarios.map(({ name }) => name) ?? [];
  const spreads = names.map((name) => {
    const trials = documents.map((run) => {
      const trial = run.scenarios.find((one) => one.name === name)?.trials[0];
      if (trial?.status !== 'measured') throw new Error(`${name} was not measured`);
      const writes = name === 'write-comment';
      const relative = mean(trial.generations.map(({ toReference }) => Math.log(toReference ?? Number.NaN)));
      return { raw: Math.log(writes ? trial.summary.meanSeconds : trial.summary.medianSeconds), relative };
    });
    const spread = (of: 'raw' | 'relative') => Math.sqrt(variance(trials.map((one) => one[of])));
    const range = (of: 'raw' | 'relative') => {
      const values = trials.map((one) => one[of]);
      return Math.exp(Math.max(...values) - Math.min(...values)) - 1;
    };
    return {
      name,
      raw: spread('raw'),
      relative: spread('relative'),
      rawRange: range('raw'),
      range: range('relative'),
    };
  });
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const of = (key: 'raw' | 'relative' | 'rawRange' | 'range') => spreads.map((one) => one[key]);
  return [
    {
      what: `stored times of ${runs} runs of the same code, every second beside a half busy core`,
      measured:
        `standard deviation ${percent(median(of('raw')))} as they are (median of scenarios; most ${percent(Math.max(...of('raw')))}), ` +
        `${percent(median(of('relative')))} relative to the reference query (most ${percent(Math.max(...of('relative')))}); ` +
        `furthest two runs apart ${percent(Math.max(...of('rawRange')))} and ${percent(Math.max(...of('range')))}; ` +
        spreads.map((one) => `${one.name} ${percent(one.raw)} / ${percent(one.relative)}`).join(', '),
      target: 'none',
      met: null,
    },
  ];
}
