import type { RunDocument } from '../model/run.ts';

/** Something that forbids to compare times; of the data, to compare anything. */
export interface Foreign {
  readonly what: string;
  readonly base: string;
  readonly head: string;
  readonly forbids: 'times' | 'everything';
}

/** Virtual machines of one size differ by some kilobytes in what they say their memory is. */
const MEMORY_TOLERANCE = 0.02;

/**
 * What differs between the environments of two stored runs: machine, versions, data, options, PRAGMAs. Times of different
 * ones say nothing of the change between them.
 */
export function foreignParts(base: RunDocument, head: RunDocument): Foreign[] {
  const found = dataParts(base, head);
  const compare = (what: string, of: (run: RunDocument) => unknown) => {
    const [a, b] = [String(of(base)), String(of(head))];
    if (a !== b) found.push({ what, base: a, head: b, forbids: 'times' });
  };
  compare('processor', (run) => run.environment.processor);
  compare('cores', (run) => run.environment.cores);
  const memory = [base, head].map((run) => run.environment.memoryBytes) as [number, number];
  if (Math.abs(memory[0] - memory[1]) > MEMORY_TOLERANCE * Math.max(...memory))
    compare('memory', (run) => `${(run.environment.memoryBytes / 1e9).toFixed(1)} GB`);
  compare('operating system', (run) => run.environment.operatingSystem);
  compare('file system', (run) => run.environment.fileSystem);
  compare('Node', (run) => run.environment.node);
  compare('SQLite', (run) => run.environment.sqlite);
  compare('better-sqlite3', (run) => run.environment.betterSqlite3);
  compare('sqlite-vec', (run) => run.environment.sqliteVec);
  compare('reference query', (run) => `version ${run.reference?.version ?? 'none'}`);
  compare('trials kept on one core', (run) => (run.environment.pinnedCore === null ? 'no' : 'yes'));
  compare('length of a block', (run) => `${run.options.blockSeconds * 1000} ms`);
  compare('blocks per generation', (run) => run.options.rounds);
  compare('quick', (run) => (run.options.quick ? 'yes' : 'no'));
  for (const layout of head.layouts) {
    if (!base.layouts.some(({ name }) => name === layout.name)) continue;
    compare(`PRAGMAs of ${layout.name}`, (run) => pragmasOf(run, layout.name));
  }
  return found;
}

/** Other rows are other work: nothing compares. */
export function dataParts(base: RunDocument, head: RunDocument): Foreign[] {
  const of = ({ dataset }: RunDocument) => `${dataset.digest.slice(0, 12)} x ${dataset.scale}`;
  const same = base.dataset.digest === head.dataset.digest && base.dataset.scale === head.dataset.scale;
  return same ? [] : [{ what: 'dataset', base: of(base), head: of(head), forbids: 'everything' }];
}

function pragmasOf(run: RunDocument, layout: string): string {
  const databases = run.layouts.find(({ name }) => name === layout)?.databases ?? [];
  return databases
    .map(({ name, pragmas }) => {
      const set = Object.entries(pragmas).sort(([a], [b]) => (a < b ? -1 : 1));
      return `${name}: ${set.map(([pragma, value]) => `${pragma}=${value}`).join(' ')}`;
    })
    .join('; ');
}
