import { totalmem } from 'node:os';
import type { Layout } from '../model/layout.ts';
import { formatBytes } from '../render/units.ts';
import { defineExperiment, NotRunnable } from './experiment.ts';
import { measureSizes } from './scale/all-sizes.ts';
import { growthsOf } from './scale/growth.ts';
import { hypothesesOf } from './scale/hypotheses.ts';
import type { MeasuredSize } from './scale/measure.ts';
import { dataBytes } from './scale/outgrown.ts';
import { growthTable, latencyTable, seriesOf, sizeTable } from './scale/tables.ts';
import { distinct, firstAndOther } from './timing/layouts.ts';

export default defineExperiment({
  name: 'scale',
  question: 'How does latency grow with the data, and does a split change it?',
  shows:
    'the latency of seven operations at each size, its growth as an exponent, and where the data outgrow the page cache',
  doesNotShow:
    'first reads from a cold disk (see cold), and growth beyond the largest size: an exponent is no promise',
  run: async (context) => {
    const all = distinct(context.layouts);
    const layouts = context.quick ? firstAndOther(all, ['activity_log', 'chinook_tracks']) : all;
    const [first, ...others] = layouts;
    if (first === undefined) throw new NotRunnable('there is no layout to measure');
    const { sizes, notRun } = await measureSizes([first, ...others], context);
    const growths = growthsOf(sizes, layouts);
    return {
      conditions: conditionsOf(sizes, layouts, all.length),
      tables: [latencyTable(sizes, growths), growthTable(growths), sizeTable(sizes)],
      series: seriesOf(growths),
      hypotheses: hypothesesOf(growths),
      notRun,
    };
  },
});

function conditionsOf(sizes: readonly MeasuredSize[], layouts: readonly Layout[], among: number): string[] {
  const ofAll = (size: MeasuredSize | undefined) =>
    (size?.built ?? []).reduce((sum, one) => sum + dataBytes(one), 0);
  const most = ofAll(sizes.at(-1));
  const smallest = sizes[0]?.built[0];
  return [
    `Each size is built anew, measured on ${layouts.map(({ name }) => name).join(', ')} in turns in one process, and removed. Results are compared before anything is timed.`,
    `The smallest is one copy of the seed${smallest ? `, ${formatBytes(dataBytes(smallest))}` : ''}: there is no half of it.`,
    'Lookups, customers and activities are drawn from far more rows than a benchmark draws, and each is read once before timing: what is touched grows with the data. Files are in the cache of the operating system, as after a build.',
    `A block of the smallest data of ${layouts[0]?.name} runs in each round beside those of a size: latencies are relative to it, times its own, so that a machine that is slower for a while does not look like growth.`,
    `Exponents are least squares in logarithms over one process for each size; their error says how straight the line is.`,
    ...(layouts.length < among
      ? [`The short form measures the first layout and ${layouts[1]?.name ?? 'no other'} only.`]
      : []),
    ...(most > totalmem() / 2
      ? [
          `At the largest size all layouts together have ${formatBytes(most)}, the machine ${formatBytes(totalmem())} of memory: reads from the disk may be part of the figures.`,
        ]
      : []),
  ];
}
