import type { RunDocument } from '../../model/run.ts';
import type { WalDatabase } from '../../model/run-trials.ts';
import { formatBytes, formatCount, formatSeconds } from '../../render/units.ts';
import { code } from '../escape.ts';
import { columns, markdownTable, section } from '../markdown-table.ts';

/** So many points of a series; all of them are in run.json. */
const POINTS = 9;

export function walSection(run: RunDocument): string {
  const rows = run.wal.flatMap((one) =>
    one.status === 'failed' ? [] : one.databases.map((database) => row(one.layout, one.writes, database)),
  );
  if (rows.length === 0) return '';
  const series = run.wal.flatMap((one) =>
    one.status === 'failed' ? [] : one.databases.map((database) => seriesRow(one.layout, database)),
  );
  return section(
    '## Write-ahead log',
    'The same mix of write scenarios on every layout, then `wal_checkpoint(TRUNCATE)`.',
    markdownTable(
      columns(
        'Layout',
        'Database',
        '>Writes',
        '>Peak',
        '>Frames at peak',
        '>Frames pending',
        '>Checkpoint',
        '>After',
      ),
      rows,
    ),
    'Size of the `-wal` file after so many writes:',
    markdownTable(columns('Layout', 'Database', 'Writes: size'), series),
  );
}

function row(layout: string, writes: number, database: WalDatabase): string[] {
  return [
    code(layout),
    code(database.database),
    formatCount(writes),
    formatBytes(database.peakBytes),
    formatCount(database.peakFrames),
    formatCount(database.pendingFrames),
    `${formatSeconds(database.checkpointSeconds)}${database.checkpointBusy ? ' (busy: not all of it)' : ''}`,
    formatBytes(database.bytesAfterTruncate),
  ];
}

/** Evenly spread points, always with the first and the last. */
function seriesRow(layout: string, { database, series }: WalDatabase): string[] {
  const count = Math.min(POINTS, series.length);
  const points = Array.from({ length: count }, (_, index) => {
    return series[count === 1 ? 0 : Math.round((index * (series.length - 1)) / (count - 1))];
  });
  const texts = points.flatMap((one) =>
    one ? [`${formatCount(one.writes)}: ${formatBytes(one.bytes)}`] : [],
  );
  return [code(layout), code(database), texts.join(' · ')];
}
