import { formatBytes } from '../../render/units.ts';
import { type Criterion, exact, shareOf, within } from './criterion.ts';

/** The files right after building. What lies in memory has none, and is on disk in no other place either. */
export const disk: Criterion = {
  name: 'disk',
  title: 'disk',
  heading: 'Sizes',
  judge(run, layout, base) {
    if (layout.diskBytes === 0 || base.diskBytes === 0)
      return { status: 'unknown', why: 'a layout without a file has no size on disk to compare' };
    const value = layout.diskBytes / base.diskBytes;
    const none = within(run.options.threshold);
    return {
      status: 'known',
      effect: exact(shareOf(value, none)),
      figure: { kind: 'ratio', value, none },
      says: `${formatBytes(layout.diskBytes)} against ${formatBytes(base.diskBytes)}`,
    };
  },
};
