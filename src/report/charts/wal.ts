import type { LineSeriesOption } from 'echarts';
import type { RunDocument } from '../../model/run.ts';
import type { WalDatabase } from '../../model/run-trials.ts';
import { formatBytes, formatCount } from '../../render/units.ts';
import { type ChartPlan, WIDTH } from './chart.ts';
import { legend } from './legend.ts';
import { fitting, markSeries, segment, stroke, words } from './marks.ts';
import { list, shown } from './names.ts';
import { INK, look } from './palette.ts';
import { type Axis, type Panel, panelsOption } from './panel.ts';
import { domainOf, linearTicks, short } from './scale.ts';

const LEFT = 80;
const HEAD = 26;
const PLOT = 150;
const FOOT = 50;
const GAP = 28;

interface WalLayout {
  readonly layout: string;
  readonly databases: readonly WalDatabase[];
}

/** How the -wal files grow with the writes: a panel for each layout, a line for each of its databases. */
export function walPlan(run: RunDocument): ChartPlan | undefined {
  const layouts = measured(run);
  if (layouts.length === 0) return undefined;
  const names = [...new Set(layouts.flatMap(({ databases }) => databases.map(({ database }) => database)))];
  const columns = Math.min(2, layouts.length);
  const width = WIDTH / columns - LEFT - GAP;
  const key = legend(
    names.map((name, index) => ({ text: shown(name), icon: (x, y) => [line(x - 12, y, x + 12, y, index)] })),
    8,
    WIDTH - 16,
  );
  const { writes, bytes } = axes(layouts, width);
  const panels = layouts.map(
    ({ layout, databases }, index): Panel => ({
      left: LEFT + (index % columns) * (WIDTH / columns),
      top: key.height + HEAD + Math.floor(index / columns) * (HEAD + PLOT + FOOT),
      width,
      height: PLOT,
      x: writes,
      y: bytes,
      series: [
        markSeries(
          'layout',
          [layout],
          () => [0, bytes.high],
          (name, place) => {
            const [x, y] = place(0, bytes.high);
            return [
              words(fitting(shown(name), width / 1.1, 12), x, y - 12, { colour: INK, size: 12, bold: true }),
            ];
          },
        ),
        ...databases.map((database) => series(database, names.indexOf(database.database))),
        ...(index === 0 ? [key.series] : []),
      ],
    }),
  );
  const height = key.height + Math.ceil(layouts.length / columns) * (HEAD + PLOT + FOOT);
  const about = {
    id: 'wal',
    title: 'Size of the write-ahead log over the writes',
    description: describe(layouts),
  };
  return { ...about, width: WIDTH, height, option: panelsOption(panels) };
}

function measured(run: RunDocument): readonly WalLayout[] {
  return run.wal.flatMap((one) => {
    if (one.status === 'failed') return [];
    const databases = one.databases.filter(({ series: points }) => points.length > 0);
    return databases.length === 0 ? [] : [{ layout: one.layout, databases }];
  });
}

/** The same axes for all layouts, so that heights compare. */
function axes(layouts: readonly WalLayout[], width: number): { writes: Axis; bytes: Axis } {
  const points = layouts.flatMap(({ databases }) => databases.flatMap(({ series: one }) => one));
  const most = domainOf(points.map((point) => point.bytes))?.high ?? 0;
  const last = domainOf(points.map((point) => point.writes))?.high ?? 0;
  const high = Math.max(most * 1.05, 1000);
  const end = Math.max(last, 1);
  const across = { low: 0, high: end };
  const up = { low: 0, high };
  return {
    writes: {
      type: 'value',
      ...across,
      ticks: linearTicks(across, Math.floor(width / 60)).filter(Number.isInteger),
      format: formatCount,
      name: 'writes',
    },
    bytes: {
      type: 'value',
      ...up,
      ticks: linearTicks(up, 6),
      format: short(formatBytes),
      name: 'size of -wal',
    },
  };
}

function series({ database, series: points }: WalDatabase, index: number): LineSeriesOption {
  const { colour, dash } = look(index);
  return {
    type: 'line',
    name: database,
    silent: true,
    showSymbol: false,
    data: points.map(({ writes, bytes }) => [writes, bytes]),
    lineStyle: { color: colour, width: 2, type: dash.length === 0 ? 'solid' : [...dash] },
  };
}

function line(x1: number, y1: number, x2: number, y2: number, index: number) {
  const { colour, dash } = look(index);
  return stroke(segment(x1, y1, x2, y2), colour, 2, dash);
}

function describe(layouts: readonly WalLayout[]): string {
  const sentences = layouts.map(({ layout, databases }) => {
    const peaks = databases.map(({ database, peakBytes }) => `${shown(database)} ${formatBytes(peakBytes)}`);
    return `${shown(layout)}: ${list(peaks)}.`;
  });
  return `Size of the -wal file of each database while the same mix of writes runs on every layout. Largest sizes: ${sentences.join(' ')}`;
}
