import { builtInScenarios } from '../../src/bench/load.ts';
import type { LoadedScenario } from '../../src/bench/run.ts';
import { mean, median, variance } from '../../src/stats/summary.ts';
import type { Finding } from '../perf.ts';
import { temporaryFolder } from './dataset.ts';
import { blockLengths } from './trust/blocks.ts';
import inner from './trust/inner.ts';
import { againstBase } from './trust/ours.ts';
import { hyperfineRatio, hyperfineVersion, tinybenchRatio } from './trust/peers.ts';
import { innerModule, makeSetting, type Setting, startLoader } from './trust/setting.ts';
import { storedRuns } from './trust/stored.ts';

const A_A = [
  'track-by-id',
  'customer-invoices',
  'album-with-tracks',
  'user-activity',
  'fts-tracks',
  'fts-prefix',
  'vector-nearest-in-genre',
  'cache-hit',
  'cache-set',
  'write-comment',
];

/** Injected: so many inner queries instead of 100; the threshold; how many of 40 have to be found. */
const INJECTED = [
  { count: 110, threshold: 0.02, needed: 40 },
  { count: 105, threshold: 0.02, needed: 38 },
  { count: 103, threshold: 0.01, needed: 32 },
] as const;

/** The gate that people put on a benchmark that runs one after the other. */
const PEER_THRESHOLD = 0.05;

interface Size {
  readonly runs: number;
  /** Seconds of measuring for an A/A run of ten scenarios. */
  readonly runSeconds: number;
  readonly trials: number;
  /** Of each, how many the peers are given. */
  readonly peerRuns: number;
  readonly peerTrials: number;
  readonly blockGenerations: number;
  readonly storedRuns: number;
}

const LONG: Size = {
  runs: 40,
  runSeconds: 36,
  trials: 40,
  peerRuns: 6,
  peerTrials: 8,
  blockGenerations: 12,
  storedRuns: 8,
};
const SHORT: Size = {
  runs: 4,
  runSeconds: 40,
  trials: 6,
  peerRuns: 2,
  peerTrials: 4,
  blockGenerations: 6,
  storedRuns: 4,
};

/** Can the verdicts be trusted? The parts of the section, each for itself; all but the last beside a half busy core. */
export const TRUST: Readonly<Record<string, (short: boolean) => Promise<Finding[]>>> = {
  'trust-alarms': (short) => besideLoad((setting) => falseAlarms(setting, short ? SHORT : LONG)),
  'trust-power': (short) => besideLoad((setting) => power(setting, short ? SHORT : LONG)),
  'trust-blocks': (short) =>
    besideLoad((setting) => blockLengths(setting, (short ? SHORT : LONG).blockGenerations)),
  'trust-stored': (short) => storedRuns((short ? SHORT : LONG).storedRuns),
};

async function besideLoad(measure: (setting: Setting) => Promise<Finding[]>): Promise<Finding[]> {
  using folder = temporaryFolder();
  const setting = await makeSetting(folder.path);
  const loader = startLoader();
  try {
    return await measure(setting);
  } finally {
    loader.kill('SIGKILL');
  }
}

async function falseAlarms(setting: Setting, size: Size): Promise<Finding[]> {
  const scenarios = A_A.map((name) => builtInScenarios().find((one) => one.name === name) as LoadedScenario);
  const alarms: string[] = [];
  const verdicts = { slower: 0, faster: 0, same: 0, inconclusive: 0 };
  const effects: number[] = [];
  const errors: number[] = [];
  let runsWithAlarm = 0;
  let seconds = 0;
  for (let run = 0; run < size.runs; run++) {
    const options = { threshold: 0.02, maxSeconds: size.runSeconds, seed: run };
    const result = await againstBase(setting, scenarios, new Map(), options);
    seconds += result.seconds;
    const wrong = result.changes.filter(({ judged }) => ['slower', 'faster'].includes(judged.verdict));
    for (const { scenario, judged } of wrong) alarms.push(`${scenario} ${judged.ratio.toFixed(3)}`);
    if (wrong.length > 0) runsWithAlarm++;
    for (const { judged } of result.changes) {
      verdicts[judged.verdict]++;
      if (judged.smallestEffect !== null) effects.push(judged.smallestEffect);
      errors.push(Math.log(judged.ratio));
    }
    progress(`A/A run ${run + 1} of ${size.runs}: ${wrong.length} alarms, ${result.seconds.toFixed(0)} s`);
  }
  const each = seconds / size.runs / A_A.length;
  const peer = await peerAlarms(setting, scenarios, size.peerRuns, each);
  return [
    {
      what: `false alarms: A/A runs of ${A_A.length} scenarios with any slower or faster, threshold 2 %, beside a half busy core`,
      measured: `${runsWithAlarm} of ${size.runs} runs${alarms.length > 0 ? ` (${alarms.join(', ')})` : ''}; ${each.toFixed(1)} s a scenario; verdicts: ${verdicts.same} same, ${verdicts.inconclusive} inconclusive; could have shown ${percent(median(effects))} (median); estimates off by ${percent(Math.sqrt(variance(errors)))} (standard deviation)`,
      target: '<= 1 of 40',
      met: runsWithAlarm <= Math.max(size.runs / 40, 0),
    },
    peer,
  ];
}

