import { basename } from 'node:path';
import { findDataFolder } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import { EXIT, Failure, Interrupted } from '../../model/failure.ts';
import { serve } from '../../process/serve.ts';
import { defaultPolicy } from '../audit/default-policy.ts';
import { judge } from '../audit/judge.ts';
import { type Looked, look } from '../audit/look.ts';
import { type LogEntry, readLog } from '../backup/log.ts';
import { sameFolder } from '../backup/same-folder.ts';
import { listSets, type SetList } from '../backup/sets.ts';
import { backupFigures, type CheckFigures, contentFigures, permissionFigure } from './checks/figures.ts';
import type { Checked, CheckRequest } from './checks/run.ts';

/** Asked to end, it closes its connections first: SQLite takes away the -wal and -shm that it has made. */
const ending = new AbortController();

async function check(request: CheckRequest): Promise<Checked> {
  const { path, shown, backups } = request;
  // Where a file is missing, how old its backup is matters most.
  const data = findDataFolder(path, shown);
  const now = Date.now();
  const { looked, stopped } = await lookAtData(request, now);
  const findings = looked ? judge(looked).findings : null;
  const sets = backups === null ? null : await lookAtBackups(backups);
  const isSource = sameFolder(data.path);
  const names = data.layout.databases.map((placement) => basename(snapshotFile('', placement)));
  const figures = data.layout.databases.map((placement, index): [string, CheckFigures] => {
    const contents = looked?.facts.contents;
    return [
      placement.name,
      {
        ...(findings && {
          chinook_sqlite_permission_findings: permissionFigure(
            findings,
            names[index] ?? '',
            names.filter((_, other) => other !== index),
          ),
        }),
        ...(contents && contentFigures(contents, data.layout, placement.name, now / 1000)),
        ...(sets?.list && backupFigures(sets.list, sets.log, isSource, placement.name)),
      },
    ];
  });
  return {
    figures: Object.fromEntries(figures),
    stopped: [...(stopped === null ? [] : [stopped]), ...(sets?.closed ?? [])],
    newest: sets?.list?.good.find(({ manifest }) => isSource(manifest.source))?.label ?? null,
  };
}

interface Backups {
  /** Null where the folder cannot be listed. */
  readonly list: SetList | null;
  readonly log: readonly LogEntry[];
  /** Why it is not all. */
  readonly closed: readonly string[];
}

/** Sets are often another user's: what is closed to this one says nothing of the data, nor of the other sets. */
async function lookAtBackups(folder: string): Promise<Backups> {
  const closed: string[] = [];
  const orWhy = async <T>(read: Promise<T>): Promise<T | null> => {
    try {
      return await read;
    } catch (error) {
      if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
      closed.push(error.message);
      return null;
    }
  };
  const list = await orWhy(listSets(folder));
  const log = (await orWhy(readLog(folder))) ?? [];
  const [newest] = list?.good ?? [];
  for (const { label, why, exitCode } of list?.damaged ?? [])
    if (exitCode === EXIT.disk && label > (newest?.label ?? '')) closed.push(why);
  return { list, log, closed };
}

/** What the audit sees, or why it sees nothing. */
async function lookAtData(
  { path, shown, work, waitSeconds }: CheckRequest,
  now: number,
): Promise<{ readonly looked: Looked | null; readonly stopped: string | null }> {
  const policy = defaultPolicy(path);
  try {
    const looked = await look(
      { path, shown, policy, backups: null, unit: null, work, waitSeconds, now },
      ending.signal,
    );
    return { looked, stopped: looked.stopped?.why ?? null };
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Failure)) throw error;
    return { looked: null, stopped: error.message };
  }
}

serve({ check }, ending);
