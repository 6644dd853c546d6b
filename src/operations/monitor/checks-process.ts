import { basename } from 'node:path';
import { findDataFolder } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import { Failure, Interrupted } from '../../model/failure.ts';
import { serve } from '../../process/serve.ts';
import { defaultPolicy } from '../audit/default-policy.ts';
import { judge } from '../audit/judge.ts';
import { type Looked, look } from '../audit/look.ts';
import { readLog } from '../backup/log.ts';
import { sameFolder } from '../backup/same-folder.ts';
import { listSets } from '../backup/sets.ts';
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
  const sets = backups === null ? null : { list: await listSets(backups), log: await readLog(backups) };
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
        ...(sets && backupFigures(sets.list, sets.log, isSource, placement.name)),
      },
    ];
  });
  return {
    figures: Object.fromEntries(figures),
    stopped,
    newest: sets?.list.good.find(({ manifest }) => isSource(manifest.source))?.label ?? null,
  };
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
