import { flushCompileCache } from 'node:module';
import { serve } from '../process/serve.ts';
import type { FillRequest, FillResult, VisitorRequest } from './cache/protocol.ts';
import { Visitor } from './cache/visitor.ts';
import { settledMemory } from './process-memory.ts';

let visitor: Visitor | undefined;

function opened(): Visitor {
  if (visitor === undefined) throw new TypeError('nothing is open');
  return visitor;
}

serve({
  open: (request: VisitorRequest) => {
    // Dozens of these are started, and killed in the end.
    flushCompileCache();
    visitor = new Visitor(request);
  },
  visit: (gets: number) => opened().visit(gets),
  held: () => opened().held(),
  leave: (key: string) => opened().leave(key),
  finds: (key: string) => opened().finds(key),
  memory: settledMemory,
  fill: (request: FillRequest): FillResult => {
    const before = settledMemory();
    opened().fill(request);
    return { before, after: settledMemory() };
  },
});
