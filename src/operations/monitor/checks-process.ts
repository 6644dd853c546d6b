import { basename } from 'node:path';
import { readDataFolder } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import { serve } from '../../process/serve.ts';
import { defaultPolicy } from '../audit/default-policy.ts';
import { judge } from '../audit/judge.ts';
import { look } from '../audit/look.ts';
import { readLog } from '../backup/log.ts';
import { sameFolder } from '../backup/same-folder.ts';
import { listSets } from '../backup/sets.ts';
import { backupFigures, type CheckFigures, contentFigures, permissionFigure } from './checks/figures.ts';
import type { Checked, CheckRequest } from './checks/run.ts';

/** Asked to end, it closes its connections first: SQLite takes away the -wal and -shm that it has made. */
const ending = new AbortController();

async function check({ path, shown, backups, work, waitSeconds }: CheckRequest): Promise<Checked> {
  const data = readDataFolder(path, shown);
  const now = Date.now();
  const looked = await look(
    {
      path,
      shown,
      policy: defaultPolicy(path),
      backups: null,
      unit: null,
      work,
      waitSeconds,
      now,
    },
    ending.signal,
  );
  const { findings } = judge(looked);
  const sets = backups === null ? null : { list: await listSets(backups), log: await readLog(backups) };
  const isSource = sameFolder(data.path);
  const names = data.layout.databases.map((placement) => basename(snapshotFile('', placement)));
  const figures = data.layout.databases.map((placement, index): [string, CheckFigures] => {
    const { contents } = looked.facts;
    return [
      placement.name,
      {
        chinook_sqlite_permission_findings: permissionFigure(
          findings,
          names[index] ?? '',
          names.filter((_, other) => other !== index),
        ),
        ...(contents && contentFigures(contents, data.layout, placement.name, now / 1000)),
        ...(sets && backupFigures(sets.list, sets.log, isSource, placement.name)),
      },
    ];
  });
  return {
    figures: Object.fromEntries(figures),
    stopped: looked.stopped?.why ?? null,
    newest: sets?.list.good.find(({ manifest }) => isSource(manifest.source))?.label ?? null,
  };
}

serve({ check }, ending);
