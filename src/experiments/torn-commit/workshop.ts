import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { layoutFiles } from '../../database/files.ts';
import { throwIfInterrupted } from '../../model/failure.ts';
import { Child } from '../../process/child.ts';
import type { FilesRequest } from '../purchase/files.ts';
import type { Subject } from '../purchase/subject.ts';
import type { Cost, CostRequest } from './cost.ts';
import type { Inspected, InspectRequest } from './inspect.ts';

export const PROGRAM = 'src/experiments/torn-commit-process';

/** A look at small files takes milliseconds; on a disk that syncs slowly some more. */
const DEADLINE_SECONDS = 60;

/**
 * Where the files of this experiment are made, copied and looked at. The coordinator only copies files that no
 * connection is open on; a process of its own opens them.
 */
export class Workshop {
  readonly work: string;
  readonly signal: AbortSignal;
  readonly #worker: Child;
  readonly #made = new Map<string, Promise<string>>();

  constructor(work: string, signal: AbortSignal) {
    this.work = work;
    this.signal = signal;
    this.#worker = new Child(PROGRAM, { signal });
  }

  /** The files to start from, made once for each kind. */
  base(request: Omit<FilesRequest, 'folder'>): Promise<string> {
    const { subject, outbox, paddingBytes } = request;
    const folder = join(this.work, `base-${subject.name}-${subject.journalMode}-${outbox}-${paddingBytes}`);
    const made = this.#made.get(folder) ?? this.#make({ ...request, folder });
    this.#made.set(folder, made);
    return made;
  }

  async #make(request: FilesRequest): Promise<string> {
    await mkdir(request.folder);
    await this.#worker.request('makeFiles', request, DEADLINE_SECONDS);
    return request.folder;
  }

  /** Runs work on a copy of the files, which is removed afterwards. */
  async onCopy<T>(subject: Subject, base: string, work: (folder: string) => Promise<T>): Promise<T> {
    throwIfInterrupted(this.signal);
    const folder = await mkdtemp(join(this.work, 'copy-'));
    try {
      for (const file of layoutFiles(base, subject.layout))
        await copyFile(file, join(folder, basename(file)));
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  inspect(request: InspectRequest): Promise<Inspected> {
    return this.#worker.request('inspect', request, DEADLINE_SECONDS);
  }

  measureCost(request: CostRequest): Promise<Cost> {
    return this.#worker.request('measureCost', request, DEADLINE_SECONDS);
  }

  end(): Promise<void> {
    return this.#worker.end();
  }
}
