import { flushCompileCache } from 'node:module';
import { serve } from '../process/serve.ts';
import { makeFiles } from './purchase/files.ts';
import { measureCost } from './torn-commit/cost.ts';
import { inspect } from './torn-commit/inspect.ts';
import { type TransactRequest, transact } from './torn-commit/transact.ts';

serve({
  makeFiles,
  measureCost,
  inspect,
  transact: (request: TransactRequest) => {
    // Those that are killed leave no compile cache behind for the hundreds that follow.
    flushCompileCache();
    return transact(request);
  },
});
