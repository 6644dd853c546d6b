import { existsSync, realpathSync, statfsSync, statSync } from 'node:fs';
import { type DataFolder, readDataFolder } from '../../database/data-folder.ts';
import { layoutFiles } from '../../database/files.ts';
import { EXIT, type ExitCode, Failure, Interrupted } from '../../model/failure.ts';
import { fileSystemOf, isNetworkName } from '../../process/file-system.ts';
import { brief, plain } from '../../render/plain.ts';
import { formatBytes } from '../../render/units.ts';
import { sameFolder } from '../backup/same-folder.ts';
import { listSets } from '../backup/sets.ts';
import { lockHolder } from '../lock.ts';
import { machineAccounts } from './accounts.ts';
import { readAcls } from './acl.ts';
import { alteredFiles } from './altered.ts';
import type { Contents } from './contents.ts';
import { explainReading } from './explain-reading.ts';
import { type AuditFacts, allFiles, type BackupsFact } from './facts.ts';
import { lookAtBackups, lookAtData } from './files.ts';
import type { Policy } from './policy.ts';
import { readContents } from './read-contents.ts';
import { word } from './shell.ts';
import { parseUnit } from './unit.ts';

export interface AuditRequest {
  /** Absolute, and what the user calls it. */
  readonly path: string;
  readonly shown: string;
  /** The command line that mends what is found, looking at the same and by the same policy; absent: by the default one. */
  readonly again?: string;
  readonly policy: Policy;
  readonly backups: { readonly path: string; readonly shown: string } | null;
  /** A systemd unit of the application. */
  readonly unit: { readonly text: string; readonly shown: string } | null;
  /** An empty private folder for copies of the databases; null: their contents are not looked at. */
  readonly work: string | null;
  /** How long to wait for a lock that keeps readers out. */
  readonly waitSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Looked {
  readonly facts: AuditFacts;
  readonly notLooked: readonly { readonly what: string; readonly why: string }[];
  readonly stopped: { readonly exitCode: ExitCode; readonly why: string } | null;
}

type OnProgress = (doing: string, fraction: number) => void;

/**
 * Looks at everything, and changes nothing.
 * @throws Failure: 2 no data folder, 4 damaged layout.json or manifest, 5 a folder that cannot be listed; Interrupted
 */
export async function look(
  request: AuditRequest,
  signal: AbortSignal,
  onProgress: OnProgress = () => {},
): Promise<Looked> {
  const { path, shown } = request;
  const data = readDataFolder(path, shown);
  const notLooked: { what: string; why: string }[] = [];
  const backups = await lookAtSets(request, signal, onProgress);
  // First all that reads files as bytes: closing one gives up the locks that this process holds on it.
  const files = lookAtData(data, shown, backups && existing(backups.path), signal);
  const looked = {
    data,
    shown: plain(shown),
    again: request.again ?? `chinook-eval audit --data ${word(shown)} --fix --execute`,
    policy: request.policy,
    accounts: machineAccounts(),
    files,
    backups,
  };
  const uid = process.geteuid?.() ?? null;
  const fileSystem = fileSystemOf(data.files);
  const unit = request.unit && parseUnit(request.unit.text, request.unit.shown);
  const facts = {
    ...looked,
    uid,
    fileSystem,
    unit,
    now: new Date(request.now),
    acls: null,
    contents: null,
    together: null,
  };
  const acls = await readAcls(allFiles(facts), signal);
  if (acls === null) notLooked.push({ what: 'access control lists', why: 'getfacl is not installed' });
  if (uid === null)
    notLooked.push({
      what: 'modes and owners',
      why: 'this system has none of the kind that policies speak of',
    });
  if (files.cut || backups?.files?.cut)
    notLooked.push({ what: 'some files', why: 'there are more, or deeper ones, than an audit looks at' });
  const closed = [...files.closed, ...(backups?.files?.closed ?? [])];
  if (closed.length > 0)
    notLooked.push({
      what: `what is in ${brief(closed.join(', '), 200)}`,
      why: 'no permission to list it: run this as root',
    });
  if (fileSystem === 'unknown')
    notLooked.push({ what: 'the type of the file system', why: 'the system does not tell' });
  if (backups === null) notLooked.push({ what: 'backups', why: 'name their folder with --backups' });
  const sets = backups?.list.good.length ?? 0;
  if (backups !== null && sets > (backups.altered === null ? 0 : 1))
    notLooked.push({
      what: `the contents of ${backups.altered === null ? '' : 'older '}backup sets`,
      why: 'restore SET --drill compares and uses one',
    });
  if (unit === null)
    notLooked.push({
      what: 'process and network isolation',
      why: "name the application's systemd unit with --unit",
    });
  const read = await lookInto(request, data, fileSystem, signal, onProgress);
  if (read.why !== null) notLooked.push({ what: 'contents of the databases', why: read.why });
  const together = read.contents?.together ?? null;
  if (read.contents !== null && together === null)
    notLooked.push({
      what: 'references across files, full-text indexes and vectors',
      why: 'a database is damaged',
    });
  if (together !== null && together.orphans === null)
    notLooked.push({
      what: 'references across files',
      why: 'the files were written all the time, so that no two could be read as of one moment',
    });
  return { facts: { ...facts, acls, contents: read.contents, together }, notLooked, stopped: read.stopped };
}

async function lookAtSets(
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
    altered: newest === null || work === null ? null : await alteredFiles(newest, signal),
    ofOthers: list.damaged.flatMap(({ label, source }) =>
      source === undefined || isOwn(source) ? [] : [label],
    ),
    sameFileSystem: there && statSync(backups.path).dev === statSync(path).dev,
    // It may have begun since, and what it has begun is in the list.
    busy: busy || isHeld(backups.path),
  };
}

function isHeld(folder: string): boolean {
  try {
    return lockHolder(folder) !== undefined;
  } catch {
    // No folder yet, or a lock that nobody can read.
    return false;
  }
}

function existing(path: string): string | null {
  return existsSync(path) ? realpathSync(path) : null;
}

interface Read {
  readonly contents: Contents | null;
  /** Why there are none. */
  readonly why: string | null;
  readonly stopped: Looked['stopped'];
}

async function lookInto(
  { shown, work, waitSeconds }: AuditRequest,
  data: DataFolder,
  fileSystem: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Read> {
  const none = { contents: null, stopped: null };
  if (work === null) return { ...none, why: '--no-contents' };
  if (isNetworkName(fileSystem))
    return { ...none, why: `SQLite does not work safely on ${fileSystem}, not even to read` };
  const stop = (failure: Failure): Read => ({
    contents: null,
    why: failure.message,
    stopped: { exitCode: failure.exitCode, why: failure.message },
  });
  try {
    const sources = layoutFiles(data.files, data.layout).map((file) => realpathSync(file));
    const needed = sources.reduce((sum, file) => sum + sizeOf(file) + sizeOf(`${file}-wal`), 0);
    const { bavail, bsize } = statfsSync(work);
    if (needed > bavail * bsize)
      return stop(
        new Failure(
          `no room in ${work} for a copy of ${formatBytes(needed)}. Set TMPDIR to a folder with more, or use --no-contents.`,
          EXIT.disk,
        ),
      );
    const request = { data, shown, work, waitSeconds };
    return { contents: await readContents(request, sources, signal, onProgress), why: null, stopped: null };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const failure = explainReading(error, shown, waitSeconds);
    if (failure instanceof Failure) return stop(failure);
    throw error;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
