import { z } from 'zod';
import { ExperimentResult } from './experiment.ts';
import { Gate } from './gate.ts';
import { bytes, MemoryResult, NoiseFloor, ScenarioResult, WalResult } from './run-trials.ts';
import { DatabaseSchema } from './schema.ts';
import { SEED_TABLES } from './seed.ts';
import { TraceResult } from './trace.ts';

/** The version of the run document. Readers refuse what they do not know. */
export const RUN_SCHEMA = 'chinook-eval/run@1';

const Environment = z.object({
  node: z.string(),
  sqlite: z.string(),
  sqliteVec: z.string(),
  betterSqlite3: z.string(),
  operatingSystem: z.string().describe('platform, release, architecture'),
  processor: z.string(),
  cores: z.number().int().positive(),
  memoryBytes: bytes,
  fileSystem: z.string().describe('type of the file system that held the databases'),
  pinnedCore: z
    .number()
    .int()
    .nullable()
    .describe('core on which all trials ran, in turns; null: wherever the system put them'),
  loadAverage: z
    .number()
    .nullable()
    .describe('over one minute, before the run; null where the system has none'),
});
export type Environment = z.infer<typeof Environment>;

const Options = z.object({
  scale: z.number().int().positive(),
  sizeBytes: bytes.nullable().describe('aimed at, with --size or by default; null where --scale was given'),
  quick: z.boolean(),
  generations: z
    .number()
    .int()
    .positive()
    .describe('processes per trial; at the first look, where there are several'),
  rounds: z.number().int().positive().describe('blocks per generation'),
  blockSeconds: z.number().positive(),
  threshold: z.number().positive().describe('a difference up to this does not matter, as a fraction'),
  confidence: z.number().describe('of the verdicts of one comparison over all looks, as a fraction'),
  looks: z
    .number()
    .int()
    .positive()
    .describe(
      'how often the figures may be looked at to decide whether to go on; the error is shared among them',
    ),
  maxSeconds: z
    .number()
    .positive()
    .nullable()
    .describe(
      'measuring goes on for so long at most while anything is open; null: a fixed number of generations',
    ),
  filter: z.string().nullable(),
  randomSeed: z.number().int().describe('the order of blocks was drawn from it'),
});
export type RunOptions = z.infer<typeof Options>;

const Seed = z.object({
  name: z.string(),
  form: z.enum(['built-in', 'sqlite', 'sql']),
  sha256: z.string(),
  bytes,
  official: z.boolean(),
  rows: z.record(z.enum(SEED_TABLES), z.number().int()),
});

const DatabaseResult = z.object({
  name: z.string(),
  file: z.string(),
  tables: z.array(z.string()),
  pragmas: z.record(z.string(), z.union([z.string(), z.number()])).describe('as read back after opening'),
  bytes: bytes.nullable().describe('of the file; null for :memory:'),
  objects: z
    .array(z.object({ name: z.string(), table: z.string(), bytes }))
    .describe('per table and index, from dbstat; objects behind a full-text or vector table count under it'),
  schema: DatabaseSchema.nullable()
    .default(null)
    .describe('as read from the database; null in documents of versions that did not read it'),
});
export type DatabaseResult = z.infer<typeof DatabaseResult>;

const ForeignKeyName = z.object({ table: z.string(), column: z.string(), references: z.string() });

export const LayoutResult = z.object({
  name: z.string(),
  description: z.string(),
  connection: z.enum(['separate', 'attached']),
  databases: z.array(DatabaseResult),
  diskBytes: bytes.describe('all files of the layout'),
  foreignKeys: z.object({ enforced: z.array(ForeignKeyName), cut: z.array(ForeignKeyName) }),
  buildSeconds: z.number().nonnegative(),
  rows: z.number().int().nonnegative(),
});
export type LayoutResult = z.infer<typeof LayoutResult>;

export const Warning = z.object({ code: z.string(), message: z.string(), advice: z.string() });
export type Warning = z.infer<typeof Warning>;

export const RunDocument = z
  .object({
    schema: z.literal(RUN_SCHEMA),
    id: z.string(),
    startedAt: z.string().describe('ISO 8601, UTC'),
    finishedAt: z.string(),
    outcome: z
      .enum(['complete', 'incomplete', 'interrupted'])
      .describe('incomplete: something could not be measured'),
    tool: z.object({ version: z.string(), commit: z.string().nullable() }),
    environment: Environment,
    options: Options,
    seed: Seed,
    dataset: z.object({
      scale: z.number().int().positive(),
      version: z.number().int(),
      digest: z.string().describe('SHA-256 over all rows, equal on every layout'),
      tracks: z.number().int(),
    }),
    layouts: z.array(LayoutResult).min(1).describe('the first is the one that the others are compared with'),
    scenarios: z.array(ScenarioResult),
    noise: z.array(NoiseFloor).describe('the A/A arm of each kind of scenario'),
    reference: z
      .object({
        version: z
          .number()
          .int()
          .describe('of the reference query: times relative to another do not compare'),
        medianSeconds: z.number().positive(),
        blocks: z.number().int().positive(),
      })
      .nullable()
      .describe('the reference query that alternated with all scenarios; null where it did not run'),
    memory: z.array(MemoryResult),
    wal: z.array(WalResult),
    traces: z.array(TraceResult).default([]).describe('of scenarios of kind flow, one per layout'),
    experiments: z.array(ExperimentResult).default([]).describe('with bench --experiments'),
    warnings: z.array(Warning),
    gate: Gate.nullable().describe('null: nothing was gated, neither a change nor a budget'),
  })
  .describe('What one run of chinook-eval bench found. Everything else is made from it.');
export type RunDocument = z.infer<typeof RunDocument>;
