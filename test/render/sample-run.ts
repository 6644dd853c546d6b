import type { LayoutResult, RunDocument } from '../../src/model/run.ts';
import type { Comparison, ScenarioResult, Summary, Trial } from '../../src/model/run-trials.ts';
import { SEED_TABLES } from '../../src/model/seed.ts';

/** Hand-made run documents. Every figure is written down here; nothing was measured. */

export const HOSTILE =
  'a|b`c`<img src=x onerror=alert(1)>\u001b[31mred\u001b[0m\n## heading *x* _y_ \u202Egnp.exe';

export function summary(medianSeconds: number, generations = 3): Summary {
  return {
    medianSeconds,
    meanSeconds: medianSeconds * 1.08,
    minSeconds: medianSeconds * 0.9,
    p95Seconds: medianSeconds * 1.5,
    p99Seconds: medianSeconds * 2.25,
    callsPerSecond: 1 / (medianSeconds * 1.08),
    interval: generations < 2 ? null : { low: medianSeconds * 0.97, high: medianSeconds * 1.03, level: 0.95 },
    samples: 4200,
    calls: 42_000,
  };
}

export function measured(
  layout: string,
  medianSeconds: number,
  plan: 'joined' | 'application' = 'joined',
): Trial {
  return {
    status: 'measured',
    layout,
    plan,
    callsPerSample: 10,
    samplesPerBlock: 50,
    generations: [1, 1.01, 0.99].map((factor) => ({
      blockMedians: [medianSeconds * factor, medianSeconds * factor * 1.02],
      blockMeans: [medianSeconds * factor * 1.1, medianSeconds * factor * 1.12],
      toReference: (medianSeconds * factor) / 4e-6,
    })),
    summary: summary(medianSeconds),
    figures: null,
  };
}

export function compared(
  layout: string,
  ratio: number,
  half: number,
  verdict: Comparison['verdict'],
): Comparison {
  const interval = { low: ratio - half, high: ratio + half, level: 0.95 };
  return {
    layout,
    against: 'single',
    statistic: 'median',
    ratio,
    interval,
    shiftSeconds: (ratio - 1) * 1e-5,
    p: verdict === 'inconclusive' ? 0.2 : 0.0001,
    adjustedP: verdict === 'inconclusive' ? 0.6 : 0.0003,
    threshold: 0.02,
    floor: 0.008,
    smallestEffect: 0.02 + half,
    verdict,
  };
}

export function scenario(
  kind: string,
  name: string,
  trials: Trial[],
  comparisons: Comparison[],
): ScenarioResult {
  return {
    name,
    kind,
    description: `what an application does for ${name}`,
    tables: ['chinook_tracks'],
    writes: kind === 'write',
    digest: 'd1'.repeat(32),
    trials,
    comparisons,
  };
}

const PRAGMAS = {
  journal_mode: 'wal',
  synchronous: 1,
  cache_size: -65536,
  mmap_size: 268435456,
  foreign_keys: 1,
};

function database(
  name: string,
  file: string,
  tables: string[],
  bytes: number | null,
): LayoutResult['databases'][number] {
  return {
    name,
    file,
    tables,
    pragmas: file === ':memory:' ? { cache_size: -16384, foreign_keys: 1 } : PRAGMAS,
    bytes,
    objects: tables.map((table, index) => ({
      name: table,
      table,
      bytes: 4096 * 100 ** (2 - Math.min(index, 2)),
    })),
    schema: null,
  };
}

const ENFORCED = [
  { table: 'chinook_albums', column: 'artist_id', references: 'chinook_artists' },
  { table: 'comments', column: 'user_id', references: 'users' },
];
const CUT = [{ table: 'users', column: 'customer_id', references: 'chinook_customers' }];

