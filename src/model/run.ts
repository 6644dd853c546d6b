import { z } from 'zod';
import { bytes, MemoryResult, ScenarioResult, WalResult } from './run-trials.ts';
import { SEED_TABLES } from './seed.ts';

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
  generations: z.number().int().positive().describe('processes per trial'),
  rounds: z.number().int().positive().describe('blocks per generation'),
  blockSeconds: z.number().positive(),
  smallestDifference: z.number().describe('no difference below this is claimed, as a fraction'),
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
});

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
    memory: z.array(MemoryResult),
    wal: z.array(WalResult),
    warnings: z.array(Warning),
  })
  .describe('What one run of chinook-eval bench found. Everything else is made from it.');
export type RunDocument = z.infer<typeof RunDocument>;
