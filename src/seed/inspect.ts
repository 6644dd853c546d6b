import { open, realpath, stat } from 'node:fs/promises';
import { EXIT, Failure } from '../model/failure.ts';
import { oneLine } from './one-line.ts';

/** The part of a file that is looked at to tell its form. */
const HEAD_BYTES = 1 << 20;
/** A Chinook is a megabyte, and --scale makes it larger: far beyond that, something else was named. */
const LARGEST_DATABASE = 2 ** 31;
const LARGEST_SCRIPT = 2 ** 28;
const INSTEAD = 'Give an official Chinook file, or leave --seed out for the built-in catalogue.';

/**
 * Tells what a user's file is, by its content and by what lies beside it, without SQLite and without touching it.
 * Throws a Failure where it cannot be a seed.
 */
export async function inspectSeed(
  path: string,
  label: string,
): Promise<{ form: 'sqlite' | 'sql'; bytes: number }> {
  const file = await stat(path).catch(async (error) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? await explainMissing(path, label)
      : explainUnreadable(error, label);
  });
  if (file.isDirectory()) throw new Failure(`${label} is a folder. Name the Chinook file in it.`);
  if (!file.isFile()) throw new Failure(`${label} is no regular file. ${INSTEAD}`);
  if (file.size === 0) throw new Failure(`${label} is empty (0 bytes). ${INSTEAD}`);

  const head = await readHead(path, label);
  refuseSidecar(label, head);
  if (head.toString('latin1', 0, 16) === 'SQLite format 3\0') {
    refuseTooLarge(label, file.size, LARGEST_DATABASE);
    checkLength(label, head, file.size);
    await refusePending(path, label);
    return { form: 'sqlite', bytes: file.size };
  }
  const [first, second] = head;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new Failure(
      `${label} is UTF-16 text. Save it as UTF-8 (iconv -f UTF-16 -t UTF-8), then try again.`,
    );
  }
  const text = head.toString('utf8');
  if (!text.includes('\0') && /\b(create\s+table|insert\s+into)\b/i.test(text)) {
    refuseTooLarge(label, file.size, LARGEST_SCRIPT);
    return { form: 'sql', bytes: file.size };
  }
  throw new Failure(`${label} is not a SQLite database (nor an SQL script of one). ${INSTEAD}`);
}

async function explainMissing(path: string, label: string): Promise<Failure> {
  const log = await stat(`${path}-wal`).catch(() => undefined);
  if (!log) return new Failure(`${label} does not exist. ${INSTEAD}`);
  return new Failure(
    `${label} does not exist, only its write-ahead log ${label}-wal: a log is of no use without its database. ` +
      'Restore the database file beside it.',
  );
}

function explainUnreadable(error: unknown, label: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (code === 'EACCES' || code === 'EPERM') {
    return new Failure(
      `${label} may not be read (${code}). Allow it (chmod u+r), or give a copy.`,
      EXIT.disk,
    );
  }
  return code === 'EIO' || code === 'EMFILE'
    ? new Failure(`${label} cannot be read (${code}). Copy it to another disk, or try again.`, EXIT.disk)
    : new Failure(`${label} cannot be opened (${code}). ${INSTEAD}`);
}

async function readHead(path: string, label: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explainUnreadable(error, label);
  }
}

/** fileformat2.html: section 3 (rollback journal) and 4.1 (WAL file header). */
function refuseSidecar(label: string, head: Buffer): void {
  const magic = head.toString('hex', 0, 8);
  const kind = /^377f068[23]/.test(magic)
    ? 'a write-ahead log'
    : magic === 'd9d505f920a163d7'
      ? 'a rollback journal'
      : undefined;
  if (!kind) return;
  const owner = label.replace(/-(wal|journal)$/, '');
  throw new Failure(
    `${label} is ${kind}, not a database. Give the database${owner === label ? '' : `: ${owner}`}.`,
  );
}

function refuseTooLarge(label: string, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new Failure(
    `${label} is too large for a seed (${bytes} bytes, at most ${limit}). Give a smaller Chinook and raise --scale.`,
  );
}

/**
 * fileformat2.html, section 1.3: page size at 16 (1 means 65,536), pages at 28, valid where the counters at 24 and 92
 * agree. A header that makes no sense at all is left to SQLite.
 */
function checkLength(label: string, head: Buffer, bytes: number): void {
  let expected = 100;
  if (head.length >= expected) {
    const stated = head.readUInt16BE(16);
    const pageSize = stated === 1 ? 65536 : stated;
    const valid = Number.isInteger(Math.log2(pageSize)) && head.readUInt32BE(24) === head.readUInt32BE(92);
    if (valid) expected = head.readUInt32BE(28) * pageSize;
  }
  if (bytes >= expected) return;
  throw new Failure(
    `${label} is truncated: ${bytes} bytes where its header needs ${expected}. Copy or download it again.`,
    EXIT.integrity,
  );
}

/** Changes that lie beside the file and not in it would be lost in silence. */
async function refusePending(path: string, label: string): Promise<void> {
  const real = await realpath(path);
  for (const place of new Set([path, real])) {
    const shown = place === path ? label : oneLine(place, 500);
    const log = await stat(`${place}-wal`).catch(() => undefined);
    if (log && log.size > 0) {
      throw new Failure(
        `${label} has changes in ${shown}-wal that are not yet in the file. Stop what uses it, then run: ` +
          `sqlite3 ${shown} "PRAGMA wal_checkpoint(TRUNCATE)"`,
      );
    }
    const journal = await stat(`${place}-journal`).catch(() => undefined);
    // A journal kept with its header zeroed (journal_mode=PERSIST) belongs to a finished transaction.
    if (journal && journal.size > 0 && (await readHead(`${place}-journal`, label))[0] === 0xd9) {
      throw new Failure(
        `${label} has an unfinished transaction in ${shown}-journal. Stop what uses it, then run: ` +
          `sqlite3 ${shown} "PRAGMA quick_check", which rolls it back.`,
      );
    }
  }
}
