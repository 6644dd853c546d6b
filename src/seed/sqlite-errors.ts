import { EXIT, Failure } from '../model/failure.ts';
import { oneLine } from './one-line.ts';

/**
 * An error of SQLite as a Failure: about the disk (SQLITE_FULL, SQLITE_IOERR..., SQLITE_CANTOPEN), or else about the
 * content of the seed. Undefined for any other error.
 */
export function explainImportError(error: unknown, label: string): Failure | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (!(error instanceof Error) || typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined;
  if (code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN') {
    return new Failure(
      `importing ${label}: SQLite could not read or write (${code}). Free some space, or choose another folder.`,
      EXIT.disk,
      { cause: error },
    );
  }
  return damaged(label, error.message);
}

/** What SQLite found, told of the seed. */
export function damaged(label: string, finding: string): Failure {
  return new Failure(
    `${label} is damaged (${oneLine(finding)}). Restore it from a backup, or leave --seed out for the built-in catalogue.`,
    EXIT.integrity,
  );
}
