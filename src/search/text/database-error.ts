import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';

/**
 * What SQLite says of files that a search reads or mends, as one line with the way out; other errors come back as they
 * are.
 * @param shown what the data folder is called
 */
export function explainDatabaseError(error: unknown, shown: string): unknown {
  const code = String((error as { code?: unknown } | undefined)?.code);
  const said = error instanceof Error ? error.message : '';
  const failure = (text: string, exitCode: 4 | 5 | 11) =>
    new Failure(`${shown}: ${text}`, exitCode, { cause: error });
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return failure('another process is writing there. Try again when it has finished.', EXIT.locked);
  const [, missing] = /(?:no such table|vtable constructor failed): (?:\w+\.)?(\w+)/.exec(said) ?? [];
  if (code === 'SQLITE_ERROR' && missing !== undefined)
    return failure(
      `${missing} is missing or cannot be opened. Restore it from a backup, or build anew.`,
      EXIT.integrity,
    );
  if (code === 'SQLITE_CORRUPT_VTAB')
    return failure(
      'a full-text index is damaged. chinook-eval search --rebuild makes it anew.',
      EXIT.integrity,
    );
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return failure(`a file is damaged (${said}). Restore it from a backup, or build anew.`, EXIT.integrity);
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR)/.test(code))
    return failure(
      `a file cannot be opened or written (${code}). See to its permissions and its disk.`,
      EXIT.disk,
    );
  return explainSystemError(error, shown);
}
