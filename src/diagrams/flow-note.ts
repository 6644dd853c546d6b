import type { FlowTrace } from '../model/trace.ts';
import { formatCount, formatSeconds } from '../render/units.ts';
import type { SourceLayout } from './diagram.ts';
import { writingOf } from './flow-steps.ts';

/** What a call needs of the layout, and what it may rely on: the lines under its sequence. */
export function flowNote(trace: FlowTrace, layout: SourceLayout | undefined): readonly string[] {
  const joined = trace.plan === 'joined' ? 'joined in SQL' : 'joined in the application';
  const { totalSeconds, calls } = trace;
  return [
    layout === undefined ? joined : `${connectionsText(layout)}, ${joined}`,
    transactionsText(trace, layout),
    ...(totalSeconds === null
      ? []
      : [`whole call ${formatSeconds(totalSeconds)} (median of ${formatCount(calls)})`]),
  ];
}

function connectionsText({ connection, databases }: SourceLayout): string {
  if (databases.length === 1) return '1 connection';
  return connection === 'attached' ? '1 connection with ATTACH' : `${databases.length} connections`;
}

/**
 * Of one transaction over several files in WAL mode, SQLite only says that each file has it wholly or not at all
 * (https://www.sqlite.org/lang_attach.html). Which database a statement over several writes is not known here: then
 * nothing is said of it.
 */
function transactionsText(trace: FlowTrace, layout: SourceLayout | undefined): string {
  const { transactions, databases, surely } = writingOf(trace, layout?.connection === 'attached');
  if (transactions === 0) return 'writes nothing';
  if (transactions > 1) return `${formatCount(transactions)} write transactions: not atomic together`;
  if (databases.length === 1) return '1 write transaction: atomic';
  const inWal = layout?.databases.filter(
    ({ name, pragmas }) => surely.includes(name) && pragmas.journal_mode === 'wal',
  );
  const over = `1 write transaction over ${databases.join(' + ')}`;
  return (inWal?.length ?? 0) > 1 ? `${over}: in WAL mode atomic in each file only` : over;
}
