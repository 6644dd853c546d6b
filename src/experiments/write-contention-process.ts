import type { Socket } from 'node:net';
import { basename } from 'node:path';
import { type OpenLayout, openLayout } from '../database/open.ts';
import type { TableName } from '../model/tables.ts';
import { serve } from '../process/serve.ts';
import { now } from './write-contention/clock.ts';
import { commitTogether, isBusy } from './write-contention/commit.ts';
import { Committer } from './write-contention/committer.ts';
import { type Kind, type Limits, type Operation, type Part, prepareKind } from './write-contention/kinds.ts';
import type { Counts, OpenRequest, Stretch, Tally, WriterRequest } from './write-contention/protocol.ts';
import { runEach } from './write-contention/run-each.ts';
import { connectTo, runHandedOver } from './write-contention/run-handed-over.ts';
import { prepareSearch } from './write-contention/searches.ts';

/** A process of the experiment: a writer, the reader, or the one that commits for the writers. */

let layout: OpenLayout | undefined;
let committer: Committer | undefined;
let socket: Socket | undefined;
let writer: WriterRequest | undefined;
let parts: readonly Part[] = [];
let search: ((n: number) => void) | undefined;
let held: Part[] = [];

function opened(): OpenLayout {
  const open = layout ?? committer?.open;
  if (open === undefined) throw new TypeError('nothing is open');
  return open;
}

const operation = (n: number): Operation => {
  if (writer === undefined) throw new TypeError('this process is no writer');
  return { kind: writer.kind, key: `${writer.prefix}-${n}`, number: n };
};

function openWriter({ layout: chosen, folder, ...request }: OpenRequest & WriterRequest): void {
  layout = openLayout(chosen, folder);
  writer = request;
  parts = prepareKind(request.kind, layout, request.limits);
}

async function connectWriter({ folder, ...request }: { folder: string } & WriterRequest): Promise<void> {
  socket = await connectTo(socketPlace(folder));
  writer = request;
}

function openReader({ layout: chosen, folder }: OpenRequest): void {
  layout = openLayout(chosen, folder);
  layout.refuseWrites();
  search = prepareSearch(layout);
}

async function openCommitter(request: OpenRequest & { limits: Limits }): Promise<void> {
  committer = new Committer(openLayout(request.layout, request.folder), request.limits);
  await committer.listen(socketPlace(request.folder));
}

/** Relative to the folder: a socket's whole path may have 107 characters only (unix(7)), and temporary folders are long. */
function socketPlace(folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\${basename(folder)}`;
  process.chdir(folder);
  return 'commit.sock';
}

function limits(): Limits {
  const most = (table: TableName) =>
    opened().prepare<{ n: number }>([table], `SELECT max(id) AS n FROM ${table}`).get()?.n ?? 0;
  return { users: most('users'), tracks: most('chinook_tracks'), customers: most('chinook_customers') };
}

function counts(tables: readonly TableName[]): Counts {
  const rows = (table: TableName) =>
    opened().prepare<{ n: number }>([table], `SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
  return Object.fromEntries(tables.map((table) => [table, rows(table)]));
}

function busyTimeoutSeconds(): number {
  const timeouts = opened().databases.map(
    ({ connection }) => connection.pragma('busy_timeout', { simple: true }) as number,
  );
  return Math.min(...timeouts) / 1000;
}

/** Writes as fast as one process can; operations per second. Only from the second call on is it warm. */
function closedLoop({ seconds, from }: { seconds: number; from: number }): { done: number; seconds: number } {
  const start = now();
  let done = 0;
  while (now() - start < seconds) {
    if (commitTogether([{ operation: operation(from + done), parts }]) === 'done') done++;
  }
  return { done, seconds: now() - start };
}

function run(stretch: Stretch): Tally | Promise<Tally> {
  if (socket !== undefined) return runHandedOver(stretch, socket, operation);
  const find = search;
  if (find !== undefined)
    return runEach(stretch, (n) => {
      find(n);
      return 'done';
    });
  return runEach(stretch, (n) => commitTogether([{ operation: operation(n), parts }]));
}

/** Begins to write, and stays in the transaction. */
function hold(): void {
  for (const part of parts) {
    if (part.connection.inTransaction) continue;
    part.connection.exec('BEGIN IMMEDIATE');
    held.push(part);
  }
}

function release(): void {
  for (const { connection } of held) connection.exec('ROLLBACK');
  held = [];
}

/** Could this process begin to write now, without waiting? */
function mayWrite({ kind, limits: known }: { kind: Kind; limits: Limits }): boolean {
  const connections = new Set(prepareKind(kind, opened(), known).map((part) => part.connection));
  return [...connections].every((connection) => {
    const timeout = connection.pragma('busy_timeout', { simple: true });
    connection.pragma('busy_timeout = 0');
    try {
      connection.exec('BEGIN IMMEDIATE');
      connection.exec('ROLLBACK');
      return true;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    } finally {
      connection.pragma(`busy_timeout = ${timeout}`);
    }
  });
}

/** Could it search? @throws what SQLite says, other than that the database is locked */
function maySearch(): boolean {
  try {
    search?.(0);
    return search !== undefined;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

async function close(): Promise<void> {
  release();
  socket?.destroy();
  layout?.close();
  await committer?.close();
  socket = undefined;
  layout = undefined;
  committer = undefined;
  search = undefined;
  writer = undefined;
  parts = [];
}

serve({
  openWriter,
  connectWriter,
  openReader,
  openCommitter,
  limits,
  counts,
  busyTimeoutSeconds,
  closedLoop,
  run,
  hold,
  release,
  mayWrite,
  maySearch,
  close,
  resetCommitter: () => committer?.reset(),
  committerTally: () => committer?.tally(),
});
