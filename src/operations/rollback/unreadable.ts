import { EXIT, Failure } from '../../model/failure.ts';
import type { Journal } from '../migrate/journal.ts';

/** A file that is damaged, or gone. */
export function isUnreadable(error: unknown): boolean {
  const { code, message, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  return (
    /^(SQLITE_(CORRUPT|NOTADB)|ENOENT)/.test(code ?? '') ||
    /malformed|not a database|unable to open/.test(message) ||
    (cause !== undefined && isUnreadable(cause))
  );
}

/** With the way out: without the rows. */
export function unreadable(error: unknown, { folder }: Journal): Failure {
  return new Failure(
    `a database in ${folder}, or an old one, is damaged or gone, so the rows written since the migration cannot be listed. Go back without them with --no-rows: ${folder} stays as it is.`,
    EXIT.integrity,
    { cause: error },
  );
}
