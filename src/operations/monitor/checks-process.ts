import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { readDataFolder } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import { serve } from '../../process/serve.ts';
import { machineAccounts } from '../audit/accounts.ts';
import { judge } from '../audit/judge.ts';
import { look } from '../audit/look.ts';
import { DOCUMENT_POLICY, OWN_POLICY } from '../audit/policy.ts';
import { readLog } from '../backup/log.ts';
import { listSets } from '../backup/sets.ts';
import { backupFigures, type CheckFigures, contentFigures, permissionFigure } from './checks/figures.ts';
import type { Checked, CheckRequest } from './checks/run.ts';

/** Asked to end, it closes its connections first: SQLite takes away the -wal and -shm that it has made. */
const ending = new AbortController();

async function check({ path, shown, backups, work, waitSeconds }: CheckRequest): Promise<Checked> {
  const data = readDataFolder(path, shown);
  const now = Date.now();
  const accounts = machineAccounts();
  const looked = await look(
    {
      path,
      shown,
      policy: policyOf(accounts, data.files),
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
        ...(sets && backupFigures(sets.list, sets.log, data.path, placement.name)),
      },
    ];
  });
  return {
    figures: Object.fromEntries(figures),
    stopped: looked.stopped?.why ?? null,
    newest: sets?.list.newest?.label ?? null,
  };
}

/** Where the account that the document names owns the data, its policy is meant; elsewhere that of one owner. As `audit` does. */
function policyOf(accounts: ReturnType<typeof machineAccounts>, files: string) {
  const owner = accounts.uidOf(DOCUMENT_POLICY.rules.database.owner ?? '');
  return owner !== null && statSync(files).uid === owner ? DOCUMENT_POLICY : OWN_POLICY;
}

serve({ check }, ending);
