import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { BeingWritten, CopyFailed } from './copy-failed.ts';

/** Why databases could not be read, as a Failure where the user can mend it; other errors come back as they are. */
export function explainReading(error: unknown, shown: string, waitSeconds: number): unknown {
  const cause = error instanceof CopyFailed ? error.cause : error;
  const { path } = (cause ?? {}) as { path?: unknown };
  const source = plain(error instanceof CopyFailed ? error.source : typeof path === 'string' ? path : shown);
  const code = String((cause as { code?: unknown } | null)?.code);
  if (code.startsWith('SQLITE_BUSY'))
    return new Failure(
      `${source} stayed locked by another process for ${waitSeconds} s. Try again when it is done, or wait longer with --wait.`,
      EXIT.locked,
      { cause },
    );
  if (cause instanceof BeingWritten)
    return new Failure(
      `${source} was written while it was read. Try again when it is less busy.`,
      EXIT.locked,
      {
        cause,
      },
    );
  // A restore or a migration that ends now moves files; what layout.json named a moment ago is elsewhere.
  if (code === 'ENOENT')
    return new Failure(
      `${source} was moved or removed while it was read: another command is at work there. Audit again when it has ended.`,
      EXIT.locked,
      { cause },
    );
  if (/^SQLITE_(CANTOPEN|PERM|AUTH|READONLY|IOERR)/.test(code))
    return new Failure(`${source} cannot be read (${code}). Run this as its owner or as root.`, EXIT.disk, {
      cause,
    });
  if (code === 'EACCES' || code === 'EPERM')
    return new Failure(
      `${source}: no permission to read it (${code}). Run this as its owner or as root.`,
      EXIT.disk,
      {
        cause,
      },
    );
  return explainSystemError(cause, `reading ${source}`);
}
