import type { Judged, Verdict } from '../../model/run-trials.ts';
import { formatRatio } from '../../render/units.ts';
import { type ChartPlan, WIDTH } from './chart.ts';
import { forestSeries } from './forest-marks.ts';
import { type LegendEntry, legend } from './legend.ts';
import { path, rectangle, segment, stroke } from './marks.ts';
import { BAND, INK, MUTED, VERDICT_LOOKS } from './palette.ts';
import { type Panel, panelsOption } from './panel.ts';
import { clamp, type Domain, domainOf, logTicks, short, widened } from './scale.ts';

/** Ratios with their intervals: a panel for each pair, in all of them the same row for the same scenario. */
export interface Forest {
  readonly rows: readonly ForestRow[];
  readonly panels: readonly ForestPanel[];
}

export interface ForestRow {
  readonly label: string;
  /** Of a group of rows below it; has no figures. */
  readonly heading: boolean;
}

export interface ForestPanel {
  readonly title: string;
  readonly points: readonly ForestPoint[];
}

export type ForestPoint = Pick<Judged, 'ratio' | 'interval' | 'threshold' | 'floor' | 'verdict'> & {
  readonly row: number;
};

const LABELS = 200;
const ROW = 17;
const GAP = 22;
const PER_LINE = 3;
const HEAD = 24;
const FOOT = 46;
/** An interval that reaches further than the figures by this factor is cut there, with an arrow. */
const CUT = 4;

export function forestPlan(
  forest: Forest,
  about: Pick<ChartPlan, 'id' | 'title' | 'description'> & { readonly axis: string },
): ChartPlan {
  const points = forest.panels.flatMap((panel) => panel.points);
  const domain = forestDomain(points);
  const perLine = Math.min(PER_LINE, forest.panels.length);
  const width = (WIDTH - LABELS - GAP * perLine) / perLine;
  const height = forest.rows.length * ROW;
  const key = legend(entries(points, domain), 8, WIDTH - 16);
  const ticks = logTicks(domain, 38 / width);
  const panels = forest.panels.map((panel, index): Panel => {
    const column = index % perLine;
    const line = Math.floor(index / perLine);
    return {
      left: LABELS + column * (width + GAP),
      top: key.height + HEAD + line * (height + HEAD + FOOT),
      width,
      height,
      x: { type: 'log', ...domain, ticks, format: short(formatRatio), name: about.axis },
      y: forest.rows.length,
      series: [
        ...forestSeries(panel, column === 0 ? forest.rows : [], domain),
        ...(index === 0 ? [key.series] : []),
      ],
    };
  });
  const lines = Math.ceil(forest.panels.length / perLine);
  const { id, title, description } = about;
  return {
    id,
    title,
    description,
    width: WIDTH,
    height: key.height + lines * (height + HEAD + FOOT),
    option: panelsOption(panels),
  };
}

/** Every ratio and 1 are inside; intervals as far as that leaves the ratios readable. */
export function forestDomain(points: readonly ForestPoint[]): Domain {
  const ratios = domainOf([1, ...points.map(({ ratio }) => ratio)]) ?? { low: 1, high: 1 };
  const furthest = { low: ratios.low / CUT, high: ratios.high * CUT };
  const ends = points.flatMap(({ interval, threshold }) => [
    1 / (1 + threshold),
    1 + threshold,
    ...(interval ? [interval.low, interval.high] : []),
  ]);
  const all = domainOf([ratios.low, ratios.high, ...ends.map((end) => clamp(end, furthest))]);
  return widened(all ?? ratios, 0.03);
}

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  slower: 'slower',
  faster: 'faster',
  same: 'the same',
  inconclusive: 'inconclusive',
};

/** Only what is in the picture. */
function entries(points: readonly ForestPoint[], domain: Domain): readonly LegendEntry[] {
  const verdicts = (['slower', 'faster', 'same', 'inconclusive'] as const).filter((verdict) =>
    points.some((point) => point.verdict === verdict),
  );
  const cut = points.some(
    ({ interval }) => interval && (interval.low < domain.low || interval.high > domain.high),
  );
  const half = 11;
  return [
    ...verdicts.map((verdict): LegendEntry => {
      const { shape, fill, stroke: line } = VERDICT_LOOKS[verdict];
      return {
        text: VERDICT_WORDS[verdict],
        icon: (x, y) => [
          stroke(segment(x - half, y, x + half, y), line, 1.5),
          path(shape(x, y, 4.5), { fill, stroke: line, lineWidth: 1.5 }),
        ],
      };
    }),
    ...(points.some(({ floor }) => floor !== null)
      ? [
          {
            text: 'within the noise floor of its kind',
            icon: (x: number, y: number) => [path(rectangle(x - half, y - 7, 2 * half, 14), { fill: BAND })],
          },
        ]
      : []),
    {
      text: 'threshold of what matters',
      icon: (x, y) => [
        stroke(segment(x - 6, y - 8, x - 6, y + 8), MUTED, 1, [2, 2]),
        stroke(segment(x + 6, y - 8, x + 6, y + 8), MUTED, 1, [2, 2]),
      ],
    },
    ...(cut
      ? [
          {
            text: 'interval goes on beyond the picture',
            icon: (x: number, y: number) => [
              stroke(segment(x - half, y, x + half, y), INK, 1.5),
              stroke(`M${x + half - 4} ${y - 4}L${x + half} ${y}L${x + half - 4} ${y + 4}`, INK, 1.5),
            ],
          },
        ]
      : []),
  ];
}
