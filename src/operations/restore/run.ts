import { join } from 'node:path';
import type { StepOutcome } from '../backup/log.ts';
import type { BackupSet } from '../backup/sets.ts';
import type { DataLock } from '../lock.ts';
import { inspectTarget, type Target } from './target.ts';

export interface RestoreRequest {
  /** The folder of the sets, and what to call it in an error. */
  readonly from: string;
  readonly shown: string;
  /** The label of a set; the newest good one where it is absent. */
  readonly set?: string;
  /** The data folder, absolute; made if it is not there. */
  readonly to: string;
  readonly shownTo: string;
  /** What to do where it has no room, but for freeing some; to name another folder where this is absent. */
  readonly elsewhere?: string;
  /** The user has named it: it may be another data folder than that of the set. */
  readonly named: boolean;
  readonly signal: AbortSignal;
  readonly clock?: () => Date;
  readonly onProgress?: (doing: string, fraction: number) => void;
  readonly onNote?: (line: string) => void;
}

/** What the steps of a restore find out, in their order. */
export class RestoreRun {
  readonly request: RestoreRequest;
  readonly outcomes: StepOutcome[] = [];
  /** The target was not there: it goes again where nothing came of it. */
  made = false;
  lock: DataLock | undefined;
  /** The folder in the target that the files are put into. */
  folder = '';
  switched = false;
  /** What lay there before, where anything did: a data folder in itself. */
  previous: string | undefined;
  /** Whether its layout.json can be read. */
  previousIsWhole = true;
  /** It lay in a folder of its own, which only now gets a layout.json: that goes again where nothing came of it. */
  pointed = false;
  /** The folder in the target with sidecars of databases that are not there; they go back where nothing came of it. */
  quarantine: string | undefined;
  #set: BackupSet | undefined;
  readonly #noted = new Set<string>();
  readonly #started = performance.now();

  constructor(request: RestoreRequest) {
    this.request = request;
  }

  get set(): BackupSet {
    if (this.#set === undefined) throw new TypeError('no set is chosen yet');
    return this.#set;
  }

  set set(set: BackupSet) {
    this.#set = set;
  }

  /** The place as it is now. @throws Failure as inspectTarget */
  target(): Target {
    const files = this.set.manifest.databases.map(({ file }) => file);
    return inspectTarget(this.request.to, this.request.shownTo, files);
  }

  /** Where a file of the set is put. */
  placed(file: string): string {
    return join(this.request.to, this.folder, file);
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  now(): Date {
    return (this.request.clock ?? (() => new Date()))();
  }

  /** A line for people, once. */
  note(line: string): void {
    if (this.#noted.has(line)) return;
    this.#noted.add(line);
    this.request.onNote?.(line);
  }
}
