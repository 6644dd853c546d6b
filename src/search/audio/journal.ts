import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainSystemError } from '../../model/failure.ts';
import { writeFileAtomically } from '../../process/write.ts';

/** Lies beside layout.json: which file a track's vector was made from. */
export const JOURNAL_FILE = 'audio-vectors.journal';

/** As that of layout.json: it names files of the user's. */
const FILE_MODE = 0o640;

/** A file whose vector is in the database. */
export interface JournalEntry {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sha256: string;
  readonly model: string;
  readonly trackId: number;
  /** Digest of the vector: another one in the database was not made from this file. */
  readonly vector: string;
}

/**
 * What has been imported, one line of JSON each: written after the vectors, so that a file may be read once more when the
 * import was killed between the two, and none is missed. Losing the journal costs time and nothing else.
 */
export class Journal {
  readonly #path: string;
  readonly #entries = new Map<string, JournalEntry>();

  /** @throws Failure (exit 5) without permission */
  constructor(dataFolder: string) {
    this.#path = join(dataFolder, JOURNAL_FILE);
    for (const line of readLines(this.#path)) {
      const entry = parseEntry(line);
      // A later line is of a later import.
      if (entry !== undefined) this.#entries.set(entry.path, entry);
    }
  }

  get(path: string): JournalEntry | undefined {
    return this.#entries.get(path);
  }

  /** @throws Failure (exit 5) where it cannot be written */
  add(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) this.#entries.set(entry.path, entry);
    try {
      // On a line of its own, whatever a kill has left of the last one.
      appendFileSync(this.#path, ['\n', ...entries.map(lineOf)].join(''), { mode: FILE_MODE });
    } catch (error) {
      throw explainSystemError(error, `writing ${this.#path}`);
    }
  }

  /** One line a file, in the order of the paths: the same after an undisturbed import and after a resumed one. */
  async tidy(): Promise<void> {
    const sorted = [...this.#entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    if (sorted.length > 0) await writeFileAtomically(this.#path, sorted.map(lineOf).join(''), FILE_MODE);
  }
}

export function vectorDigest(vector: Uint8Array): string {
  return createHash('sha256').update(vector).digest('hex').slice(0, 32);
}

function lineOf(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw explainSystemError(error, `reading ${path}`);
  }
}

/** A line that was cut off by a kill, or by somebody's hand, is as if it were not there. */
function parseEntry(line: string): JournalEntry | undefined {
  let value: Partial<JournalEntry> | null;
  try {
    value = JSON.parse(line) as typeof value;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { path, bytes, modifiedMs, sha256, model, trackId, vector } = value;
  const whole =
    [path, sha256, model, vector].every((one) => typeof one === 'string') &&
    [bytes, modifiedMs, trackId].every((one) => typeof one === 'number');
  return whole ? (value as JournalEntry) : undefined;
}
