import { relative, resolve } from 'node:path';
import type { Streams } from '../model/streams.ts';
import { word } from '../operations/audit/shell.ts';
import type { BackupResult } from '../operations/backup/backup.ts';
import { setName } from '../operations/backup/sets.ts';
import { howMany } from '../render/how-many.ts';
import { plain } from '../render/plain.ts';
import { formatBytes, formatSeconds } from '../render/units.ts';
import type { BackupFlags } from './backup-action.ts';

/** @param oneLine on a schedule: a line for each backup */
export function tell(
  result: BackupResult,
  { data, to, json }: BackupFlags,
  { stdout, cwd }: Streams,
  oneLine: boolean,
): void {
  const { label, manifest, bytes, seconds, waitedSeconds, removed, attempts } = result;
  if (json) {
    const { path: _, ...said } = { ...result, set: setName(label) };
    stdout.write(`${oneLine ? JSON.stringify(said) : JSON.stringify(said, null, 2)}\n`);
    return;
  }
  const gone =
    removed.length === 0 ? '' : `, ${removed.length} older ${removed.length === 1 ? 'set' : 'sets'} removed`;
  const count = manifest.databases.length;
  const databases = howMany(count, 'database');
  // To take a lock that is free takes a moment as well.
  const told = waitedSeconds > 0.1 ? waitedSeconds : 0;
  const summary = `${setName(label)}: ${databases}, ${formatBytes(bytes)}, verified in ${formatSeconds(seconds - told)}${told > 0 ? ` after ${formatSeconds(told)} of waiting for a writer` : ''}, writers held up for ${formatSeconds(manifest.frozenSeconds)}${gone}`;
  if (oneLine) {
    stdout.write(`${manifest.createdAt}  ${summary}\n`);
    return;
  }
  const lines = [
    summary,
    ...manifest.databases.map(({ name, file, memory, bytes: size, tables }) => {
      const rows = howMany(
        tables.reduce((sum, one) => sum + one.rows, 0),
        'row',
      );
      const note = memory ? '; it fills :memory:, what a process holds now is not in it' : '';
      return `  ${name.padEnd(8)} ${file}, ${formatBytes(size)}, ${rows}${note}`;
    }),
    `in ${plain(relative(cwd, resolve(cwd, to)) || '.')}${attempts > 1 ? `, at attempt ${attempts}` : ''}; bring it back with chinook-eval restore --from ${plain(word(to))}${data === undefined ? '' : ` --to ${plain(word(data))}`} ${label}`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

/** Times of a schedule at which nothing was made. */
export function missedLine(times: readonly Date[]): string {
  const count = times.length === 1 ? 'a backup' : `${times.length} backups`;
  return `missed ${count} (${times.map((time) => time.toISOString()).join(', ')}): another was still running, or the machine slept`;
}
