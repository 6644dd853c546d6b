import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type DataFolder, readDataFolder } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import { EXIT, Failure, Interrupted } from '../../model/failure.ts';
import { Child, ChildFailed } from '../../process/child.ts';
import { plain } from '../../render/plain.ts';
import type { Checked } from './check-tasks.ts';
import type { Keep } from './keep.ts';
import type { StepOutcome } from './log.ts';
import type { BackupManifest } from './manifest.ts';
import { partialName } from './sets.ts';
import type { Snapshotted } from './snapshot-process.ts';

export interface BackupRequest {
  /** The data folder, absolute and without symbolic links: sets are told apart by it. */
  readonly data: string;
  /** What to call it in an error. */
  readonly shown: string;
  /** The folder of the sets, absolute; made if it is not there. */
  readonly to: string;
  readonly keep: Keep | null;
  readonly signal: AbortSignal;
  readonly clock?: () => Date;
  /** How long to try for the write locks of the databases. */
  readonly lockSeconds?: number;
  /** The caller holds the data folder itself (src/operations/lock.ts). */
  readonly locked?: boolean;
  readonly onProgress?: (doing: string, fraction: number) => void;
  readonly onWarning?: (line: string) => void;
}

/** A database of the set in the making. */
interface Part {
  readonly name: string;
  readonly source: string;
  /** Its name in the set. */
  readonly file: string;
  readonly memory: boolean;
  /** With its WAL: the copy is not larger. */
  readonly bytes: number;
}

const DEADLINE_SECONDS = 12 * 3600;
const CLOSE_SECONDS = 5;

/** One attempt at a backup: what its steps find out, in their order. */
export class BackupRun {
  readonly request: BackupRequest;
  readonly attempt: number;
  /** Labels that were given and are no longer to be seen. */
  readonly given: readonly string[];
  readonly folder: DataFolder;
  readonly parts: readonly Part[];
  readonly outcomes: StepOutcome[] = [];
  label = '';
  createdAt = new Date(0);
  snapshotted: Snapshotted | undefined;
  checked: readonly Checked<'pages' | 'integrity' | 'foreignKeys' | 'contents'>[] = [];
  manifest: BackupManifest | undefined;
  removed: readonly string[] = [];
  readonly #started = performance.now();
  #child: Child | undefined;

  /** @throws Failure as readDataFolder */
  constructor(request: BackupRequest, attempt: number, given: readonly string[]) {
    this.request = request;
    this.attempt = attempt;
    this.given = given;
    this.folder = readDataFolder(request.data, request.shown);
    this.parts = this.folder.layout.databases.map((placement) => {
      const source = snapshotFile(this.folder.files, placement);
      const wal = statSync(`${source}-wal`, { throwIfNoEntry: false })?.size ?? 0;
      return {
        name: placement.name,
        source,
        file: snapshotFile('', placement),
        memory: placement.file === ':memory:',
        bytes: statSync(source).size + wal,
      };
    });
  }

  /** The set's folder as long as it has no name. */
  get partial(): string {
    return join(this.request.to, partialName(this.label));
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get bytes(): number {
    return this.checked.reduce((sum, { pages }) => sum + pages.bytes, 0);
  }

  now(): Date {
    return (this.request.clock ?? (() => new Date()))();
  }

  warn(line: string): void {
    this.request.onWarning?.(line);
  }

  show(doing: string, fraction: number): void {
    this.request.onProgress?.(doing, fraction);
  }

  /** Asks the process that holds the read transactions. @throws Failure: 4 where it has ended; Interrupted */
  async ask<T>(method: string, argument: unknown): Promise<T> {
    const { signal } = this.request;
    this.#child ??= new Child('src/operations/backup/snapshot-process', { signal, gentle: true });
    try {
      return await this.#child.request<T>(method, argument, DEADLINE_SECONDS);
    } catch (error) {
      // Asked to end, it says of what it was at that it did not come to an end.
      if (signal.aborted) throw new Interrupted();
      if (!(error instanceof ChildFailed)) throw error;
      const why = plain(error.message);
      throw new Failure(`${plain(this.request.shown)} was not copied: ${why}. Try again.`, EXIT.integrity, {
        cause: error,
      });
    }
  }

  /** Ends the read transactions, where there are any, and closes the databases: killed, it would leave -wal and -shm there. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    // One that has ended cannot, and one that does not answer is killed.
    if (!this.request.signal.aborted) await child?.request('close', null, CLOSE_SECONDS).catch(() => null);
    await child?.end();
  }
}
