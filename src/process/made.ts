import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { EXIT, Failure } from '../model/failure.ts';
import { plain } from '../render/plain.ts';

/**
 * Changes the access of a file or folder that this program has made, through its open handle and not by its name: root works
 * in folders that belong to the application, whose user may have put a link to another file there since. Not for a database
 * that this process has open in SQLite: closing the handle would give up its locks (fcntl(2)).
 * @param owner to whom it is to be given; what is his already may be changed as well
 * @throws Failure (exit 5) where it is not what was made
 */
export function onMade(path: string, owner: number, change: (file: number, made: Stats) => void): void {
  // Windows has neither owners nor modes of this kind, and opens no folders.
  if (process.platform === 'win32') return;
  const file = openMade(path);
  try {
    const made = fstatSync(file);
    const isOurs = made.uid === process.geteuid?.() || made.uid === owner;
    if (!isOurs || !(made.isDirectory() || (made.isFile() && made.nlink === 1))) throw replaced(path);
    change(file, made);
  } finally {
    closeSync(file);
  }
}

function openMade(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? replaced(path, error) : error;
  }
}

function replaced(path: string, cause?: unknown): Failure {
  return new Failure(
    `${plain(path)} was replaced by another while it was made: its owner and mode are not changed. Look who writes there.`,
    EXIT.disk,
    { cause },
  );
}
