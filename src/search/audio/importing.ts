import { extname } from 'node:path';
import { blobOf } from '../../database/inverted-file/cells.ts';
import { writeModel } from '../vectors/replace-model.ts';
import type { VectorRow } from '../vectors/rows.ts';
import type { Assigned } from './assign.ts';
import type { EmbedReply, EmbedRequest } from './audio-process.ts';
import { AUDIO_MODEL } from './embed.ts';
import type { Skipped } from './find-files.ts';
import { promisedBy } from './format.ts';
import type { ImportRequest } from './import.ts';
import { type Journal, type JournalEntry, vectorDigest } from './journal.ts';
import { type Outcome, type PoolOptions, workThrough } from './pool.ts';

/** Vectors that are written in one transaction: what a kill can cost, and for how long others wait. */
const BATCH = 64;
/** Whatever there is is written after this, so that a slow import can be killed without much loss. */
const BATCH_SECONDS = 5;
/** For the smallest file, and bytes a second beyond: a twelfth of what MP3 of 128 kbit/s took on a busy core. */
const DEADLINE = { seconds: 60, bytesPerSecond: 200_000 } as const;

/** The vectors of one import on their way into the database. */
export class Importing {
  readonly skipped: Skipped[] = [];
  readonly notes: Skipped[] = [];
  readonly totals = { imported: 0, unchanged: 0, removed: 0, audioSeconds: 0 };
  readonly #request: ImportRequest;
  readonly #journal: Journal;
  readonly #stored: (trackId: number) => string | undefined;
  #ready: { row: VectorRow; entry: JournalEntry }[] = [];
  #written = performance.now();

  constructor(request: ImportRequest, journal: Journal) {
    this.#request = request;
    this.#journal = journal;
    const stored = request.session.prepare<{ embedding: Uint8Array; model: string }>(
      ['track_vectors'],
      'SELECT embedding, model FROM track_vectors WHERE track_id = ?',
    );
    this.#stored = (trackId) => {
      const row = stored.get(BigInt(trackId));
      return row?.model === AUDIO_MODEL ? vectorDigest(row.embedding) : undefined;
    };
  }

  /** Its vector is in the database, made from the file as it is. */
  isDone({ file, trackId }: Assigned): boolean {
    const entry = this.#known(file.path, trackId);
    return entry?.bytes === file.bytes && entry.modifiedMs === file.modifiedMs;
  }

  async run(
    open: readonly Assigned[],
    pool: PoolOptions,
    onProgress: NonNullable<ImportRequest['onProgress']>,
  ): Promise<void> {
    const all = open.reduce((sum, { file }) => sum + file.bytes, 0);
    let bytes = 0;
    await workThrough(
      open,
      ({ file, trackId }) => ({
        method: 'embed',
        argument: {
          path: file.path,
          knownSha256: this.#known(file.path, trackId)?.sha256 ?? null,
        } satisfies EmbedRequest,
        deadlineSeconds:
          this.#request.deadlineSeconds ?? DEADLINE.seconds + file.bytes / DEADLINE.bytesPerSecond,
      }),
      (one, outcome) => {
        bytes += one.file.bytes;
        this.#take(one, outcome);
        onProgress('importing', all === 0 ? 1 : bytes / all, one.file.name);
      },
      pool,
    );
  }

  /** Writes what is ready: the vectors first, then that they are done. */
  flush(): void {
    const ready = this.#ready;
    this.#ready = [];
    this.#written = performance.now();
    const { session, replace } = this.#request;
    this.totals.removed += writeModel(
      session,
      ready.map(({ row }) => row),
      replace,
    );
    this.#journal.add(ready.map(({ entry }) => entry));
    this.totals.imported += ready.length;
  }

  #known(path: string, trackId: number): JournalEntry | undefined {
    const entry = this.#journal.get(path);
    if (entry?.model !== AUDIO_MODEL || entry.trackId !== trackId) return undefined;
    return this.#stored(trackId) === entry.vector ? entry : undefined;
  }

  #take({ file, trackId, genreId }: Assigned, outcome: Outcome): void {
    if ('reason' in outcome) {
      this.skipped.push({ file: file.name, reason: outcome.reason });
      return;
    }
    const reply = outcome.value as EmbedReply;
    const { name, path, bytes, modifiedMs } = file;
    const known = { path, bytes, modifiedMs, sha256: reply.sha256, model: AUDIO_MODEL, trackId };
    if (reply.unchanged) {
      this.totals.unchanged++;
      const vector = this.#stored(trackId);
      if (vector !== undefined) this.#journal.add([{ ...known, vector }]);
      return;
    }
    const promised = promisedBy(extname(name).slice(1));
    if (promised !== 'other' && promised?.decoder !== reply.format.decoder)
      this.notes.push({
        file: name,
        reason: `is ${reply.format.title} by its content, and was read as that`,
      });
    this.totals.audioSeconds += reply.seconds;
    const row: VectorRow = { trackId, embedding: reply.vector, genreId, model: AUDIO_MODEL };
    this.#ready.push({ row, entry: { ...known, vector: vectorDigest(blobOf(reply.vector)) } });
    const due = performance.now() - this.#written > BATCH_SECONDS * 1000;
    if (due || this.#ready.length >= (this.#request.batch ?? BATCH)) this.flush();
  }
}
