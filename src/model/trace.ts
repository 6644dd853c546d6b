import { z } from 'zod';

/** What one call of a scenario does, statement by statement, as executed on a layout. */

const seconds = z
  .number()
  .nonnegative()
  .nullable()
  .describe('median over the traced calls; null: not measured');

export const TraceStep = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('statement'),
    database: z.string().describe('name of the database of the layout; of several, joined with " + "'),
    tables: z.array(z.string()).describe('that the scenario named for it'),
    sql: z.string(),
    rows: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe('returned in the first traced call; null for one that returns none'),
    changes: z
      .number()
      .int()
      .nonnegative()
      .nullable()
      .describe('rows changed in the first traced call; null for one that reads'),
    seconds,
  }),
  z.object({
    kind: z.enum(['begin', 'commit']),
    database: z.string(),
    seconds: seconds.describe(
      'of begin always null: what is timed is the whole of the transaction, at its commit',
    ),
  }),
]);
export type TraceStep = z.infer<typeof TraceStep>;

export const FlowTrace = z.object({
  scenario: z.string(),
  description: z.string(),
  layout: z.string(),
  plan: z.enum(['joined', 'application']),
  calls: z.number().int().positive().describe('traced, after as many that were not'),
  steps: z.array(TraceStep).describe('of one call, in the order of execution'),
  totalSeconds: seconds.describe('of a whole call, traced: a little more than untraced'),
  applicationSeconds: seconds.describe('of the total, what passed outside of all steps'),
});
export type FlowTrace = z.infer<typeof FlowTrace>;

export const TraceResult = z.discriminatedUnion('status', [
  FlowTrace.extend({ status: z.literal('measured') }),
  z.object({ status: z.literal('failed'), layout: z.string(), scenario: z.string(), reason: z.string() }),
]);
export type TraceResult = z.infer<typeof TraceResult>;
