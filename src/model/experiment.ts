import { z } from 'zod';

/** What an experiment found: figures by arm, and what they say of its hypotheses. Tables, charts and the verdict read it. */

export const FIGURE_UNITS = ['seconds', 'bytes', 'count', 'fraction', 'per second', 'ratio'] as const;
export const FigureUnit = z.enum(FIGURE_UNITS).describe('base units; fractions as 0 to 1');
export type FigureUnit = z.infer<typeof FigureUnit>;

export const ExperimentColumn = z.object({
  key: z.string().describe('of the figures in the rows'),
  label: z.string().describe('short, for a table'),
  unit: FigureUnit,
  better: z.enum(['lower', 'higher']).nullable().describe('null: neither is better in itself'),
});
export type ExperimentColumn = z.infer<typeof ExperimentColumn>;

/** One arm: a layout under one condition. */
export const ExperimentRow = z.object({
  layout: z.string().nullable().describe('null where it is not about a layout'),
  arm: z.string().describe('the condition, such as "4 writers, one database"; empty where there is only one'),
  figures: z
    .record(z.string(), z.number().nullable())
    .describe('by column key, in base units; null or absent: not measured'),
  note: z
    .string()
    .nullable()
    .describe('what a reader of this row has to know, such as why a figure is absent'),
});
export type ExperimentRow = z.infer<typeof ExperimentRow>;

export const ExperimentTable = z.object({
  title: z.string(),
  columns: z.array(ExperimentColumn).min(1),
  rows: z.array(ExperimentRow),
});
export type ExperimentTable = z.infer<typeof ExperimentTable>;

export const ExperimentSeries = z.object({
  title: z.string(),
  x: z.object({ label: z.string(), unit: FigureUnit, log: z.boolean() }),
  y: z.object({ label: z.string(), unit: FigureUnit, log: z.boolean() }),
  lines: z.array(z.object({ name: z.string(), points: z.array(z.tuple([z.number(), z.number()])) })),
});
export type ExperimentSeries = z.infer<typeof ExperimentSeries>;

export const Hypothesis = z.object({
  claim: z.string().describe('one sentence that can be wrong'),
  source: z.string().describe('who says so: the evaluation document with its section, or a page of SQLite'),
  outcome: z.enum(['confirmed', 'refuted', 'not decided', 'not measured']),
  because: z.string().describe('the figures that decide it, in a sentence; or why none do'),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

const about = {
  name: z.string(),
  question: z.string().describe('one sentence'),
  shows: z.string().describe('one sentence'),
  doesNotShow: z.string().describe('one sentence'),
};

export const ExperimentResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('ran'),
    ...about,
    quick: z.boolean().describe('in its short form: for a first look'),
    seconds: z.number().nonnegative().describe('that it took'),
    conditions: z.array(z.string()).describe('what it was run on and how, a sentence each'),
    tables: z.array(ExperimentTable),
    series: z.array(ExperimentSeries),
    hypotheses: z.array(Hypothesis),
    notRun: z
      .array(z.object({ what: z.string(), reason: z.string() }))
      .describe('parts that this machine cannot run'),
  }),
  z.object({
    status: z.literal('not run'),
    ...about,
    reason: z.string(),
    failed: z
      .boolean()
      .describe('true: it should have run here; false: this machine, or these layouts, cannot'),
  }),
]);
export type ExperimentResult = z.infer<typeof ExperimentResult>;
export type RanExperiment = Extract<ExperimentResult, { status: 'ran' }>;
