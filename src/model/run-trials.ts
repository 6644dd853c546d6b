import { z } from 'zod';
import { Figures } from './figures.ts';

/** Parts of the run document that hold measurements. Seconds, bytes and fractions throughout. */

const seconds = z.number().nonnegative().describe('seconds');
export const bytes = z.number().int().nonnegative().describe('bytes');

export const Interval = z
  .object({ low: z.number(), high: z.number(), level: z.number().describe('confidence, as a fraction') })
  .describe('confidence interval');
export type Interval = z.infer<typeof Interval>;

export const Summary = z.object({
  medianSeconds: seconds.describe(
    'mean over the generations of the median of their block medians; a sample is the mean of callsPerSample calls',
  ),
  meanSeconds: seconds,
  minSeconds: seconds,
  p95Seconds: seconds,
  p99Seconds: seconds,
  callsPerSecond: z.number().positive().describe('1 / meanSeconds'),
  interval: Interval.nullable().describe(
    'of the median, seconds, over process generations; null with fewer than two',
  ),
  samples: z.number().int().positive(),
  calls: z.number().int().positive(),
});
export type Summary = z.infer<typeof Summary>;

export const MeasuredTrial = z.object({
  status: z.literal('measured'),
  layout: z.string(),
  plan: z
    .enum(['joined', 'application'])
    .describe('joined: in SQL on one connection; application: joined outside SQL'),
  callsPerSample: z.number().int().positive().describe('more than 1 where a call is too short for the timer'),
  samplesPerBlock: z.number().int().positive(),
  generations: z
    .array(
      z.object({
        blockMedians: z.array(seconds).describe('in the order in which the blocks ran'),
        blockMeans: z.array(seconds),
        toReference: z
          .number()
          .positive()
          .nullable()
          .describe(
            'median over the blocks of blockMedians / the block of the reference query beside it; of what writes, mean ' +
              'of blockMeans / mean of those blocks; null where the reference did not run',
          ),
      }),
    )
    .describe('one per process'),
  summary: Summary,
  figures: Figures.nullable().describe('figures without noise; null where they could not be had'),
});
export type MeasuredTrial = z.infer<typeof MeasuredTrial>;

export const FailedTrial = z.object({
  status: z.literal('failed').describe('nothing is known of its speed'),
  layout: z.string(),
  reason: z.string(),
});

export const Trial = z.discriminatedUnion('status', [MeasuredTrial, FailedTrial]);
export type Trial = z.infer<typeof Trial>;

export const VERDICTS = ['slower', 'faster', 'same', 'inconclusive'] as const;
export const Verdict = z
  .enum(VERDICTS)
  .describe(
    'slower, faster: significant after Holm, and the interval lies wholly beyond max(threshold, floor); same: the ' +
      'interval lies within the threshold; inconclusive: neither',
  );
export type Verdict = z.infer<typeof Verdict>;

export const Statistic = z
  .enum(['median', 'mean'])
  .describe(
    'what is compared: medians of what reads; means of what writes, which carry their share of checkpoints',
  );
export type Statistic = z.infer<typeof Statistic>;

/** What measuring two things gave, before it is judged among others. */
export const Estimate = z.object({
  statistic: Statistic,
  ratio: z.number().positive().describe('time / time of what it is compared with; above 1 is slower'),
  interval: Interval.nullable().describe('of the ratio; null with fewer than two process generations'),
  shiftSeconds: z.number().describe('Hodges-Lehmann estimate of the difference per call, seconds'),
  p: z.number().nullable().describe('two-sided, before the correction for the number of comparisons'),
});
export type Estimate = z.infer<typeof Estimate>;

/** The same, judged. */
export const Judged = Estimate.extend({
  adjustedP: z.number().nullable().describe('after Holm over all comparisons of its family'),
  threshold: z.number().describe('a difference up to this does not matter, as a fraction'),
  floor: z
    .number()
    .nullable()
    .describe('noise floor of the kind, as a fraction; null where it was not measured'),
  smallestEffect: z
    .number()
    .nullable()
    .describe('the smallest effect that this measurement could have shown, as a fraction'),
  verdict: Verdict,
});
export type Judged = z.infer<typeof Judged>;

export const Comparison = z.object({
  layout: z.string(),
  against: z.string().describe('the layout in the denominator'),
  ...Judged.shape,
});
export type Comparison = z.infer<typeof Comparison>;

export const ScenarioResult = z.object({
  name: z.string(),
  kind: z.string(),
  description: z.string(),
  tables: z.array(z.string()),
  writes: z.boolean(),
  digest: z
    .string()
    .nullable()
    .describe('of the results, equal on every layout; null where it was not established'),
  trials: z.array(Trial),
  comparisons: z.array(Comparison),
});
export type ScenarioResult = z.infer<typeof ScenarioResult>;

export const MemoryPoint = z.object({
  residentBytes: bytes,
  privateBytes: bytes.nullable().describe('private anonymous memory; null where the system does not show it'),
});
export type MemoryPoint = z.infer<typeof MemoryPoint>;

export const MemoryResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('measured'),
    layout: z.string(),
    repeats: z.number().int().positive().describe('processes; each figure is the median over them'),
    beforeOpen: MemoryPoint,
    afterOpen: MemoryPoint,
    afterReplay: MemoryPoint.describe('after every scenario that only reads was replayed'),
    scenariosReplayed: z.number().int(),
  }),
  FailedTrial,
]);
export type MemoryResult = z.infer<typeof MemoryResult>;

export const WalDatabase = z.object({
  database: z.string(),
  series: z
    .array(z.object({ writes: z.number().int(), bytes }))
    .describe('size of the -wal file after so many writes'),
  peakBytes: bytes,
  peakFrames: z.number().int().nonnegative(),
  pendingFrames: z
    .number()
    .int()
    .nonnegative()
    .describe('in the WAL and not in the database when the writes ended'),
  checkpointSeconds: seconds.describe('wal_checkpoint(TRUNCATE) of what was pending'),
  checkpointBusy: z.boolean(),
  bytesAfterTruncate: bytes,
  shmBytes: bytes
    .nullable()
    .default(null)
    .describe('largest size of the -shm file; null where there is none, or it was not looked at'),
});
export type WalDatabase = z.infer<typeof WalDatabase>;

export const WalResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('measured'),
    layout: z.string(),
    writes: z.number().int().describe('calls of write scenarios, the same mix on every layout'),
    databases: z.array(WalDatabase),
  }),
  FailedTrial,
]);
export type WalResult = z.infer<typeof WalResult>;

/** One layout against itself, in the same rounds: whatever difference shows is noise. */
export const NoiseFloor = z.object({
  kind: z.string(),
  writes: z.boolean().describe('of the scenarios of this kind that write, or of those that only read'),
  scenario: z.string(),
  layout: z.string(),
  ratio: z.number().positive(),
  interval: Interval.nullable(),
  floor: z
    .number()
    .nullable()
    .describe('the largest difference that the interval does not exclude, as a fraction'),
  generations: z.number().int().positive(),
});
export type NoiseFloor = z.infer<typeof NoiseFloor>;
