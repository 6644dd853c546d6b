import type { RunDocument } from '../../model/run.ts';
import type { Judgement } from '../../model/verdict.ts';
import { memoryOf } from '../../render/totals.ts';
import { formatBytes } from '../../render/units.ts';
import { type Criterion, effectOf, within } from './criterion.ts';

/** A hundredth of the smallest server that is usually rented, one with 1 GB: nobody chooses a layout by less (ours). */
const MATERIAL_BYTES = 10e6;

/**
 * What the databases add, on top of what the process takes before it opens them: of the whole process, which is what a
 * server has to hold. That base is the same program on every layout, so its median stands for all, and how far its
 * measurements lie apart is the uncertainty of the figures.
 */
export const memory: Criterion = {
  name: 'memory',
  title: 'memory',
  heading: 'Memory',
  judge(run, layout, base): Judgement {
    if (run.options.quick) return unknown('a quick run: small data');
    if (run.options.filter !== null) return unknown('only part of the scenarios was replayed');
    const [use, other] = [memoryOf(run, layout.name), memoryOf(run, base.name)];
    if (use === undefined || other === undefined) return unknown('not measured on both');
    if (use.measure !== other.measure) return unknown('private memory of one, resident memory of the other');
    if (replayed(run, layout.name) !== replayed(run, base.name))
      return unknown('not the same scenarios replayed');
    const before = beforeOpening(run, use.measure);
    const spread = (before.at(-1) ?? 0) - (before[0] ?? 0);
    const process = before[Math.floor(before.length / 2)] ?? 0;
    const [whole, wholeOther] = [process + use.addedBytes, process + other.addedBytes];
    if (whole <= 0 || wholeOther <= 0) return unknown('less was measured after opening than before it');
    const none = within(MATERIAL_BYTES / Math.min(whole, wholeOther));
    const value = whole / wholeOther;
    const [low, high] = [whole / (wholeOther + spread), (whole + spread) / wholeOther];
    const effect = effectOf({ value, low, high }, none);
    const small = effect.value === 0 ? `; less than ${formatBytes(MATERIAL_BYTES)} apart counts as none` : '';
    return {
      status: 'known',
      effect,
      figure: { kind: 'ratio', value, none },
      says:
        `${formatBytes(use.addedBytes)} ${use.measure} memory added against ${formatBytes(other.addedBytes)}, ` +
        `in a process of ${formatBytes(process)}${small}`,
    };
  },
};

function unknown(why: string): Judgement {
  return { status: 'unknown', why };
}

function replayed(run: RunDocument, layout: string): number | null {
  const found = run.memory.find((one) => one.layout === layout);
  return found?.status === 'measured' ? found.scenariosReplayed : null;
}

/** Bytes, sorted. */
function beforeOpening(run: RunDocument, measure: 'private' | 'resident'): number[] {
  return run.memory
    .flatMap((one) => {
      if (one.status === 'failed') return [];
      return (measure === 'private' ? one.beforeOpen.privateBytes : one.beforeOpen.residentBytes) ?? [];
    })
    .sort((a, b) => a - b);
}