async function peerAlarms(
  setting: Setting,
  scenarios: readonly LoadedScenario[],
  runs: number,
  seconds: number,
): Promise<Finding> {
  let withAlarm = 0;
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    let here = 0;
    for (const { module } of scenarios)
      if (beyond(await tinybenchRatio(setting, module, module, seconds))) here++;
    if (here > 0) withAlarm++;
    alarms += here;
    progress(`tinybench A/A run ${run + 1} of ${runs}: ${here} alarms`);
  }
  return {
    what: 'for scale, tinybench one after the other with a 5 % threshold, same time: false alarms',
    measured: `${withAlarm} of ${runs} runs (${alarms} of ${runs * scenarios.length} scenarios)`,
    target: 'none',
    met: null,
  };
}

async function power(setting: Setting, size: Size): Promise<Finding[]> {
  const findings: Finding[] = [];
  const hyperfine = hyperfineVersion();
  for (const { count, threshold, needed } of INJECTED) {
    const [head, base] = [innerModule(count), innerModule(100)];
    const scenario: LoadedScenario = { name: 'inner', module: head, scenario: inner };
    const ratios: number[] = [];
    const times: number[] = [];
    let found = 0;
    for (let trial = 0; trial < size.trials; trial++) {
      const options = { threshold, maxSeconds: 60, seed: 1000 * count + trial };
      const { changes, seconds } = await againstBase(
        setting,
        [scenario],
        new Map([['inner', base]]),
        options,
      );
      const judged = changes[0]?.judged;
      if (judged === undefined) throw new Error('nothing was compared');
      if (judged.verdict === 'slower') found++;
      ratios.push(judged.ratio);
      times.push(seconds);
      progress(
        `${count - 100} %, trial ${trial + 1}: ${judged.verdict} ${judged.ratio.toFixed(4)}, ${seconds.toFixed(0)} s`,
      );
    }
    const bias = mean(ratios) / (count / 100) - 1;
    const enough = Math.ceil((needed / 40) * size.trials);
    findings.push({
      what: `power: ${count} instead of 100 inner queries, threshold ${percent(threshold)}, at most 60 s`,
      measured: `${found} of ${size.trials} found, ${median(times).toFixed(1)} s (median; most ${Math.max(...times).toFixed(1)} s); estimate ${mean(ratios).toFixed(4)}, off by ${percent(bias)} in the mean, ${percent(Math.sqrt(variance(ratios)))} (standard deviation)`,
      target: `>= ${enough} of ${size.trials}; mean within 0.5 %`,
      met: found >= enough && Math.abs(bias) <= 0.005,
    });
    const seconds = mean(times);
    const peers: [string, typeof tinybenchRatio][] = [
      ['tinybench one after the other', tinybenchRatio],
      ...(hyperfine === null ? [] : [[hyperfine, hyperfineRatio] as [string, typeof tinybenchRatio]]),
    ];
    for (const [name, ratio] of peers)
      findings.push(await peerPower(setting, name, ratio, head, base, seconds, size.peerTrials));
  }
  if (hyperfine === null)
    findings.push({ what: 'hyperfine', measured: 'SKIPPED: not installed', target: 'none', met: null });
  return findings;
}

async function peerPower(
  setting: Setting,
  name: string,
  ratio: typeof tinybenchRatio,
  head: string,
  base: string,
  seconds: number,
  trials: number,
): Promise<Finding> {
  const [changed, same]: [number[], number[]] = [[], []];
  for (let trial = 0; trial < trials; trial++) {
    changed.push(await ratio(setting, head, base, seconds));
    same.push(await ratio(setting, base, base, seconds));
  }
  progress(
    `${name}: ${changed.map((one) => one.toFixed(3)).join(' ')}; A/A ${same.map((one) => one.toFixed(3)).join(' ')}`,
  );
  return {
    what: `for scale, ${name} with a 5 % threshold, same time`,
    measured: `${changed.filter((one) => one > 1 + PEER_THRESHOLD).length} of ${trials} found, ${same.filter(beyond).length} of ${trials} false alarms in A/A; standard deviation ${percent(Math.sqrt(variance(changed)))}`,
    target: 'none',
    met: null,
  };
}

function beyond(ratio: number): boolean {
  return ratio > 1 + PEER_THRESHOLD || ratio < 1 / (1 + PEER_THRESHOLD);
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

function progress(text: string): void {
  process.stderr.write(`    ${text}\n`);
}
