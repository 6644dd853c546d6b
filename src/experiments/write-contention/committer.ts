import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { OpenLayout } from '../../database/open.ts';
import { commitTogether, type Outcome, type Work } from './commit.ts';
import { KINDS, type Kind, type Limits, type Operation, prepareKind } from './kinds.ts';
import { splitLines } from './lines.ts';
import type { CommitterTally } from './protocol.ts';
import { cpuSince } from './run-each.ts';

interface Waiting extends Work {
  readonly socket: Socket;
}

/**
 * The one process that writes: takes operations from sockets, commits all that have come as one transaction, and answers
 * after the commit. There is no timer: a group is what came while the group before it was being committed, so that a lone
 * write waits for nobody, and groups grow by themselves under load.
 */
export class Committer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #open: OpenLayout;
  #waiting: Waiting[] = [];
  #due = false;
  #commits = 0;
  #operations = 0;
  #cpu = process.cpuUsage();

  constructor(open: OpenLayout, limits: Limits) {
    this.#open = open;
    const parts = new Map(KINDS.map((kind) => [kind, prepareKind(kind, open, limits)]));
    this.#server = createServer((socket) => this.#serve(socket, parts));
  }

  async listen(path: string): Promise<void> {
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
  }

  get open(): OpenLayout {
    return this.#open;
  }

  /** Counts from here on. */
  reset(): void {
    this.#commits = 0;
    this.#operations = 0;
    this.#cpu = process.cpuUsage();
  }

  tally(): CommitterTally {
    return { commits: this.#commits, operations: this.#operations, cpuSeconds: cpuSince(this.#cpu) };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#open.close();
  }

  #serve(socket: Socket, parts: ReadonlyMap<Kind, Work['parts']>): void {
    this.#sockets.add(socket);
    socket.setEncoding('utf8');
    // A writer that is gone needs no answer; why it is gone is told where it ended.
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on(
      'data',
      splitLines((line) => {
        const operation = JSON.parse(line) as Operation;
        this.#waiting.push({ operation, parts: parts.get(operation.kind) ?? [], socket });
        if (this.#due) return;
        this.#due = true;
        // After the other sockets that are ready have been read.
        setImmediate(() => this.#commit());
      }),
    );
  }

  #commit(): void {
    const group = this.#waiting;
    this.#waiting = [];
    this.#due = false;
    const outcome: Outcome = commitTogether(group);
    this.#commits++;
    if (outcome === 'done') this.#operations += group.length;
    const answers = new Map<Socket, number>();
    for (const { socket } of group) answers.set(socket, (answers.get(socket) ?? 0) + 1);
    // Answers come in the order of the operations of a socket: their number says which.
    for (const [socket, count] of answers) socket.write(`${count} ${outcome}\n`);
  }
}
