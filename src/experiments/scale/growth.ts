import type { Layout } from '../../model/layout.ts';
import { median } from '../../stats/summary.ts';
import type { MeasuredSize, Timing } from './measure.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { dataBytes, outgrown } from './outgrown.ts';
import { fitPowerLaw, type PowerLaw } from './power-law.ts';

/** How one operation grows on one layout. */
export interface Growth {
  readonly operation: Operation;
  readonly layout: string;
  /** Smallest first. */
  readonly points: readonly Point[];
  /** Null with fewer than two sizes. */
  readonly law: PowerLaw | null;
  /** Why figures are missing; null where none are. */
  readonly reason: string | null;
}

export interface Point {
  readonly copies: number;
  /** Of data, on this layout. */
  readonly bytes: number;
  /** Per call. */
  readonly seconds: number;
  /** Whether each database on disk is no larger than its page cache. */
  readonly fits: boolean;
}

export function growthsOf(sizes: readonly MeasuredSize[], layouts: readonly Layout[]): readonly Growth[] {
  return OPERATIONS.flatMap((operation) => {
    const own = sizes.map((size) => ({
      ...size,
      timings: size.timings.filter(({ scenario }) => scenario === operation.scenario),
    }));
    return layouts.map(({ name }) => growthOf(operation, name, own));
  });
}

function growthOf(operation: Operation, layout: string, sizes: readonly MeasuredSize[]): Growth {
  const anchor = sizes.flatMap(({ timings }) => timings[0]?.anchor ?? []);
  const points = sizes.flatMap(({ copies, built, timings }) => {
    const one = built.find(({ name }) => name === layout);
    const timing = timings.find((own) => own.layout === layout);
    const seconds = timing && secondsOf(timing, anchor);
    return one === undefined || seconds === undefined || seconds === null
      ? []
      : [{ copies, bytes: dataBytes(one), seconds, fits: outgrown(one).length === 0 }];
  });
  const reasons = sizes.flatMap(({ timings }) => timings.filter((own) => own.layout === layout));
  return {
    operation,
    layout,
    points,
    law: lawOf(points),
    reason: reasons.find(({ reason }) => reason !== null)?.reason ?? null,
  };
}

/**
 * Sizes are measured minutes apart, and a shared machine is not the same then. Each block is therefore taken relative to the
 * block of the smallest data beside it; the median of that, times what the smallest data took over all.
 */
function secondsOf({ blocks, anchor }: Timing, allAnchors: readonly number[]): number | null {
  if (blocks.length === 0 || allAnchors.length === 0) return null;
  return median(blocks.map((block, round) => block / (anchor[round] as number))) * median(allAnchors);
}

export function lawOf(points: readonly Point[]): PowerLaw | null {
  return fitPowerLaw(points.map(({ bytes, seconds }) => [bytes, seconds]));
}
