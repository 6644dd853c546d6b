import { type Criterion, exact } from './criterion.ts';

/** A foreign key cannot cross files: what a layout cuts, nothing enforces. */
export const integrity: Criterion = {
  name: 'integrity',
  title: 'integrity',
  heading: 'Foreign keys',
  judge(_run, layout, base) {
    const [here, there] = [layout, base].map(({ foreignKeys: { enforced, cut } }) => ({
      cut: cut.length,
      all: enforced.length + cut.length,
    }));
    if (here === undefined || there === undefined || here.all === 0 || there.all === 0)
      return { status: 'unknown', why: 'there are no foreign keys' };
    const [value, share] = [here.cut / here.all, there.cut / there.all];
    return {
      status: 'known',
      effect: exact(share - value),
      figure: { kind: 'share', value, base: share },
      says: `${here.cut} of ${here.all} foreign keys lost${there.cut > 0 ? `, against ${there.cut}` : ''}`,
    };
  },
};
