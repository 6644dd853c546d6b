import { lstatSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import type { DataFolder } from '../../database/data-folder.ts';
import { snapshotFile } from '../../database/files.ts';
import type { DatabasePlacement, Layout } from '../../model/layout.ts';
import { plain } from '../../render/plain.ts';
import { isBroken, isDamage } from './broken.ts';
import { compareSchema } from './compare-schema.ts';
import type { Contents, DatabaseContents } from './contents.ts';
import { SIDECARS } from './copy-bytes.ts';
import { CopyFailed } from './copy-failed.ts';
import { type Header, headerOf } from './header.ts';
import { readKeyBreaks } from './key-breaks.ts';
import { readTogether } from './read-together.ts';
import { copyStill } from './still-copy.ts';
import type { Way } from './way.ts';

/** quick_check lists up to so many problems; the first says enough. */
const MOST_PROBLEMS = 5;

export interface ContentsRequest {
  readonly data: DataFolder;
  readonly shown: string;
  /** An empty private folder for the copies, with room for them. */
  readonly work: string;
  readonly waitSeconds: number;
}

interface Source {
  readonly placement: DatabasePlacement;
  readonly source: string;
  readonly target: string;
  readonly shown: string;
  readonly header: Header;
}

/**
 * Looks into the databases, all of it on copies: the checks take long and one of them wants to write.
 * @param sources the files without symbolic links, in the order of the layout
 * @throws CopyFailed (locked, being written, no permission, disk full); system errors; Interrupted
 */
export async function readContents(
  { data, shown, work, waitSeconds }: ContentsRequest,
  sources: readonly string[],
  signal: AbortSignal,
  onProgress: (doing: string, fraction: number) => void,
): Promise<Contents> {
  const started = performance.now();
  const files = data.layout.databases.map((placement, index): Source => {
    const source = sources[index] ?? '';
    const target = snapshotFile(work, placement);
    const name = basename(snapshotFile('', placement));
    const below = data.pointer.folder === undefined ? name : join(data.pointer.folder, name);
    return { placement, source, target, shown: plain(join(shown, below)), header: headerOf(source) };
  });
  const bytes = files.reduce((sum, { source }) => sum + statSync(source).size, 0);
  onProgress('copying', 0);
  const { copied, broken, copies } = await copySound(files, waitSeconds, signal);
  const databases = files.map((file, index) => {
    onProgress(`checking ${file.placement.name}`, 0.3 + (0.4 * index) / files.length);
    const why = broken.get(file);
    return why === undefined
      ? checkCopy(data.layout, file, copies.ways[copied.indexOf(file)] ?? 'bytes')
      : damaged(file, [why]);
  });
  const whole = databases.every(({ damage, missingTables }) => damage.length + missingTables.length === 0);
  onProgress('comparing the databases', 0.7);
  const together = whole ? readTogether(data.layout, work, copies.together) : null;
  return { databases, together, bytes, seconds: (performance.now() - started) / 1000 };
}

/** What is no database, or so damaged that SQLite does not begin to read it, is left out and told; the others are copied. */
async function copySound(files: readonly Source[], waitSeconds: number, signal: AbortSignal) {
  const broken = new Map<Source, string>();
  for (const file of files) {
    if (file.header === 'other') broken.set(file, 'file is not a database');
    if (file.header === 'empty') broken.set(file, 'the file is empty');
    const other = SIDECARS.find((end) => isNoFile(file.source + end));
    if (other !== undefined)
      broken.set(
        file,
        `${basename(file.source)}${other} is no regular file, and SQLite does not open it with that`,
      );
  }
  for (;;) {
    const copied = files.filter((file) => !broken.has(file));
    try {
      const viewer = { uid: process.geteuid?.() };
      return { copied, broken, copies: await copyStill(copied, viewer, waitSeconds, signal) };
    } catch (error) {
      if (!(error instanceof CopyFailed && isDamage(error.cause))) throw error;
      const culprit = copied.find(({ source }) => source === error.source);
      if (culprit === undefined) throw error;
      broken.set(culprit, error.message);
    }
  }
}

/** A pipe in the place of a WAL would keep whoever reads it waiting for ever; SQLite follows no link there. */
function isNoFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === false;
}

/** Of a file that cannot be looked into. */
function damaged({ placement, shown, header }: Source, damage: readonly string[]): DatabaseContents {
  const journal = header === 'wal' || header === 'rollback' ? header : null;
  const nothing = { keyBreaks: [], ownCode: [], missingTables: [] };
  return { name: placement.name, shown, way: null, journal, damage, ...nothing };
}

function checkCopy(layout: Layout, file: Source, way: Way): DatabaseContents {
  const { placement, target, shown, header } = file;
  const db = new Database(target, { fileMustExist: true });
  try {
    sqliteVec.load(db);
    const check = db.pragma(`quick_check(${MOST_PROBLEMS})`) as { quick_check: string }[];
    const damage = check.map(({ quick_check }) => quick_check).filter((line) => line !== 'ok');
    if (damage.length > 0) return damaged(file, damage);
    return {
      name: placement.name,
      shown,
      way,
      journal: header === 'wal' ? 'wal' : 'rollback',
      damage,
      keyBreaks: readKeyBreaks(db),
      ...compareSchema(db, layout, placement),
    };
  } catch (error) {
    if (!isBroken(error)) throw error;
    return damaged(file, [error.message]);
  } finally {
    db.close();
  }
}
