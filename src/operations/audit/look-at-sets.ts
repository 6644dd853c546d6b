import { existsSync, realpathSync, statSync } from 'node:fs';
import { Failure } from '../../model/failure.ts';
import { plain } from '../../render/plain.ts';
import { readLog } from '../backup/log.ts';
import { sameFolder } from '../backup/same-folder.ts';
import { listSets, type SetList } from '../backup/sets.ts';
import { lockHolder } from '../lock.ts';
import { compareSet } from './compare-set.ts';
import type { BackupsFact } from './facts.ts';
import { lookAtBackups } from './files.ts';
import type { AuditRequest, OnProgress } from './request.ts';

/** What lies in the folder of the backups; null where none is named. @throws Failure as listSets and lookAtBackups; Interrupted */
export async function lookAtSets(
  { path, backups, work }: AuditRequest,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<BackupsFact | null> {
  if (backups === null) return null;
  const busy = isHeld(backups.path);
  const list = await listSets(backups.path, backups.shown);
  const there = existsSync(backups.path);
  const isOwn = sameFolder(path);
  const newest = list.good.find(({ manifest }) => isOwn(manifest.source)) ?? null;
  if (newest !== null && work !== null) onProgress(`comparing set ${newest.label}`, 0);
  return {
    path: backups.path,
    shown: plain(backups.shown),
    files: there ? lookAtBackups(backups.path, backups.shown, realpathSync(path), signal) : null,
    list,
    newest,
    compared: newest === null || work === null ? null : await compareSet(newest, signal),
    lastFailure: there ? await lastFailure(backups.path, list, isOwn) : null,
    ofOthers: list.damaged.flatMap(({ label, source }) =>
      source === undefined || isOwn(source) ? [] : [label],
    ),
    sameFileSystem: there && statSync(backups.path).dev === statSync(path).dev,
    // It may have begun since, and what it has begun is in the list.
    busy: busy || isHeld(backups.path),
  };
}

/** Of the entries that say whose they are. */
async function lastFailure(
  folder: string,
  { good }: SetList,
  isOwn: (source: string) => boolean,
): Promise<BackupsFact['lastFailure']> {
  try {
    const last = (await readLog(folder)).findLast(
      ({ event, source }) => event !== 'cleaned' && source !== undefined && isOwn(source),
    );
    if (last?.event !== 'failed') return null;
    return {
      made: good.some(({ label }) => label === last.label),
      at: last.at,
      exitCode: last.exitCode ?? null,
      why: last.message ?? 'the log does not say why',
    };
  } catch (error) {
    if (error instanceof Failure) return 'unread';
    throw error;
  }
}

function isHeld(folder: string): boolean {
  try {
    return lockHolder(folder) !== undefined;
  } catch {
    // No folder yet, or a lock that nobody can read.
    return false;
  }
}
