import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openCache } from '../cache/open.ts';
import { readCacheStatus } from '../cache/status.ts';
import { type OpenLayout, openLayout } from '../database/open.ts';
import { explainSqliteError } from '../database/sqlite-error.ts';
import { databaseOf } from '../layouts/check.ts';
import { EXIT, Failure, throwIfInterrupted } from '../model/failure.ts';
import type { Streams } from '../model/streams.ts';
import { type CacheReport, type Done, describeCache } from './cache-text.ts';
import { type DataFlags, namedData } from './data.ts';

export interface CacheFlags extends DataFlags {
  readonly sweep?: boolean;
  readonly invalidate?: string;
  readonly clear?: boolean;
  readonly json?: boolean;
}

/** Rows to a transaction, so that an application is never held up for long. */
const STEP_ROWS = 100;

/** @throws Failure: 2 for a cache that lies in a process, 4 damaged, 5 disk or permission, 11 locked; Interrupted */
export async function cache(flags: CacheFlags, { cwd, signal, stdout }: Streams): Promise<number> {
  const asked = [
    flags.sweep && '--sweep',
    flags.invalidate !== undefined && '--invalidate',
    flags.clear && '--clear',
  ];
  const actions = asked.filter((one) => typeof one === 'string');
  if (actions.length > 1)
    throw new Failure(`${actions.join(' and ')} are done one at a time. Name one of them.`);
  if (flags.invalidate === '') throw new Failure('--invalidate needs a tag, such as --invalidate tracks.');
  const { data, shown } = namedData(flags, cwd);
  const { file } = databaseOf(data.layout, 'query_cache');
  const about = { data: shown, layout: data.layout.name, file };
  if (file === ':memory:') {
    if (actions.length > 0)
      throw new Failure(
        `the cache of layout ${data.layout.name} is :memory:, in each process for itself: ${actions[0]} cannot reach it from outside. End the processes, or use a layout whose cache is a file, such as two.`,
      );
    stdout.write(written({ ...about, status: null }, flags));
    return EXIT.fine;
  }
  let open: OpenLayout | undefined;
  try {
    open = openLayout(data.layout, data.files);
    const done = actions.length > 0 ? await act(open, flags, signal) : undefined;
    const status = readCacheStatus(open, Date.now() / 1000);
    const told = { ...about, ...(done ? { done } : {}), status };
    stdout.write(written(told, flags));
    return EXIT.fine;
  } catch (error) {
    throw explainSqliteError(error, join(shown, file), 'data folder');
  } finally {
    open?.close();
  }
}

async function act(open: OpenLayout, flags: CacheFlags, signal: AbortSignal): Promise<Done> {
  // Under a name of its own: what an application counts is its use.
  const opened = openCache(open, { name: 'command' });
  const valid = () => readCacheStatus(open, Date.now() / 1000).valid;
  const before = flags.sweep ? 0 : valid();
  try {
    if (flags.sweep)
      return { action: 'sweep', removed: await inSteps(() => opened.sweep(STEP_ROWS), signal), ended: 0 };
    if (flags.invalidate !== undefined) {
      opened.invalidateTag(flags.invalidate);
      const ended = Math.max(0, before - valid());
      return { action: 'invalidate', tag: flags.invalidate, removed: 0, ended };
    }
    opened.clear();
    return {
      action: 'clear',
      removed: await inSteps(() => opened.removeCleared(STEP_ROWS), signal),
      ended: before,
    };
  } finally {
    opened.close();
  }
}

/** Until a step finds less than it could remove. @throws Interrupted between two steps */
async function inSteps(step: () => number, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for (;;) {
    throwIfInterrupted(signal);
    const more = step();
    removed += more;
    if (more < STEP_ROWS) return removed;
    await turn();
  }
}

function written(report: CacheReport, { json }: CacheFlags): string {
  return json ? `${JSON.stringify(report, null, 2)}\n` : `${describeCache(report)}\n`;
}
