import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type LayoutPointer, POINTER_FILE, parsePointer } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, explainSystemError, Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { word } from '../audit/shell.ts';
import { sameFolder } from '../backup/same-folder.ts';
import { LOCK_PREFIX } from '../lock.ts';
import { POINTER_PARTIAL } from './access.ts';
import { holdersOf } from './in-use.ts';
import { isRestored, PREVIOUS, QUARANTINE } from './names.ts';

/** What SQLite has beside a database: of use to that database alone. */
export const SIDECARS = ['-wal', '-shm', '-journal'] as const;

/** Where a set is to be restored to. */
export interface Target {
  readonly path: string;
  readonly shown: string;
  /** The pointer of a data folder of ours; null where it is damaged; undefined where there is none: empty or new. */
  readonly pointer: LayoutPointer | null | undefined;
  /** Databases beside layout.json that the pointer is of, with what belongs to them; names in `path`. */
  readonly present: readonly string[];
  /** -wal, -shm and journals of databases that are not there: they would spoil one that gets their name. */
  readonly stale: readonly string[];
}

/**
 * Looks at the place; changes nothing.
 * @param restoring the files of the set: what lies there under these names is taken for an older state of them
 * @throws Failure: 2 where something is there that is not ours, or a database is a symbolic link, 5 without permission
 */
export function inspectTarget(path: string, shown: string, restoring: readonly string[]): Target {
  const names = namesIn(path, shown);
  const refuse = (name: string, what: string) =>
    new Failure(
      `${plain(shown)} holds ${plain(name)}, which ${what}. Name an empty folder, or a data folder of chinook-eval.`,
    );
  // A program that closes a database removes its -wal: one can be gone since it was listed.
  const kindOf = (name: string) => lstatSync(join(path, name), { throwIfNoEntry: false });
  const files = names.filter((name) => kindOf(name)?.isFile());
  const pointer = names.includes(POINTER_FILE) ? readPointer(path, shown, files) : undefined;
  const databases = pointer?.folder === undefined ? layoutFiles('', pointer?.layout ?? noLayout) : [];
  const known = new Set(pointer === null ? restoring : databases);
  const baseOf = (name: string) => {
    const end = SIDECARS.find((one) => name.endsWith(one));
    return end === undefined ? undefined : name.slice(0, -end.length);
  };
  // What it leads to would stay behind, and nobody would see who has it open.
  const link = names.find((name) => known.has(name) && kindOf(name)?.isSymbolicLink());
  if (link !== undefined)
    throw new Failure(
      `${plain(join(shown, link))} is a symbolic link: what it leads to could not be kept with the other files. Put the file itself there, or restore into another folder with --to.`,
    );
  const present = files.filter((name) => known.has(name) || known.has(baseOf(name) ?? name));
  const stale = files.filter((name) => {
    const base = baseOf(name);
    return base !== undefined && !files.includes(base) && !present.includes(name);
  });
  if (pointer === undefined)
    for (const name of names) {
      const ours =
        stale.includes(name) ||
        name.startsWith(LOCK_PREFIX) ||
        name === POINTER_PARTIAL ||
        [PREVIOUS, QUARANTINE].some((prefix) => name.startsWith(prefix)) ||
        isRestored(name);
      if (!ours) throw refuse(name, 'is not ours');
    }
  return { path, shown, pointer, present, stale };
}

const noLayout = { name: '', description: '', connection: 'separate', databases: [] } as const;

/** Null where it is damaged: that may be why a backup is wanted. */
function readPointer(path: string, shown: string, files: readonly string[]): LayoutPointer | null {
  const place = join(shown, POINTER_FILE);
  if (!files.includes(POINTER_FILE))
    throw new Failure(`${plain(place)} is no regular file. Name another folder.`);
  try {
    return parsePointer(readFileSync(join(path, POINTER_FILE), 'utf8'), place);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw explainSystemError(error, `reading ${plain(place)}`);
  }
}

function namesIn(path: string, shown: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR')
      throw new Failure(`${plain(shown)} is a file. Name a folder.`, EXIT.usage, { cause: error });
    throw explainSystemError(error, `reading ${plain(shown)}`);
  }
}

/**
 * A set of one data folder does not replace another by oversight.
 * @param source the data folder of the set, as its manifest has it
 * @throws Failure (exit 2) where the place is another data folder
 */
export function refuseOther({ path, shown, pointer }: Target, label: string, source: string): void {
  if (pointer === undefined || sameFolder(path)(source)) return;
  throw new Failure(
    `set ${label} is of ${plain(source)}, and ${plain(shown)} is ${plain(path)}: another data folder, or that one moved. Nothing was changed; to restore the set there, add --to ${plain(word(shown))}.`,
  );
}

/** @throws Failure (exit 11) where a process has a database of the target open: it would go on writing into the old file */
export function refuseInUse({ path, shown, pointer, present, stale }: Target): void {
  const current =
    pointer?.folder === undefined
      ? []
      : layoutFiles(join(path, pointer.folder), pointer.layout)
          .map(real)
          .flatMap((file) => [file, ...SIDECARS.map((end) => `${file}${end}`)]);
  const [holder] = holdersOf([...current, ...[...present, ...stale].map((name) => join(path, name))]);
  if (holder !== undefined)
    throw new Failure(
      `${plain(shown)} is in use: ${plain(holder.program)} (process ${holder.pid}) has ${plain(holder.file)} open. Stop it, then restore.`,
      EXIT.locked,
    );
}

/** The system knows an open file by this name. One that is not there nobody has open. */
function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
