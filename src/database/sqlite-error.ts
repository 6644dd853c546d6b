import { EXIT, type ExitCode, explainSystemError, Failure } from '../model/failure.ts';

/** Whose files SQLite speaks of: one that the user has named, or those of a data folder that build or migrate has made. */
export type FileOwner = 'named' | 'data folder';

/**
 * What SQLite says of a file as a Failure, one line with the way out; other errors come back as they are, and so does an
 * error of SQL in a data folder, which is ours.
 * @param shown what to call the file or the data folder
 */
export function explainSqliteError(error: unknown, shown: string, owner: FileOwner = 'named'): unknown {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  const said = String(message).split('\n', 1)[0] ?? '';
  const failure = (text: string, exitCode: ExitCode) =>
    new Failure(`${shown} ${text}`, exitCode, { cause: error });
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return failure('is locked by another process. Try again when it is done.', EXIT.locked);
  if (/^SQLITE_(CANTOPEN|READONLY|PERM)/.test(code))
    return failure(
      `cannot be opened (${code}): a database in WAL mode needs a folder that can be written, or its -shm file. Copy it elsewhere, or give permission.`,
      EXIT.disk,
    );
  if (code === 'SQLITE_FULL')
    return explainSystemError(error, owner === 'named' ? `reading ${shown}` : shown);
  if (code.startsWith('SQLITE_IOERR'))
    return failure(`cannot be read: the disk fails (${code}). Copy it to another one.`, EXIT.disk);
  return owner === 'named' ? ofNamedFile(code, said, failure) : (ofDataFolder(code, said, failure) ?? error);
}

type MakeFailure = (text: string, exitCode: ExitCode) => Failure;

function ofNamedFile(code: string, said: string, failure: MakeFailure): Failure {
  if (code === 'SQLITE_NOTADB')
    return failure('is not a SQLite database (or it is encrypted). Name another.', EXIT.usage);
  return code.startsWith('SQLITE_CORRUPT')
    ? failure(`is damaged (${said}). Restore it from a backup.`, EXIT.integrity)
    : failure(`cannot be read (${said}). Name another.`, EXIT.usage);
}

/** Nobody names another file there: what was right once is restored or made again. */
function ofDataFolder(code: string, said: string, failure: MakeFailure): Failure | undefined {
  // FTS5's own; a page that is damaged has another code.
  if (code === 'SQLITE_CORRUPT_VTAB')
    return failure(
      'has a damaged full-text index. chinook-eval search --rebuild makes it anew.',
      EXIT.integrity,
    );
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return failure(`is damaged (${said}). Restore it from a backup, or build anew.`, EXIT.integrity);
  // vec0's own, of a page or a row of its tables that is damaged or missing; it does not say of which table.
  if (/opening blob failed|could not open vectors blob/i.test(said))
    return failure(
      `has damaged vectors (${said}). If chinook-eval vectors index does not mend it, restore it from a backup, or build anew.`,
      EXIT.integrity,
    );
  // SQLite's own, and FTS5's, whose advice to rebuild asks for a table that can be opened.
  const [format] = /^(unsupported file format|invalid fts5 file format [^-]*\))/.exec(said) ?? [];
  if (format !== undefined)
    return failure(`cannot be read (${format}). Restore it from a backup, or build anew.`, EXIT.integrity);
  const [, missing] = /(?:no such table|vtable constructor failed): (?:\w+\.)?(\w+)/.exec(said) ?? [];
  return missing === undefined
    ? undefined
    : failure(
        `is not whole: ${missing} is missing or cannot be opened. Restore it from a backup, or build anew.`,
        EXIT.integrity,
      );
}
