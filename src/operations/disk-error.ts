import { explainSqliteError } from '../database/sqlite-error.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

/**
 * What the operating system or SQLite says of a file as a Failure, also what is rare (EIO, ENOTEMPTY): in an operation on
 * files that is the disk's doing and no defect of ours. Other errors come back as they are.
 * @param doing such as "backing up data"
 */
export function explainDiskError(error: unknown, doing: string): unknown {
  const explained = explainSqliteError(explainSystemError(error, doing), doing);
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (explained instanceof Failure || code === undefined || !(/^E[A-Z0-9]+$/.test(code) || syscall))
    return explained;
  return new Failure(
    `${plain(doing)}: the file system answers ${code}. Check the disk, then try again.`,
    EXIT.disk,
    {
      cause: error,
    },
  );
}

/** The same for a copy that SQLite makes, which does not always say which of the two files it could not use. */
export function explainCopyError(error: unknown, source: string, target: string): unknown {
  const code = String((error as { code?: unknown } | undefined)?.code);
  if (
    code === 'SQLITE_FULL' ||
    /^SQLITE_IOERR(?!_READ|_SHORT_READ|_CORRUPTFS)/.test(code) ||
    code === 'SQLITE_CANTOPEN'
  )
    return new Failure(
      `copying ${plain(source)} to ${plain(target)}: the disk is full, or fails (${code}). Free some space, or choose another place.`,
      EXIT.disk,
      { cause: error },
    );
  return code.startsWith('SQLITE_')
    ? explainSqliteError(error, source)
    : explainDiskError(error, `writing ${target}`);
}
