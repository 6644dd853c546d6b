import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, Failure, Interrupted } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { makeBackup } from '../operations/backup/backup.ts';
import { refuseInside } from '../operations/backup/folder.ts';
import { parseKeep } from '../operations/backup/keep.ts';
import type { BackupRequest } from '../operations/backup/run.ts';
import { parseSchedule, runOnSchedule } from '../operations/backup/schedule.ts';
import { ALERT_SCHEMA, parseWebhook, sendAlert } from '../operations/backup/webhook.ts';
import { explainDiskError } from '../operations/disk-error.ts';
import { plain } from '../render/plain.ts';
import { ProgressLine, progressBar } from '../render/progress.ts';
import { missedLine, tell } from './backup-text.ts';
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
  // Told now, and not when a schedule comes to it.
  refuseInside(resolve(cwd, flags.to), data);
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
