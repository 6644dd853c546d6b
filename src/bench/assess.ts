import type { Layout } from '../model/layout.ts';
import type { Comparison, Estimate, Judged, NoiseFloor } from '../model/run-trials.ts';
import type { Scenario } from '../model/scenario.ts';
import { estimatePaired } from '../stats/estimate.ts';
import { floorOf, judgeAll, type ToJudge } from '../stats/judge.ts';
import type { Measurement } from './arm.ts';
import { armFigures, compared } from './arm-figures.ts';
import { statisticOf } from './scenario-result.ts';

/** Ids of arms: a layout's own is its name. */
export const armAgain = (layout: string) => `again:${layout}`;
export const armBase = (layout: string) => `base:${layout}`;

/** What has a noise floor of its own: medians of what reads are quieter than means of what writes. */
export function noiseKind({ kind, writes }: { readonly kind: string; readonly writes?: boolean }): string {
  return `${kind}${writes ? ' (writes)' : ''}`;
}

/** A scenario with what has been measured of it so far. */
export interface Measuring {
  readonly scenario: Scenario;
  readonly measurement: Measurement;
}

/** Head against base on one layout. */
export interface SideChange {
  readonly scenario: string;
  readonly layout: string;
  readonly judged: Judged;
}

export interface Assessment {
  readonly noise: NoiseFloor[];
  /** By the scenario's name, every pair of layouts. */
  readonly comparisons: ReadonlyMap<string, readonly Comparison[]>;
  readonly changes: readonly SideChange[];
}

/** Judges everything that was measured together; keeps estimates, so that asking after every scenario costs little. */
export class Assessor {
  readonly #estimates = new Map<string, { generations: number; estimate: Estimate }>();
  readonly #layouts: readonly Layout[];
  readonly #level: number;
  readonly #thresholdOf: (scenario: Scenario) => number;

  /** @param level of the intervals, for one look; @param thresholdOf as a fraction */
  constructor(layouts: readonly Layout[], level: number, thresholdOf: (scenario: Scenario) => number) {
    this.#layouts = layouts;
    this.#level = level;
    this.#thresholdOf = thresholdOf;
  }

  assess(all: readonly Measuring[]): Assessment {
    const noise = all.flatMap((one) => this.#noise(one));
    const floors = new Map(noise.map((one) => [noiseKind(one), one.floor]));
    // A kind whose own A/A arm failed has the worst floor of the others: no better is known.
    const known = noise.flatMap(({ floor }) => floor ?? []);
    const worst = known.length === 0 ? null : Math.max(...known);
    const judge = <T extends { scenario: Scenario; estimate: Estimate }>(
      rows: readonly T[],
    ): [T, Judged][] => {
      const family = rows.map(
        ({ scenario, estimate }): ToJudge => ({
          estimate,
          threshold: this.#thresholdOf(scenario),
          floor: floors.get(noiseKind(scenario)) ?? worst,
        }),
      );
      return judgeAll(family, 1 - this.#level).map((judged, i) => [rows[i] as T, judged]);
    };
    const comparisons = new Map<string, Comparison[]>(all.map(({ scenario }) => [scenario.name, []]));
    for (const [{ scenario, layout, against }, judged] of judge(all.flatMap((one) => this.#pairs(one))))
      comparisons.get(scenario.name)?.push({ layout, against, ...judged });
    const changes = judge(all.flatMap((one) => this.#sides(one))).map(
      ([{ scenario, layout }, judged]): SideChange => ({ scenario: scenario.name, layout, judged }),
    );
    return { noise, comparisons, changes };
  }

  #noise(one: Measuring): NoiseFloor[] {
    const { scenario } = one;
    return this.#layouts.flatMap(({ name }) => {
      const estimate = this.#estimate(one, armAgain(name), name);
      if (estimate === undefined) return [];
      const { ratio, interval } = estimate;
      const writes = scenario.writes === true;
      const about = { kind: scenario.kind, writes, scenario: scenario.name, layout: name };
      const generations = one.measurement.reference.length;
      return [{ ...about, ratio, interval, floor: floorOf(estimate), generations }];
    });
  }

  /** Every pair of layouts once: each with those before it, so with the first foremost. */
  #pairs(one: Measuring) {
    return this.#layouts.flatMap(({ name: layout }, index) =>
      this.#layouts.slice(0, index).flatMap(({ name: against }) => {
        const estimate = this.#estimate(one, layout, against);
        return estimate ? [{ scenario: one.scenario, layout, against, estimate }] : [];
      }),
    );
  }

  #sides(one: Measuring) {
    return this.#layouts.flatMap(({ name: layout }) => {
      const estimate = this.#estimate(one, layout, armBase(layout));
      const [head, base] = [one.measurement.arms.get(layout), one.measurement.arms.get(armBase(layout))];
      // Other results, other work: no speed is compared with that of a different answer.
      const alike = head?.status === 'measured' && base?.status === 'measured' && head.digest === base.digest;
      return estimate && alike ? [{ scenario: one.scenario, layout, estimate }] : [];
    });
  }

  #estimate({ scenario, measurement }: Measuring, id: string, against: string): Estimate | undefined {
    const [arm, other] = [measurement.arms.get(id), measurement.arms.get(against)];
    if (arm?.status !== 'measured' || other?.status !== 'measured') return undefined;
    const key = `${scenario.name} ${id} ${against}`;
    const before = this.#estimates.get(key);
    const generations = arm.samples.length;
    if (before?.generations === generations) return before.estimate;
    const statistic = statisticOf(scenario);
    const figures = (one: typeof arm) => compared(armFigures(one, measurement, statistic), statistic);
    const estimate = estimatePaired(figures(arm), figures(other), statistic, this.#level);
    this.#estimates.set(key, { generations, estimate });
    return estimate;
  }
}
