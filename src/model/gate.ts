import { z } from 'zod';
import { Interval, Judged } from './run-trials.ts';

/**
 * A change (head against base) and what a gate says of it. `bench --against`, `bench --baseline` and `compare` all make
 * this one document; terminal, Markdown, JUnit, annotations and the exit code read it and nothing else.
 */

/** What a row, a figure or a budget means to a gate. open: not decided by what was measured. */
export const Level = z.enum(['pass', 'warn', 'fail', 'open']);
export type Level = z.infer<typeof Level>;

export const TimeChange = Judged.extend({
  baseSeconds: z.number().positive(),
  headSeconds: z.number().positive(),
});
export type TimeChange = z.infer<typeof TimeChange>;

/** A figure without noise that differs. Those that agree are counted, not listed. */
export const FigureChange = z.object({
  figure: z.string().describe('such as "query plan", "WAL bytes per call", "pages of chinook_tracks"'),
  unit: z.enum(['text', 'count', 'bytes', 'fraction']),
  base: z.union([z.string(), z.number()]).nullable().describe('null: base has no such figure'),
  head: z.union([z.string(), z.number()]).nullable(),
  effect: z.enum(['worse', 'better', 'changed']),
  level: z.enum(['pass', 'warn', 'fail']),
});
export type FigureChange = z.infer<typeof FigureChange>;

export const ChangeRow = z.object({
  kind: z.string().nullable().describe('null for a row about a layout as a whole (pages, PRAGMAs)'),
  scenario: z.string().nullable(),
  layout: z.string(),
  time: TimeChange.nullable().describe('null where no time is compared; whyNoTime says why'),
  whyNoTime: z.string().nullable(),
  figures: z.array(FigureChange),
  figuresEqual: z.number().int().nonnegative().describe('figures without noise that agree exactly'),
  level: Level,
});
export type ChangeRow = z.infer<typeof ChangeRow>;

export const ChangeSide = z.object({
  label: z.string().describe('as the user named it: "head", "main", "ci/base.json"'),
  run: z.string().nullable().describe('id of a stored run'),
  commit: z.string().nullable(),
  version: z.string(),
  node: z.string(),
  sqlite: z.string(),
});
export type ChangeSide = z.infer<typeof ChangeSide>;

export const OUTCOMES = ['pass', 'warn', 'fail', 'inconclusive', 'not-comparable'] as const;

export const Change = z.object({
  base: ChangeSide,
  head: ChangeSide,
  pairing: z
    .enum(['alternating', 'stored'])
    .describe(
      'alternating: both sides measured in turns; stored: two runs, times relative to the reference query',
    ),
  foreign: z
    .array(z.object({ what: z.string(), base: z.string(), head: z.string() }))
    .describe('differences of the environments that forbid to compare times'),
  rows: z.array(ChangeRow),
  onlyBase: z
    .array(z.string())
    .describe('what head does not have: scenarios as kind/name, layouts as "layout name"'),
  onlyHead: z.array(z.string()),
  outcome: z.enum(OUTCOMES),
});
export type Change = z.infer<typeof Change>;

export const BudgetResult = z.object({
  kind: z.string(),
  scenario: z.string(),
  layout: z.string(),
  figure: z.string().describe('as in the configuration: median, p95, walBytesPerCall, ...'),
  unit: z.enum(['seconds', 'bytes', 'count', 'fraction', 'ratio']),
  limit: z.number(),
  atLeast: z
    .boolean()
    .describe('true: the figure has to reach the limit (recall); false: it must not exceed it'),
  value: z.number().nullable().describe('null: not measured'),
  interval: Interval.nullable(),
  level: Level.describe(
    'fail, warn: broken at that level; open: the interval straddles the limit, or no figure',
  ),
});
export type BudgetResult = z.infer<typeof BudgetResult>;

export const Gate = z.object({
  outcome: z.enum(OUTCOMES),
  change: Change.nullable(),
  budgets: z.array(BudgetResult),
});
export type Gate = z.infer<typeof Gate>;
