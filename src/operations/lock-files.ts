import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';
import { isProcess, type LockHolder, ownSpace, startOf } from './lock-holder.ts';

/** Each holder has a file of its own with this beginning in the data folder, hidden from a plain listing. */
export const LOCK_PREFIX = '.chinook-eval-lock-';

/** A file that says who holds the folder. @throws Failure 5 where the folder cannot be written */
export function announced(folder: string, id: string, what: string): { name: string; remove: () => void } {
  const name = `${LOCK_PREFIX}${process.pid}-${randomBytes(6).toString('hex')}`;
  const path = join(folder, name);
  const started = startOf(process.pid) ?? '';
  const since = new Date().toISOString();
  try {
    announce(path, { id, pid: process.pid, started, host: hostname(), space: ownSpace(), what, since });
  } catch (error) {
    throw explainSystemError(error, `locking ${plain(folder)}`);
  }
  return { name, remove: () => rmSync(path, { force: true }) };
}

/** Under its name it is whole from the start: whoever reads it knows whose it is. */
function announce(path: string, holder: LockHolder): void {
  const temporary = path + tornEnd();
  try {
    const file = openSync(temporary, 'wx', 0o644);
    try {
      writeSync(file, `${JSON.stringify(holder)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** What is left of those that were killed while they announced themselves; in another container a pid says nothing. */
export function removeTorn(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid, end] = TORN.exec(name) ?? [];
    if (end === tornEnd() && !isProcess(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

const TORN = new RegExp(`^${LOCK_PREFIX.replaceAll('.', '\\.')}(\\d+)-[0-9a-f]+(\\..*\\.tmp)$`);

function tornEnd(): string {
  return `.${ownSpace().replace(/\D/g, '')}.tmp`;
}

/** @throws Failure (exit 11) where one cannot be read: it may be anybody's */
export function read(folder: string): { name: string; holder: LockHolder }[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(LOCK_PREFIX) && !name.endsWith('.tmp'))
    .flatMap((name) => {
      try {
        return [{ name, holder: JSON.parse(readFileSync(join(folder, name), 'utf8')) as LockHolder }];
      } catch (error) {
        // Given back in the meantime.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw new Failure(
          `${plain(join(folder, name))} is a lock that cannot be read. Remove it if no chinook-eval works there.`,
          EXIT.locked,
          { cause: error },
        );
      }
    });
}
