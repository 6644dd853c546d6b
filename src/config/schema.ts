import { z } from 'zod';
import { BUDGET_FIGURE_NAMES, type Budget, type BudgetFigure } from '../model/budget.ts';
import { FIGURE_LEVELS, FIGURE_NAMES } from './config.ts';
import type { BenchTexts, ConfigFile, ScenarioTexts } from './define.ts';
import { budget, threshold } from './limits.ts';
import { suggestion } from './nearest.ts';
import { DATA_SIZE, leaf, notWanted, POSITIVE_INTEGER, TIME } from './values.ts';

/** The configuration file as it is written, each value turned into base units. Every message says what to give. */

function strict<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `there is no such key; ${suggestion(String((issue.keys as string[])[0]), known)}`
        : notWanted('an object', issue.input),
  });
}

function byName<V extends z.ZodType>(value: V) {
  return z.record(z.string(), value, { error: (issue) => notWanted('an object', issue.input) });
}

function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const quoted = words.map((word) => `"${word}"`);
  const wanted = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return z.enum(words, { error: (issue) => notWanted(wanted, issue.input) });
}

function text(wanted: string) {
  const error = (issue: { readonly input?: unknown }) => notWanted(wanted, issue.input);
  return z.string({ error }).min(1, { error });
}

const budgets = strict(
  Object.fromEntries(BUDGET_FIGURE_NAMES.map((figure) => [figure, budget(figure).optional()])),
).transform(
  (given) =>
    new Map(
      BUDGET_FIGURE_NAMES.flatMap((figure): [BudgetFigure, Budget | null][] => {
        const limits = given[figure];
        return limits === undefined ? [] : [[figure, limits]];
      }),
    ),
);

const scenario = strict({
  threshold: threshold.optional(),
  budgets: budgets.optional(),
  layouts: byName(strict({ budgets: budgets.optional() })).optional(),
} satisfies Record<keyof ScenarioTexts, z.ZodType>);

const bench = strict({
  seed: text('a file').optional(),
  layouts: z
    .array(text('a layout by name or file'), {
      error: (issue) => notWanted('a list of layouts', issue.input),
    })
    .min(1, { error: 'give at least one layout' })
    .optional(),
  scenarios: text('a folder of scenarios').optional(),
  filter: text('a part of kind/name, or /a regular expression/').optional(),
  scale: leaf(POSITIVE_INTEGER).optional(),
  size: leaf(DATA_SIZE).optional(),
  generations: leaf(POSITIVE_INTEGER).optional(),
  rounds: leaf(POSITIVE_INTEGER).optional(),
  maxTime: leaf(TIME).optional(),
} satisfies Record<keyof BenchTexts, z.ZodType>).refine(
  ({ scale, size }) => scale === undefined || size === undefined,
  { path: ['size'], error: 'scale says how much data to build as well; leave one of them out' },
);

export const ConfigSchema = strict({
  threshold: threshold.optional(),
  figures: strict(
    Object.fromEntries(FIGURE_NAMES.map((name) => [name, oneOf(FIGURE_LEVELS).optional()])),
  ).optional(),
  inconclusive: oneOf(['fail', 'warn']).optional(),
  bench: bench.optional(),
  scenarios: byName(scenario).optional(),
} satisfies Record<keyof ConfigFile, z.ZodType>);
