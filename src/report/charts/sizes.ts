import type { LayoutResult, RunDocument } from '../../model/run.ts';
import { formatBytes, formatCount } from '../../render/units.ts';
import { barsPlan } from './bars.ts';
import type { ChartPlan } from './chart.ts';
import { shown } from './names.ts';

/** The database files of each layout. One in memory has no file, so no bar. */
export function sizesPlan(run: RunDocument): ChartPlan | undefined {
  const names = new Set(run.layouts.flatMap((layout) => withFile(layout).map(({ name }) => name)));
  if (names.size === 0) return undefined;
  const parts = [...names].map((name) => ({
    name: shown(name),
    bytes: run.layouts.map((layout) => {
      const found = withFile(layout).filter((database) => database.name === name);
      return found.length === 0 ? null : found.reduce((sum, { bytes }) => sum + bytes, 0);
    }),
  }));
  const texts = run.layouts.map((layout) => rowText(layout, [...names]));
  return barsPlan(
    { rows: texts, parts, reach: [], axis: 'size of the database files' },
    {
      id: 'sizes',
      title: 'Database files',
      description: `Size of the database files of each layout, with ${formatCount(run.dataset.tracks)} tracks. ${texts.map((text) => `${text}.`).join(' ')}`,
    },
  );
}

function withFile({ databases }: LayoutResult) {
  return databases.flatMap(({ name, bytes }) => (bytes === null ? [] : [{ name, bytes }]));
}

/** The files in the order in which the bars have them. */
function rowText(layout: LayoutResult, order: readonly string[]): string {
  const sorted = withFile(layout).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const files = sorted.map(({ name, bytes }) => `${shown(name)} ${formatBytes(bytes)}`);
  const inMemory = layout.databases.filter(({ bytes }) => bytes === null).map(({ name }) => shown(name));
  const without = inMemory.length === 0 ? '' : `; in memory: ${inMemory.join(', ')}`;
  const parts = files.length === 0 ? '' : ` (${files.join(', ')})`;
  return `${shown(layout.name)}: ${formatBytes(layout.diskBytes)}${parts}${without}`;
}
