import { realpathSync, statfsSync, statSync } from 'node:fs';
import type { DataFolder } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, Failure, Interrupted } from '../../model/failure.ts';
import { isNetworkName } from '../../process/file-system.ts';
import { formatBytes } from '../../render/units.ts';
import type { Contents } from './contents.ts';
import { explainReading } from './explain-reading.ts';
import { readContents } from './read-contents.ts';
import type { AuditRequest, OnProgress, Stopped } from './request.ts';

interface Read {
  readonly contents: Contents | null;
  /** Why there are none. */
  readonly why: string | null;
  readonly stopped: Stopped | null;
}

/** Why contents could not be read is no end of an audit: it is told beside all else. @throws Interrupted; a defect */
export async function lookInto(
  { shown, work, waitSeconds }: AuditRequest,
  data: DataFolder,
  fileSystem: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Read> {
  const none = { contents: null, stopped: null };
  if (work === null) return { ...none, why: '--no-contents' };
  if (isNetworkName(fileSystem))
    return { ...none, why: `SQLite does not work safely on ${fileSystem}, not even to read` };
  const stop = (failure: Failure): Read => ({
    contents: null,
    why: failure.message,
    stopped: { exitCode: failure.exitCode, why: failure.message },
  });
  try {
    const sources = layoutFiles(data.files, data.layout).map((file) => realpathSync(file));
    const needed = sources.reduce((sum, file) => sum + sizeOf(file) + sizeOf(`${file}-wal`), 0);
    const { bavail, bsize } = statfsSync(work);
    if (needed > bavail * bsize)
      return stop(
        new Failure(
          `no room in ${work} for a copy of ${formatBytes(needed)}. Set TMPDIR to a folder with more, or use --no-contents.`,
          EXIT.disk,
        ),
      );
    const request = { data, shown, work, waitSeconds };
    return { contents: await readContents(request, sources, signal, onProgress), why: null, stopped: null };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const failure = explainReading(error, shown, waitSeconds);
    if (failure instanceof Failure) return stop(failure);
    throw error;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
