import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { explainSystemError, Failure, Interrupted } from '../../../model/failure.ts';
import { Child, ChildFailed } from '../../../process/child.ts';
import type { Watch } from '../watch.ts';
import type { CheckFigures } from './figures.ts';

export interface CheckRequest {
  /** The data folder, and what the user calls it. */
  readonly path: string;
  readonly shown: string;
  /** null: not looked at. */
  readonly backups: string | null;
  /** An empty private folder for copies of the databases; null: their contents are not looked at. */
  readonly work: string | null;
  readonly waitSeconds: number;
}

export interface Checked {
  readonly figures: Readonly<Record<string, CheckFigures>>;
  /** Why something could not be looked at. */
  readonly stopped: readonly string[];
  /** Label of the newest backup. */
  readonly newest: string | null;
}

/** Copying and reading 600 MB takes some ten seconds; a check that takes this long is given up. */
const DEADLINE_SECONDS = 1800;
const WAIT_SECONDS = 5;

/**
 * One check in a process of its own, which ends with it: it copies the databases, reads all of the copies, and takes no lock that a
 * writer of a WAL waits for. What it finds stands in every look until the next check.
 * @param contents false: permissions and backups alone, which is quick
 * @throws Interrupted
 */
export async function runCheck(
  watch: Watch,
  request: Pick<CheckRequest, 'path' | 'shown' | 'backups'>,
  contents: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { targets } = watch;
  const work = contents ? await makeWork(watch) : null;
  const child = new Child('src/operations/monitor/checks-process', { signal, gentle: true });
  try {
    const asked: CheckRequest = { ...request, work, waitSeconds: WAIT_SECONDS };
    const { figures, stopped, newest } = await child.request<Checked>('check', asked, DEADLINE_SECONDS);
    // Where layout.json has been switched meanwhile, they are of files that nobody uses any more.
    if (watch.targets !== targets) return;
    for (const [db, own] of Object.entries(figures)) watch.checked(db, own);
    tellOf(watch, newest, stopped, work !== null);
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Failure || error instanceof ChildFailed))
      throw error;
    failed(watch, error.message);
  } finally {
    await child.end();
    if (work !== null) await rm(work, { recursive: true, force: true });
  }
}

/** Without it permissions and backups are looked at all the same, and the next check may find room again. */
async function makeWork(watch: Watch): Promise<string | null> {
  try {
    return await mkdtemp(join(tmpdir(), 'chinook-eval-monitor-'));
  } catch (error) {
    failed(watch, (explainSystemError(error, `making a folder for copies in ${tmpdir()}`) as Error).message);
    return null;
  }
}

function tellOf(watch: Watch, newest: string | null, stopped: readonly string[], contents: boolean): void {
  if (newest !== null && watch.newestBackup !== newest) {
    watch.newestBackup = newest;
    watch.tell({ event: 'backup', level: 'info', message: `the newest backup is ${newest}`, label: newest });
  }
  for (const why of stopped) failed(watch, why);
  if (stopped.length === 0 && contents)
    watch.tell({ event: 'integrity', level: 'info', message: 'the databases have been checked' });
}

function failed(watch: Watch, why: string): void {
  // The audit's own ways out are not those of the monitor.
  const said = why
    .replace(', or wait longer with --wait', '')
    .replace('or use --no-contents', 'or leave the contents out with --checks off');
  watch.tell({ event: 'check-failed', level: 'warn', message: `not all could be checked: ${said}` });
}
