import { sendProgress, serve } from '../../process/serve.ts';
import { applyFixes, type FixRequest } from './fix.ts';
import { judge } from './judge.ts';
import { look } from './look.ts';
import type { AuditRequest } from './request.ts';

/** Asked to end, it closes its connections first: SQLite takes away the -wal and -shm that it has made. */
const ending = new AbortController();

serve(
  {
    audit: async (request: AuditRequest) => judge(await look(request, ending.signal, sendProgress)),
    fix: (request: FixRequest) => applyFixes(request),
  },
  ending,
);
