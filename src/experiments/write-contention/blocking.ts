import type { Layout } from '../../model/layout.ts';
import { type Crew, commitsInGroups } from './crew.ts';
import { KINDS, type Kind, type Limits } from './kinds.ts';

/** Who could not go on while a process was in the middle of writing a session; null: nobody could be asked. */
export interface Blocking {
  readonly layout: Layout;
  /** Whether another process has to wait to write this kind. */
  readonly waits: ReadonlyMap<Kind, boolean> | null;
  readonly searchWaits: boolean | null;
}

/** Asked, not timed: one process holds the write lock for sessions, another tries each kind without waiting. */
export async function findBlocking(
  crew: Crew,
  layout: Layout,
  folder: string,
  limits: Limits,
): Promise<Blocking> {
  const [holder, other] = crew.writers;
  if (holder === undefined || other === undefined) throw new TypeError('two writers are needed');
  if (commitsInGroups(layout)) return { layout, waits: null, searchWaits: null };
  const writer = { layout, folder, kind: 'sessions', limits, prefix: 'hold' };
  await holder.ask('openWriter', writer);
  await other.ask('openWriter', writer);
  await crew.reader.ask('openReader', { layout, folder });
  await holder.ask('hold');
  const waits = new Map<Kind, boolean>();
  for (const kind of KINDS) waits.set(kind, !(await other.ask<boolean>('mayWrite', { kind, limits })));
  const searchWaits = !(await crew.reader.ask<boolean>('maySearch'));
  await holder.ask('release');
  await crew.closeAll();
  return { layout, waits, searchWaits };
}
