import { Failure } from '../model/failure.ts';
import type { SeedInfo } from '../model/seed.ts';
import { explainImportError } from './sqlite-errors.ts';

/** What the parent asks for, as the only argument (JSON). */
export interface ImportOrder {
  readonly copyPath: string;
  readonly form: 'sqlite' | 'sql';
  readonly storePath: string;
  /** What to call the seed in an error: the path that the user gave. */
  readonly label: string;
}

/** The only message that the process sends before it ends. */
export type ImportReply =
  | { readonly kind: 'done'; readonly rows: SeedInfo['rows'] }
  | { readonly kind: 'failure'; readonly message: string; readonly exitCode: number }
  | { readonly kind: 'defect'; readonly stack: string };

// A process of its own: what an untrusted file does to SQLite (a crash, a hang, memory) ends with it.
const reply = await obey(JSON.parse(process.argv[2] ?? '{}') as ImportOrder);
process.send?.(reply, () => process.disconnect());

async function obey(order: ImportOrder): Promise<ImportReply> {
  try {
    return { kind: 'done', rows: await importCopy(order) };
  } catch (error) {
    const failure = error instanceof Failure ? error : explainImportError(error, order.label);
    if (failure) return { kind: 'failure', message: failure.message, exitCode: failure.exitCode };
    return { kind: 'defect', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function importCopy({ copyPath, form, storePath, label }: ImportOrder): Promise<SeedInfo['rows']> {
  const { openUntrusted, checkIntegrity, readerOf } = await import('./sqlite-reader.ts');
  const { writeStore } = await import('./store.ts');
  if (form === 'sql') {
    const { runScript } = await import('./script-run.ts');
    const database = runScript(copyPath, label);
    return closing(database, () => writeStore(readerOf(database, label), storePath, label));
  }
  const database = openUntrusted(copyPath);
  return closing(database, () => {
    const reader = readerOf(database, label);
    checkIntegrity(database, label);
    return writeStore(reader, storePath, label);
  });
}

function closing<T>(database: { close(): unknown }, work: () => T): T {
  try {
    return work();
  } finally {
    database.close();
  }
}
