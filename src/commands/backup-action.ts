import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { EXIT, Failure, Interrupted } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { word } from '../operations/audit/shell.ts';
import { type BackupResult, makeBackup } from '../operations/backup/backup.ts';
import { parseKeep } from '../operations/backup/keep.ts';
import type { BackupRequest } from '../operations/backup/run.ts';
import { parseSchedule, runOnSchedule } from '../operations/backup/schedule.ts';
import { setName } from '../operations/backup/sets.ts';
import { ALERT_SCHEMA, parseWebhook, sendAlert } from '../operations/backup/webhook.ts';
import { explainDiskError } from '../operations/disk-error.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { formatBytes, formatCount, formatSeconds } from '../render/units.ts';
import { namedData } from './data.ts';

export interface BackupFlags {
  readonly data?: string;
  readonly to: string;
  readonly keep?: string;
  readonly every?: string;
  readonly notify?: string;
  readonly json?: boolean;
}

/** Everything that can be wrong with the command line is found before anything is copied, or waited for. */
export async function backup(flags: BackupFlags, streams: Streams): Promise<number> {
  const { cwd, stderr, signal } = streams;
  const keep = flags.keep === undefined ? null : parseKeep(flags.keep);
  const cron = flags.every === undefined ? null : parseSchedule(flags.every);
  if (flags.to === '') throw new Failure('--to is empty. Name a folder for the backups.');
  const hook = flags.notify === undefined ? null : parseWebhook(flags.notify);
  const progress = new ProgressLine(stderr);
  const say = (line: string) => {
    progress.clear();
    stderr.write(`chinook-eval: ${plain(line)}\n`);
  };
  const { data, shown } = await found(flags, hook, streams, say);
  const request: BackupRequest = {
    data,
    shown,
    to: resolve(cwd, flags.to),
    keep,
    signal,
    onProgress: (doing, fraction) => progress.show(`backup  ${progressBar(fraction)}  ${doing}`),
    onWarning: say,
  };
  const once = async () => {
    try {
      const result = await makeBackup(request);
      progress.clear();
      tell(result, flags, streams, cron !== null);
    } catch (error) {
      progress.clear();
      const failure = explainDiskError(error, `backing up ${plain(shown)}`);
      if (hook !== null && !(failure instanceof Interrupted)) await alert(hook, failure, shown, streams, say);
      throw failure;
    }
  };
  if (cron === null) {
    await once();
    return EXIT.fine;
  }
  await runOnSchedule(
    cron,
    async () => {
      try {
        await once();
      } catch (error) {
        // A defect ends the schedule: it would come again each time.
        if (!(error instanceof Failure) || error instanceof Interrupted) throw error;
        say(`${new Date().toISOString()} failed (exit code ${error.exitCode}): ${error.message}`);
      }
    },
    {
      signal,
      clock: () => new Date(),
      onNext: (next) => say(`next backup at ${next.toISOString()}`),
      onMissed: (times) => say(missedLine(times)),
    },
  );
  return EXIT.fine;
}

/** A data folder that is gone is no slip of the pen where a timer runs this: it is alerted like what fails later. */
async function found(
  flags: BackupFlags,
  hook: URL | null,
  streams: Streams,
  say: (line: string) => void,
): Promise<{ data: string; shown: string }> {
  try {
    const { data, shown } = namedData(flags, streams.cwd);
    return { data: realpathSync(data.path), shown };
  } catch (error) {
    if (hook !== null) await alert(hook, error, flags.data ?? 'data', streams, say);
    throw error;
  }
}

function missedLine(times: readonly Date[]): string {
  const count = times.length === 1 ? 'a backup' : `${times.length} backups`;
  return `missed ${count} (${times.map((time) => time.toISOString()).join(', ')}): another was still running, or the machine slept`;
}

async function alert(
  hook: URL,
  error: unknown,
  data: string,
  { signal }: Streams,
  say: (line: string) => void,
): Promise<void> {
  const why = await sendAlert(
    hook,
    {
      schema: ALERT_SCHEMA,
      event: 'backup-failed',
      at: new Date().toISOString(),
      data,
      message: error instanceof Error ? error.message : String(error),
      exitCode: error instanceof Failure ? error.exitCode : EXIT.defect,
    },
    signal,
  );
  if (why !== null) say(`the alert was not delivered: ${why}`);
}

function tell(
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
  const databases = count === 1 ? '1 database' : `${count} databases`;
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
      const rows = formatCount(tables.reduce((sum, one) => sum + one.rows, 0));
      const note = memory ? '; it fills :memory:, what a process holds now is not in it' : '';
      return `  ${name.padEnd(8)} ${file}, ${formatBytes(size)}, ${rows} rows${note}`;
    }),
    `in ${plain(relative(cwd, resolve(cwd, to)) || '.')}${attempts > 1 ? `, at the ${attempts}nd attempt` : ''}; bring it back with chinook-eval restore --from ${plain(word(to))}${data === undefined ? '' : ` --to ${plain(word(data))}`} ${label}`,
  ];
  stdout.write(`${lines.join('\n')}\n`);
}
