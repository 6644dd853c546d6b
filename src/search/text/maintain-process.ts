import { openLayout } from '../../database/open.ts';
import { explainSqliteError } from '../../database/sqlite-error.ts';
import type { Layout } from '../../model/layout.ts';
import { serve } from '../../process/serve.ts';
import { optimizeIndexes, rebuildIndexes, verifyIndexes } from './maintain.ts';

export interface MaintainRequest {
  readonly layout: Layout;
  /** The folder with the database files. */
  readonly files: string;
  /** What to call the data folder in an error. */
  readonly shown: string;
}

/** Reads or writes whole indexes in statements that nothing can stop but the end of the process. */
function on<T>(work: (open: ReturnType<typeof openLayout>) => T) {
  return ({ layout, files, shown }: MaintainRequest): T => {
    try {
      const open = openLayout(layout, files);
      try {
        return work(open);
      } finally {
        open.close();
      }
    } catch (error) {
      throw explainSqliteError(error, shown, 'data folder');
    }
  };
}

serve({ verify: on(verifyIndexes), rebuild: on(rebuildIndexes), optimize: on(optimizeIndexes) });
