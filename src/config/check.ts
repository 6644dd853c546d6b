import { Failure } from '../model/failure.ts';
import { brief } from '../render/plain.ts';
import { type BenchDefaults, type Config, DEFAULT_CONFIG, type Rule } from './config.ts';
import { issuesText } from './messages.ts';
import { ConfigSchema } from './schema.ts';

/**
 * What a configuration file holds, checked and completed with the defaults.
 * @param shown what the file is called in errors
 * @throws Failure (exit 2), one line: the file, the place in it, and what to give
 */
export function checkConfig(value: unknown, shown: string): Config {
  const { data, error } = read(value, shown);
  if (error) throw new Failure(issuesText(shown, error.issues));
  return {
    shown,
    threshold: data.threshold ?? DEFAULT_CONFIG.threshold,
    figures: { ...DEFAULT_CONFIG.figures, ...given(data.figures ?? {}) },
    inconclusive: data.inconclusive ?? DEFAULT_CONFIG.inconclusive,
    bench: given(data.bench ?? {}) as BenchDefaults,
    rules: rulesOf(data.scenarios ?? {}),
    alerts: data.monitor?.alerts ?? {},
  };
}

function read(value: unknown, shown: string) {
  try {
    return ConfigSchema.safeParse(value);
  } catch (error) {
    // A user's object may have getters, and they may throw.
    const why = error instanceof Error ? error.message : String(error);
    throw new Failure(`${shown} cannot be read: ${brief(why, 120)}. Export plain data.`, undefined, {
      cause: error,
    });
  }
}

/** Without the keys whose value is undefined: a file in JavaScript may have them, and unset is absent. */
function given<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

type Scenarios = NonNullable<(typeof ConfigSchema)['_output']['scenarios']>;

/** One rule per pattern, and one per layout in it behind it; the more specific patterns last. */
function rulesOf(scenarios: Scenarios): Rule[] {
  return Object.entries(scenarios)
    .sort(([a], [b]) => specificity(a) - specificity(b))
    .flatMap(([pattern, { threshold = null, budgets, layouts = {} }]): Rule[] => [
      { pattern, layout: null, threshold, budgets: budgets ?? new Map() },
      ...Object.entries(layouts).map(([layout, own]) => ({
        pattern,
        layout,
        threshold: null,
        budgets: own.budgets ?? new Map(),
      })),
    ]);
}

/** "*" before "kind/*" before "kind/name". */
function specificity(pattern: string): number {
  return pattern === '*' ? 0 : pattern.endsWith('/*') ? 1 : 2;
}