const LAYOUTS: Record<string, LayoutResult> = {
  single: {
    name: 'single',
    description: 'one file with everything',
    connection: 'separate',
    databases: [database('main', 'database.sqlite', ['chinook_tracks', 'tracks_fts', 'users'], 51_200_000)],
    diskBytes: 51_200_000,
    foreignKeys: { enforced: [...ENFORCED, ...CUT], cut: [] },
    buildSeconds: 3.21,
    rows: 812_345,
  },
  two: {
    name: 'two',
    description: 'application and catalogue, a disposable cache file',
    connection: 'separate',
    databases: [
      database('main', 'database.sqlite', ['chinook_tracks', 'users'], 50_800_000),
      database('cache', 'cache.sqlite', ['query_cache'], 409_600),
    ],
    diskBytes: 51_209_600,
    foreignKeys: { enforced: [...ENFORCED, ...CUT], cut: [] },
    buildSeconds: 3.33,
    rows: 812_345,
  },
  three: {
    name: 'three',
    description: 'application, in-memory cache and catalogue',
    connection: 'separate',
    databases: [
      database('main', 'database.sqlite', ['users'], 10_100_000),
      database('cache', ':memory:', ['query_cache'], null),
      database('chinook', 'chinook.sqlite', ['chinook_tracks', 'tracks_fts'], 41_000_000),
    ],
    diskBytes: 51_100_000,
    foreignKeys: { enforced: ENFORCED, cut: CUT },
    buildSeconds: 4.05,
    rows: 812_345,
  },
};
LAYOUTS['three-attached'] = {
  ...(LAYOUTS.three as LayoutResult),
  name: 'three-attached',
  description: 'the same on one connection with ATTACH',
  connection: 'attached',
};

function layouts(names: readonly string[]): LayoutResult[] {
  return names.map((name) => LAYOUTS[name] as LayoutResult);
}

const point = (mb: number) => ({ residentBytes: mb * 1_500_000, privateBytes: mb * 1_000_000 });

function memory(layout: string, added: number): RunDocument['memory'][number] {
  return {
    status: 'measured',
    layout,
    repeats: 3,
    beforeOpen: point(41),
    afterOpen: point(42),
    afterReplay: point(41 + added),
    scenariosReplayed: 14,
  };
}

function wal(layout: string, databases: readonly string[]): RunDocument['wal'][number] {
  return {
    status: 'measured',
    layout,
    writes: 2000,
    databases: databases.map((name) => ({
      database: name,
      series: [0, 500, 1000, 1500, 2000].map((writes) => ({
        writes,
        bytes: Math.min(writes * 4000, 4_152_992),
      })),
      peakBytes: 4_152_992,
      peakFrames: 1008,
      pendingFrames: 312,
      checkpointSeconds: 0.00213,
      checkpointBusy: false,
      bytesAfterTruncate: 0,
      shmBytes: 32768,
    })),
  };
}

function document(names: readonly string[], scenarios: ScenarioResult[]): RunDocument {
  return {
    schema: 'chinook-eval/run@1',
    id: '20261122-155701',
    startedAt: '2026-11-22T15:57:01.000Z',
    finishedAt: '2026-11-22T16:00:31.000Z',
    outcome: 'complete',
    tool: { version: '0.1.0', commit: '3f2c1a9' },
    environment: {
      node: '24.21.0',
      sqlite: '3.54.1',
      sqliteVec: 'v0.1.9',
      betterSqlite3: '13.2.0',
      operatingSystem: 'linux 6.1.0 x64',
      processor: 'Example CPU @ 2.40GHz',
      cores: 2,
      memoryBytes: 8_200_000_000,
      fileSystem: 'ext4',
      pinnedCore: 1,
      loadAverage: 0.42,
    },
    options: {
      scale: 25,
      sizeBytes: 50_000_000,
      quick: false,
      generations: 3,
      rounds: 30,
      blockSeconds: 0.006,
      threshold: 0.02,
      confidence: 0.95,
      looks: 1,
      maxSeconds: null,
      filter: null,
      randomSeed: 7,
    },
    seed: {
      name: 'Chinook_Sqlite.sqlite',
      form: 'sqlite',
      sha256: '7651ba378ac2fcd0dfc3c66fb101f7a7eed3ba39a612ec642b96e20702061f15',
      bytes: 1_007_616,
      official: true,
      rows: Object.fromEntries(SEED_TABLES.map((table) => [table, 25])) as RunDocument['seed']['rows'],
    },
    dataset: { scale: 25, version: 1, digest: 'ab'.repeat(32), tracks: 87_575 },
    layouts: layouts(names),
    scenarios,
    noise: [
      {
        kind: 'select',
        writes: false,
        scenario: 'track-by-id',
        layout: 'single',
        ratio: 1.002,
        interval: { low: 0.997, high: 1.008, level: 0.95 },
        floor: 0.008,
        generations: 3,
      },
    ],
    reference: { version: 1, medianSeconds: 4e-6, blocks: 90 },
    memory: [],
    wal: [],
    traces: [],
    experiments: [],
    warnings: [],
    gate: null,
  };
}

