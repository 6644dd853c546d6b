import { z } from 'zod';

/** Figures without noise: the same on every machine and in every run, so that they are compared exactly. */

export const StatementFigures = z.object({
  sql: z.string(),
  plan: z.array(z.string()).describe('EXPLAIN QUERY PLAN, a line per step, indented by its depth'),
  bytecodeSha256: z
    .string()
    .describe('over EXPLAIN without what differs from build to build: root pages, schema cookies, addresses'),
});
export type StatementFigures = z.infer<typeof StatementFigures>;

export const WriteFigures = z.object({
  calls: z.number().int().positive().describe('calls that the figures are of, automatic checkpoints off'),
  walBytes: z.number().int().nonnegative(),
  walFrames: z.number().int().nonnegative(),
  writeCalls: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('syscw of /proc/thread-self/io; null where there is none'),
  writeBytes: z.number().int().nonnegative().nullable().describe('wchar of /proc/thread-self/io'),
});
export type WriteFigures = z.infer<typeof WriteFigures>;

export const Figures = z.object({
  statements: z.array(StatementFigures).describe('in the order in which the scenario prepares them'),
  rows: z.number().int().nonnegative().describe('rows that the digested calls returned'),
  writes: WriteFigures.nullable().describe('null for a scenario that only reads'),
  recallAt10: z
    .number()
    .nullable()
    .describe('of 10 nearest, the fraction found; null but for vector scenarios'),
});
export type Figures = z.infer<typeof Figures>;
