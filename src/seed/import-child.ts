import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { EXIT, type ExitCode, Failure, Interrupted } from '../model/failure.ts';
import type { SeedInfo } from '../model/seed.ts';
import { programFile } from '../paths.ts';
import type { ImportOrder, ImportReply } from './import-process.ts';

/**
 * Runs src/seed/import-process in a child process, which is killed at the deadline (seconds) and on abort.
 * Resolves with the rows per table; rejects with a Failure, or with an Error for a defect of ours.
 */
export async function importInChild(
  order: ImportOrder,
  deadlineSeconds: number,
  signal: AbortSignal | undefined,
): Promise<SeedInfo['rows']> {
  const child = fork(programFile('src/seed/import-process'), [JSON.stringify(order)], {
    // Nothing of the parent's: no inspector, no loader, no test runner. Nor may its output mix with ours.
    execArgv: ['--max-old-space-size=1024'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Sorting spills beside the copy, in the private folder.
    env: { ...process.env, SQLITE_TMPDIR: dirname(order.copyPath) },
  });
  let endedBy: 'deadline' | 'abort' | undefined;
  const end = (why: 'deadline' | 'abort') => {
    endedBy ??= why;
    // A process that hangs in SQLite sees no milder signal.
    child.kill('SIGKILL');
  };
  const abort = () => end('abort');
  const timer = setTimeout(() => end('deadline'), deadlineSeconds * 1000);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    const { reply, died } = await lastWords(child);
    if (endedBy === 'abort' || died === 'SIGINT' || died === 'SIGTERM') throw new Interrupted();
    if (reply) return unwrap(reply);
    const what =
      endedBy === 'deadline'
        ? `was not read within ${deadlineSeconds} s, so the import was ended`
        : `brought down the process that read it (${died}): it is damaged or hostile`;
    // An exit of its own accord without a word (a file of ours that is missing) is not the seed's doing.
    if (!endedBy && died === 'exit 1') throw new Error('the import process ended without a word (exit 1)');
    throw new Failure(
      `${order.label} ${what}. Give a sound Chinook file, or leave --seed out for the built-in catalogue.`,
      EXIT.integrity,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Waits for the end of a process: what it sent, and how it ended (a signal's name, or "exit 1"). */
function lastWords(child: ChildProcess): Promise<{ reply: ImportReply | undefined; died: string }> {
  return new Promise((resolve, reject) => {
    let reply: ImportReply | undefined;
    child.once('message', (message) => {
      reply = message as ImportReply;
    });
    child.once('error', reject);
    // close, not exit: the message may arrive between them.
    child.once('close', (code, signal) => resolve({ reply, died: signal ?? `exit ${code}` }));
  });
}

function unwrap(reply: ImportReply): SeedInfo['rows'] {
  switch (reply.kind) {
    case 'done':
      return reply.rows;
    case 'failure':
      throw new Failure(reply.message, reply.exitCode as ExitCode);
    case 'defect':
      throw new Error(`the import of a seed failed: ${reply.stack}`);
  }
}