/** Complete, two layouts, one verdict of each kind that a complete run has. */
export function twoLayouts(): RunDocument {
  const run = document(
    ['single', 'three'],
    [
      scenario(
        'select',
        'track-by-id',
        [measured('single', 8.31e-6), measured('three', 8.35e-6)],
        [compared('three', 1.005, 0.021, 'same')],
      ),
      scenario(
        'join',
        'customer-invoices',
        [measured('single', 151e-6), measured('three', 172e-6)],
        [compared('three', 1.14, 0.03, 'slower')],
      ),
      scenario(
        'crossing',
        'user-activity',
        [measured('single', 61.2e-6), measured('three', 159e-6, 'application')],
        [compared('three', 2.6, 0.115, 'slower')],
      ),
      scenario(
        'fts',
        'fts-tracks',
        [measured('single', 0.0052), measured('three', 0.0049)],
        [compared('three', 0.942, 0.018, 'faster')],
      ),
      scenario(
        'write',
        'write-comment',
        [measured('single', 21e-6), measured('three', 21.1e-6)],
        [compared('three', 1.004, 0.03, 'same')],
      ),
    ],
  );
  run.memory = [memory('single', 62), memory('three', 58)];
  run.wal = [wal('single', ['main']), wal('three', ['main', 'chinook'])];
  run.warnings = [
    {
      code: 'busy',
      message: 'The machine was busy: load 1.9 on 2 cores.',
      advice: 'Close what you can and run again.',
    },
  ];
  return run;
}

/** Interrupted, four layouts, failures, verdicts not known, trials not run, hostile names. */
export function fourLayouts(): RunDocument {
  const failed: Trial = {
    status: 'failed',
    layout: 'two',
    reason: `SQLITE_ERROR: no such table: ${HOSTILE}`,
  };
  const run = document(
    ['single', 'two', 'three', 'three-attached'],
    [
      scenario(
        'select',
        'track-by-id',
        [measured('single', 8.31e-6), failed, measured('three', 8.35e-6), measured('three-attached', 8.5e-6)],
        [
          compared('three', 1.005, 0.021, 'inconclusive'),
          compared('three-attached', 1.023, 0.01, 'inconclusive'),
        ],
      ),
      scenario(
        'crossing',
        'users-with-their-spending',
        [
          measured('single', 0.0591),
          measured('two', 0.0593),
          measured('three', 0.188, 'application'),
          measured('three-attached', 0.0597),
        ],
        [
          compared('two', 1.003, 0.021, 'same'),
          compared('three', 3.18, 0.01, 'slower'),
          compared('three-attached', 1.01, 0.012, 'same'),
        ],
      ),
      scenario('own|kind', HOSTILE, [measured('single', 0.0009996)], []),
    ],
  );
  run.outcome = 'interrupted';
  run.seed = { ...run.seed, name: HOSTILE, official: false };
  run.options = { ...run.options, sizeBytes: null, quick: true, filter: "it's" };
  run.tool.commit = null;
  run.environment.loadAverage = null;
  run.memory = [
    memory('single', 62),
    { status: 'failed', layout: 'three', reason: 'the process died (SIGKILL)' },
  ];
  run.wal = [{ status: 'failed', layout: 'single', reason: 'disk full' }];
  return run;
}
