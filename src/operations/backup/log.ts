import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { BACKUP_LOG } from './sets.ts';

export const LOG_SCHEMA = 'chinook-eval/backup-log@1';

/** How a step went: also what the diagram of a backup shows. */
export interface StepOutcome {
  readonly name: string;
  readonly state: 'done' | 'failed' | 'waiting';
  readonly seconds?: number;
}

/** A line of the log. */
export interface LogEntry {
  readonly schema: typeof LOG_SCHEMA;
  /** What the clock said. */
  readonly at: string;
  readonly event: 'made' | 'failed' | 'cleaned';
  /** Of the set; null where it failed before it had one. */
  readonly label: string | null;
  /** The data folder; absent in lines of older versions. */
  readonly source?: string;
  readonly seconds: number;
  readonly bytes?: number;
  readonly frozenSeconds?: number;
  readonly attempt?: number;
  readonly steps?: readonly StepOutcome[];
  readonly message?: string;
  readonly exitCode?: number;
  /** Labels of sets that retention removed. */
  readonly removed?: readonly string[];
}

/** So much of the end of a log is read: thousands of lines. */
const TAIL_BYTES = 1 << 20;

/**
 * Adds a line, synced. Where the last one was cut off by a crash it stays as it is, and this one begins on a new line.
 * @throws Failure: 5 for disk and permission, or where the log is not a file of ours
 */
export async function appendLog(folder: string, entry: LogEntry): Promise<void> {
  const path = join(folder, BACKUP_LOG);
  try {
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    const file = await open(path, flags, 0o600);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw noFile(path);
      const { size } = stats;
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      const begin = size > 0 && last[0] !== 0x0a ? '\n' : '';
      await file.writeFile(`${begin}${JSON.stringify(entry)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (['ELOOP', 'EISDIR', 'ENXIO'].includes(String((error as NodeJS.ErrnoException).code)))
      throw noFile(path, error);
    throw explainSystemError(error, `writing ${plain(path)}`);
  }
}

function noFile(path: string, cause?: unknown): Failure {
  return new Failure(`${plain(path)} is not a file. Move it away: the log is written there.`, EXIT.disk, {
    cause,
  });
}

/**
 * The entries of the log's end, oldest first; lines that are none (torn by a crash, of another version) are left out. What is
 * there and is no file has none.
 */
export async function readLog(folder: string): Promise<readonly LogEntry[]> {
  const path = join(folder, BACKUP_LOG);
  let text: string;
  try {
    // Not waiting: a pipe would keep whoever opens it for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) return [];
      const { size } = stats;
      const begin = Math.max(0, size - TAIL_BYTES);
      const bytes = Buffer.alloc(size - begin);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, begin);
      text = bytes.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'EISDIR', 'ENXIO'].includes(String((error as NodeJS.ErrnoException).code)))
      return [];
    throw explainSystemError(error, `reading ${plain(path)}`);
  }
  return text.split('\n').flatMap((line) => {
    try {
      const entry = JSON.parse(line) as LogEntry;
      return entry?.schema === LOG_SCHEMA ? [entry] : [];
    } catch {
      return [];
    }
  });
}
