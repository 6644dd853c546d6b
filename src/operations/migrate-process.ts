import { sendProgress, serve } from '../process/serve.ts';
import { type DataLock, joinLock } from './lock.ts';
import { type AnalysisRequest, analyse } from './migrate/analyse.ts';
import { type CheckRequest, runCheck } from './migrate/checks.ts';
import { type CopyRequest, copyFiles, hashFile, syncCopies } from './migrate/copy.ts';
import { importRows, type MakeRequest, makeSchema } from './migrate/make.ts';
import { type ChangedRowsRequest, keepChangedRows } from './rollback/changed-rows.ts';

let lock: DataLock | undefined;

/** Every process of a migration holds the data folder, so that none is at work any more when another begins. */
serve({
  join: ({ folder, id, what }: { folder: string; id: string; what: string }) => {
    lock = joinLock(folder, id, what);
  },
  leave: () => lock?.release(),
  analyse: (request: AnalysisRequest) => analyse(request),
  copy: (request: CopyRequest) => copyFiles(request),
  sync: (request: Pick<CopyRequest, 'to' | 'names'>) => syncCopies(request),
  hash: (path: string) => hashFile(path),
  schema: (request: MakeRequest) => makeSchema(request),
  import: (request: MakeRequest) => importRows(request, sendProgress),
  check: (request: CheckRequest) => {
    sendProgress(`${request.check.kind} ${request.check.table ?? request.check.database}`, 0);
    return runCheck(request);
  },
  changedRows: (request: ChangedRowsRequest) => keepChangedRows(request, sendProgress),
});
