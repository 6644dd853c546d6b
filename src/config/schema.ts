import { z } from 'zod';
import { BUDGET_FIGURE_NAMES, type Budget, type BudgetFigure } from '../model/budget.ts';
import { alerts } from './alerts.ts';
import { FIGURE_LEVELS, FIGURE_NAMES } from './config.ts';
import type { BenchTexts, ConfigFile, MonitorTexts, ScenarioTexts } from './define.ts';
import { budget, threshold } from './limits.ts';
import { byName, oneOf, strict, text } from './shapes.ts';
import { DATA_SIZE, leaf, notWanted, POSITIVE_INTEGER, TIME } from './values.ts';

/** The configuration file as it is written, each value turned into base units. Every message says what to give. */

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
  monitor: strict({ alerts: alerts.optional() } satisfies Record<keyof MonitorTexts, z.ZodType>).optional(),
} satisfies Record<keyof ConfigFile, z.ZodType>);
