import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkLayout } from '../layouts/check.ts';
import { EXIT, explainSystemError, Failure } from '../model/failure.ts';
import type { Layout } from '../model/layout.ts';
import { snapshotFile } from './files.ts';
import { DATASET_VERSION } from './fill/index.ts';

/** The file in a data folder that says which layout its files are in: the pointer that a migration switches. */
export const POINTER_FILE = 'layout.json';

export const POINTER_SCHEMA = 'chinook-eval/layout@1';

/** What layout.json holds. Fields beyond these (seed, digest, rows as built) are of its birth and may be missing. */
export interface LayoutPointer {
  readonly schema: typeof POINTER_SCHEMA;
  readonly layout: Layout;
  /** DATASET_VERSION of the build that made the tables; 1 where it is absent. */
  readonly datasetVersion?: number;
  /** The folder below the data folder that has the files; they lie beside layout.json where it is absent. */
  readonly folder?: string;
  readonly [more: string]: unknown;
}

/** The pointer to files that this version has made. */
export function pointerTo(layout: Layout): LayoutPointer {
  return { schema: POINTER_SCHEMA, layout, datasetVersion: DATASET_VERSION };
}

/** A dataset on disk that `build` or `migrate` has made. */
export interface DataFolder {
  /** The folder with layout.json. */
  readonly path: string;
  readonly layout: Layout;
  /** The folder with the database files: for openLayout. */
  readonly files: string;
  readonly pointer: LayoutPointer;
}

/**
 * Finds the layout and the files of a data folder, without opening a database.
 * @param shown what to call the folder in an error
 * @throws Failure: 2 where it is no data folder, has the tables of another version or a file is missing, 4 where layout.json is damaged, 5 without permission
 */
export function readDataFolder(path: string, shown: string): DataFolder {
  const folder = findDataFolder(path, shown);
  const { pointer, files } = folder;
  for (const placement of pointer.layout.databases)
    if (!existsSync(snapshotFile(files, placement)))
      throw new Failure(
        `${shown}: ${snapshotFile(pointer.folder ?? '.', placement)} is missing, which ${POINTER_FILE} names. Restore it from a backup, or build anew.`,
      );
  return folder;
}

/** The same, whether or not the files are there: for who is to say that one is missing. @throws Failure as readDataFolder */
export function findDataFolder(path: string, shown: string): DataFolder {
  const pointer = readPointer(path, shown);
  const { datasetVersion = 1 } = pointer;
  if (datasetVersion !== DATASET_VERSION)
    throw new Failure(
      `${shown} has the tables of dataset version ${datasetVersion}, and this chinook-eval knows those of version ${DATASET_VERSION}. Build it anew with chinook-eval build, or use the chinook-eval that made it.`,
    );
  const files = pointer.folder === undefined ? path : join(path, pointer.folder);
  return { path, layout: pointer.layout, files, pointer };
}

function readPointer(path: string, shown: string): LayoutPointer {
  let text: string;
  try {
    if (!statSync(path).isDirectory())
      throw new Failure(
        `${shown} is a file. Name a folder that chinook-eval build has made (${POINTER_FILE} lies in it).`,
      );
    const file = join(path, POINTER_FILE);
    // A pipe would keep whoever reads it waiting for ever.
    if (!statSync(file).isFile())
      throw new Failure(
        `${join(shown, POINTER_FILE)} is no file. Move it away, and restore a backup into another folder or build anew.`,
        EXIT.integrity,
      );
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new Failure(
        `${shown} holds no ${POINTER_FILE}. Name a folder that chinook-eval build --out has made.`,
        EXIT.usage,
        { cause: error },
      );
    throw explainSystemError(error, `reading ${shown}`);
  }
  return parsePointer(text, join(shown, POINTER_FILE));
}

/** @throws Failure (exit 4) where the text is no pointer, (exit 2) where its layout is none that this version knows */
export function parsePointer(text: string, shown: string): LayoutPointer {
  const damaged = (what: string) =>
    new Failure(`${shown} ${what}. Restore it from a backup, or build anew.`, EXIT.integrity);
  let value: Partial<LayoutPointer> | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    throw damaged('is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw damaged('is not an object');
  if (value.schema !== POINTER_SCHEMA)
    throw new Failure(
      `${shown} is of the version ${JSON.stringify(value.schema) ?? 'without a name'}, not ${POINTER_SCHEMA}. Use the chinook-eval that wrote it.`,
    );
  const { folder, datasetVersion } = value;
  if (datasetVersion !== undefined && !(Number.isInteger(datasetVersion) && datasetVersion > 0))
    throw damaged('has a dataset version that is none');
  // It comes from a file: no way out of the data folder.
  if (folder !== undefined && !(typeof folder === 'string' && /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(folder)))
    throw damaged('names a folder outside of its own');
  return { ...value, schema: POINTER_SCHEMA, layout: checkLayout(value.layout, shown) };
}
